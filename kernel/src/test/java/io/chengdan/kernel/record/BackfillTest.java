package io.chengdan.kernel.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.SampleApp;
import io.chengdan.kernel.Worker;
import io.chengdan.kernel.release.AppVersion;
import io.chengdan.kernel.release.Plan;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows that were there before a publish hold what they would hold had they been written after it. */
@Tag("I2")
class BackfillTest {

    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final String LEFT =
            "  - {uid: cu13, key: left, type: formula, label: {zh: 剩余, en: Left}, result: money, expr: credit - total}\n";

    private final Fixture given = Fixture.workshop();
    private SampleApp app = new SampleApp(Fixture.workshopFiles());
    private @Nullable Worker hired;

    @BeforeEach
    void hire() {
        hired = given.person("Dong", "company", "director");
    }

    @AfterEach
    void close() {
        given.close();
    }

    private Worker director() {
        return Objects.requireNonNull(hired);
    }

    /** Adds a field to a form, which the director may read. */
    private BackfillTest adds(String form, String after, String field, String key) {
        app = app.edit("forms/" + form + ".yaml", after, after + field);
        var read = Map.of(
                        "customer",
                        "read: [total, deals",
                        "deal",
                        "read: [number, trace, amount",
                        "thing",
                        "read: [number, value")
                .get(form);
        app = app.edit("roles/director.yaml", read, read + ", " + key);
        return this;
    }

    private BackfillTest edits(String file, String from, String to) {
        app = app.edit(file, from, to);
        return this;
    }

    private AppVersion published() {
        return given.publish(app.files());
    }

    private UUID customer(@Nullable Object... more) {
        var fields = Worker.fields(more);
        fields.putIfAbsent("name", "Customer " + NEXT.incrementAndGet());
        return director().creates("customer", fields);
    }

    private UUID deal(UUID customer, int price) {
        var product = director().creates("product", "name", "Lathe", "price", price);
        return director()
                .creates(
                        "deal",
                        Map.of(
                                "name",
                                "Deal",
                                "customer",
                                customer,
                                "lines",
                                List.of(Map.of("product", product, "quantity", 2))));
    }

    private @Nullable Object reads(String form, UUID id, String field) {
        return director().reads(form, id, field);
    }

    @Test
    void a_new_formula_is_computed_on_rows_that_are_there_and_touches_nothing_else() {
        var id = customer("credit", "70");
        deal(id, 10);
        var version = director().version("customer", id);
        var updated = reads("customer", id, "updated_at");
        int history = given.count("history", id);
        given.clock().moves(java.time.Duration.ofHours(1));

        adds(
                        "customer",
                        LEFT,
                        "  - {uid: cu90, key: twice, type: formula, label: {zh: 双倍, en: Twice}, result: money, expr: left * 2}\n"
                                + "  - {uid: cu91, key: halved, type: formula, label: {zh: 一半, en: Half}, result: money, expr: left / 2}\n"
                                + "  - {uid: cu92, key: rich, type: formula, label: {zh: 富余, en: Rich}, result: yes_no, expr: twice > 90}\n",
                        "twice, halved, rich")
                .published();

        assertThat(reads("customer", id, "twice")).isEqualTo("100.00");
        assertThat(reads("customer", id, "halved")).isEqualTo("25.00");
        assertThat(reads("customer", id, "rich")).isEqualTo(true);
        assertThat(director().version("customer", id)).isEqualTo(version);
        assertThat(reads("customer", id, "updated_at")).isEqualTo(updated);
        assertThat(given.count("history", id)).isEqualTo(history);
    }

    @Test
    void a_new_roll_up_and_what_reads_it_is_summed_over_children_that_are_there() {
        var id = customer("credit", "100");
        var below = customer("parent", id, "credit", "500");
        deal(id, 10);
        deal(id, 15);
        deal(below, 20);

        adds(
                        "customer",
                        LEFT,
                        "  - {uid: cu90, key: nets, type: rollup, label: {zh: 净额, en: Nets}, form: deal, via: customer, op: sum, of: net}\n"
                                + "  - {uid: cu91, key: rest, type: formula, label: {zh: 余额, en: Rest}, result: money, expr: credit - nets}\n"
                                + "  - {uid: cu92, key: rests, type: rollup, label: {zh: 下级, en: Rests}, form: customer, via: parent, op: sum, of: rest}\n",
                        "nets, rest, rests")
                .published();

        assertThat(reads("customer", id, "nets")).isEqualTo("50.00");
        assertThat(reads("customer", id, "rest")).isEqualTo("50.00");
        assertThat(reads("customer", id, "rests")).isEqualTo("460.00");
        assertThat(reads("customer", below, "rests")).isEqualTo("0.00");
    }

    @Test
    void a_changed_formula_is_computed_anew_with_all_that_stands_upon_it() {
        var id = customer("credit", "100");
        var deal = deal(id, 10);
        assertThat(reads("customer", id, "total")).isEqualTo("20.00");

        edits("forms/deal.yaml", "result: money, expr: price * quantity", "result: money, expr: price * quantity * 2")
                .published();

        assertThat(reads("deal", deal, "amount")).isEqualTo("40.00");
        assertThat(reads("customer", id, "total")).isEqualTo("40.00");
        assertThat(reads("customer", id, "left")).isEqualTo("60.00");
        assertThat(reads("deal", deal, "lines")).asString().contains("amount=40.00");
    }

    @Test
    void a_text_made_comparable_clashes_with_rows_that_are_there() {
        edits("forms/customer.yaml", ", unique: true, normalize: company_name", "")
                .published();
        customer("name", "常州 轴承（集团）");

        edits(
                        "forms/customer.yaml",
                        "label: {zh: 名称, en: Name}, required: true",
                        "label: {zh: 名称, en: Name}, required: true, unique: true, normalize: company_name")
                .published();

        io.chengdan.kernel.Refusals.refused("not_unique", () -> customer("name", "常州轴承(集团)"));
        assertThat(given.releases().indexes())
                .extracting(index -> index.state())
                .containsOnly("valid");
    }

    @Test
    void another_way_to_compare_is_written_even_where_two_become_alike() {
        edits("forms/customer.yaml", "normalize: company_name", "normalize: code")
                .published();
        customer("name", "A.1");
        customer("name", "A1");

        edits("forms/customer.yaml", "normalize: code", "normalize: company_name")
                .published();

        assertThat(given.releases().indexes())
                .extracting(index -> index.state())
                .contains("failed");
        io.chengdan.kernel.Refusals.refused("not_unique", () -> customer("name", "a1"));
    }

    @Test
    void a_changed_type_takes_over_what_it_can_hold_and_counts_what_not() {
        var good = director().creates("thing", "label", "12.50");
        var bad = director().creates("thing", "label", "a dozen");
        var blank = director().creates("thing", Map.of());
        edits("forms/thing.yaml", "key: label, type: text", "key: label, type: decimal")
                .edits("forms/thing.yaml", "label: {zh: 名称, en: Label}, max: 10", "label: {zh: 名称, en: Label}")
                .edits("forms/thing.yaml", "title: label", "title: story");

        assertThat(given.releases().plan(app.files()).impact())
                .extracting(effect -> effect.text().en() + ": " + effect.count())
                .contains("Values of “Thing · Label” that cannot be converted: kept in the old column: 1");
        published();
        assertThat(reads("thing", good, "label")).isEqualTo("12.5000");
        assertThat(reads("thing", bad, "label")).isNull();
        director().changes("thing", blank, "label", "3");

        var back = given.releases().rollback(1, Optional.empty(), "");
        assertThat(reads("thing", good, "label")).isEqualTo("12.50");
        assertThat(reads("thing", bad, "label")).isEqualTo("a dozen");
        assertThat(reads("thing", blank, "label")).isEqualTo("3");
        assertThat(back.unconverted()).isEmpty();
        assertThat(given.releases().export(back.version().number()))
                .isEqualTo(given.releases().export(1));
    }

    @Test
    void a_value_comes_through_types_that_cannot_hold_it() {
        var thing = director().creates("thing", "story", "2026-01-02");
        for (var type : List.of("integer", "date", "yes_no")) {
            app = new SampleApp(Fixture.workshopFiles());
            edits(
                            "forms/thing.yaml",
                            "story, type: long_text, label: {zh: 说明, en: Story}, max: 50",
                            "story, type: " + type + ", label: {zh: 说明, en: Story}")
                    .published();
            assertThat(reads("thing", thing, "story")).isEqualTo(type.equals("date") ? "2026-01-02" : null);
        }
        given.releases().rollback(1, Optional.empty(), "");
        assertThat(reads("thing", thing, "story")).isEqualTo("2026-01-02");
    }

    @Test
    void a_formula_does_not_write_over_what_people_wrote() {
        var id = director().creates("thing", "label", "x", "weight", "2", "price", "7");
        edits(
                        "forms/thing.yaml",
                        "key: price, type: money, label: {zh: 价格, en: Price}",
                        "key: price, type: formula, label: {zh: 价格, en: Price}, result: money, expr: weight * 3")
                .edits("roles/director.yaml", "weight, price,", "weight,")
                .edits("roles/rep.yaml", "price, ", "")
                .edits("roles/director.yaml", "read: [number, value", "read: [number, price, value")
                .published();
        assertThat(reads("thing", id, "price")).isEqualTo("6.00");

        given.releases().rollback(1, Optional.empty(), "");
        assertThat(reads("thing", id, "price")).isEqualTo("7.00");
    }

    @Test
    void what_is_written_during_the_publish_is_not_lost() throws Exception {
        var customer = customer("credit", "1000");
        var things = new java.util.ArrayList<UUID>();
        for (int i = 0; i < 40; i++) {
            things.add(director().creates("thing", "label", "T" + i, "pieces", String.valueOf(i), "price", "1"));
        }
        var over = new AtomicBoolean();
        var written = new AtomicInteger();
        var writers = CompletableFuture.runAsync(() -> {
            for (int i = 0; !over.get() || i < 20; i++) {
                var thing = things.get(i % things.size());
                director().changes("thing", thing, "pieces", String.valueOf(i));
                deal(customer, 1);
                written.incrementAndGet();
            }
        });
        while (written.get() < 2) {
            Thread.onSpinWait();
        }
        for (int round = 0; round < 5; round++) {
            var type = round % 2 == 0 ? "integer" : "text";
            app = new SampleApp(Fixture.workshopFiles());
            edits(
                            "forms/thing.yaml",
                            "pieces, type: integer, label: {zh: 件数, en: Pieces}, min: 0, max: 1000000000000",
                            "pieces, type: " + type + ", label: {zh: 件数, en: Pieces}")
                    .edits(
                            "forms/thing.yaml",
                            "expr: price * pieces",
                            "expr: price * " + (type.equals("text") ? 1 : "pieces"))
                    .adds(
                            "thing",
                            "derived: true}\n",
                            "  - {uid: thx" + round
                                    + ", key: echo, type: formula, label: {zh: 回声, en: Echo}, result: text, expr: 'blank(pieces) ? \"?\" : pieces'}\n",
                            "echo");
            if (type.equals("integer")) {
                edits(
                        "forms/thing.yaml",
                        "result: text, expr: 'blank(pieces) ? \"?\" : pieces'",
                        "result: decimal, expr: pieces + 0");
            }
            adds(
                    "customer",
                    LEFT,
                    "  - {uid: cux" + round
                            + ", key: many, type: rollup, label: {zh: 多, en: Many}, form: deal, via: customer, op: count}\n",
                    "many");
            published();
        }
        over.set(true);
        writers.get(60, TimeUnit.SECONDS);

        assertThat(reads("customer", customer, "many")).isEqualTo(reads("customer", customer, "deals"));
        assertThat(reads("customer", customer, "many")).isEqualTo((long) written.get());
        for (var thing : things) {
            assertThat(new java.math.BigDecimal(String.valueOf(reads("thing", thing, "echo"))))
                    .isEqualByComparingTo(String.valueOf(reads("thing", thing, "pieces")));
        }
    }

    @Test
    void a_publish_that_was_cut_off_is_finished_by_the_next_start() {
        var id = customer("credit", "100");
        deal(id, 10);
        edits("forms/customer.yaml", "expr: credit - total", "expr: credit - total - 1")
                .published();
        given.superuser().execute("update app.customer_wkcu set left_cu13 = 80");
        given.superuser()
                .execute("insert into kernel.definition_unfinished (schema, version, before) values ('app', 2, 1)");

        given.releases().resume();

        assertThat(reads("customer", id, "left")).isEqualTo("79.00");
        assertThat(given.superuser().fetchValue("select count(*) from kernel.definition_unfinished"))
                .isEqualTo(0L);
    }

    @Test
    void the_plan_says_who_gains_or_loses_sight_of_what() {
        edits(
                        "roles/director.yaml",
                        "read: [number, trace, amount",
                        "mask: {secret: full}\n    read: [number, trace, amount")
                .edits("roles/director.yaml", "lost_reason, secret, budget", "lost_reason, budget");
        assertThat(given.releases().plan(app.files()).impact())
                .extracting(Plan.Effect::text)
                .extracting(text -> text.zh())
                .contains("角色“总监”在“商机”上多看到：内部（遮盖）（人数）", "角色“总监”在“商机”上不再看到：内部（人数）");
    }
}
