package io.chengdan.kernel.record;

import static io.chengdan.kernel.Refusals.faults;
import static io.chengdan.kernel.Refusals.refused;
import static io.chengdan.kernel.Worker.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.Worker;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.RecordView.Link;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the form's own rules make of a write. */
@Tag("A1")
class WriterTest {

    private static final AtomicInteger NEXT = new AtomicInteger();

    private static Fixture given;
    private static Worker rep;
    private static Worker other;
    private static Worker manager;
    private static Worker director;

    @BeforeAll
    static void open() {
        given = Fixture.workshop();
        given.department("east", "company");
        given.department("west", "company");
        rep = given.person("Li", "east", "rep");
        other = given.person("Zhou", "west", "rep");
        manager = given.person("Ma", "east", "manager");
        director = given.person("Dong", "company", "director");
    }

    @AfterAll
    static void close() {
        given.close();
    }

    private static UUID customer(Worker by, @Nullable Object... more) {
        var fields = fields(more);
        fields.putIfAbsent("name", "Customer " + NEXT.incrementAndGet());
        return by.creates("customer", fields);
    }

    private static UUID deal(Worker by, UUID customer, @Nullable Object... more) {
        var fields = fields(more);
        fields.putIfAbsent("name", "Deal " + NEXT.incrementAndGet());
        fields.put("customer", customer);
        return by.creates("deal", fields);
    }

    private static UUID product(String price) {
        return director.creates("product", "name", "Lathe", "price", price, "cost", "1");
    }

    private static List<Map<String, Object>> lines(UUID product, int quantity) {
        return List.of(Map.of("product", product, "quantity", quantity));
    }

    // ---- values that come of themselves

    @Test
    void defaults_hold_where_nothing_was_sent_and_only_there() {
        var customer = customer(director);
        assertThat(director.reads("customer", customer, "credit")).isEqualTo("1000.00");
        assertThat(director.reads("customer", customer(director, "credit", null), "credit"))
                .isNull();
        assertThat(director.reads("customer", customer(director, "credit", "5"), "credit"))
                .isEqualTo("5.00");
        director.changes("customer", customer, "credit", null);
        assertThat(director.reads("customer", customer, "credit")).isNull();
    }

    @Test
    void a_chosen_reference_fills_what_is_blank_and_leaves_what_was_given() {
        var customer = customer(rep, "region", "3204");
        var second = customer(rep, "region", "33");
        var deal = deal(rep, customer);
        assertThat(rep.reads("deal", deal, "region")).isEqualTo("3204");
        assertThat(rep.reads("deal", deal(rep, customer, "region", "32"), "region"))
                .isEqualTo("32");
        assertThat(rep.reads("deal", deal(rep, customer, "region", null), "region"))
                .as("cleared on purpose")
                .isNull();
        rep.changes("deal", deal, "customer", second);
        assertThat(rep.reads("deal", deal, "region")).as("was there before").isEqualTo("3204");
    }

    @Test
    void rows_fill_their_columns_and_nobody_sets_the_list_price() {
        var product = product("100");
        var row = Map.of("product", product, "list_price", "1.00", "price", "90.00");
        var deal = deal(rep, customer(rep), "lines", List.of(row, Map.of("product", product)), "rebate", "10");

        var lines = (List<?>) rep.reads("deal", deal, "lines");
        assertThat(lines)
                .extracting(line -> ((Map<?, ?>) line).get("list_price"))
                .isEqualTo(List.of("100.00", "100.00"));
        assertThat(lines).extracting(line -> ((Map<?, ?>) line).get("amount")).isEqualTo(List.of("90.00", "100.00"));
        assertThat(rep.reads("deal", deal, "amount")).isEqualTo("190.00");
        assertThat(rep.reads("deal", deal, "net")).isEqualTo("171.00");
    }

    @Test
    void formulas_of_rows_follow_the_record_they_belong_to() {
        var deal = deal(rep, customer(rep), "lines", lines(product("100"), 2));
        assertThat(rep.reads("deal", deal, "net")).isEqualTo("200.00");

        rep.changes("deal", deal, "rebate", "50");

        assertThat(rep.reads("deal", deal, "net")).isEqualTo("100.00");
        var line = (Map<?, ?>) ((List<?>) rep.reads("deal", deal, "lines")).getFirst();
        assertThat(line.get("net")).isEqualTo("100.00");
        assertThat(line.get("price")).isEqualTo("100.00");
    }

    @Test
    void a_formula_reads_what_the_system_sets() {
        var deal = deal(rep, customer(rep), "lines", lines(product("10"), 1));
        assertThat(rep.reads("deal", deal, "keeper_is_me")).isEqualTo(true);
        assertThat(rep.reads("deal", deal, "weighted"))
                .as("the first stage is no win")
                .isEqualTo("5.00");
    }

    // ---- sums over children

    @Test
    void sums_counts_and_formulas_over_them_move_with_the_children() {
        var customer = customer(rep);
        assertThat(rep.reads("customer", customer, "total")).isEqualTo("0.00");
        assertThat(rep.reads("customer", customer, "left")).isEqualTo("1000.00");
        assertThat(rep.reads("customer", customer, "largest")).isNull();

        var product = product("100");
        var first = deal(rep, customer, "lines", lines(product, 1), "closes", "2026-12-01");
        var second = deal(rep, customer, "lines", lines(product, 3));
        var sums = rep.gets("customer", customer).fields();
        assertThat(sums)
                .containsEntry("total", "400.00")
                .containsEntry("deals", 2L)
                .containsEntry("won_total", "0.00")
                .containsEntry("largest", "300.00")
                .containsEntry("latest_kind", "machine")
                .containsEntry("left", "600.00");

        rep.deletes("deal", second);
        assertThat(rep.reads("customer", customer, "left")).isEqualTo("900.00");
        assertThat(rep.reads("customer", customer, "latest_close")).isEqualTo("2026-12-01");

        var elsewhere = customer(rep);
        rep.changes("deal", first, "customer", elsewhere);
        assertThat(rep.reads("customer", customer, "deals")).isEqualTo(0L);
        assertThat(rep.reads("customer", customer, "left")).isEqualTo("1000.00");
        assertThat(rep.reads("customer", elsewhere, "left")).isEqualTo("900.00");
    }

    @Test
    void sums_of_computed_values_reach_the_level_above() {
        var group = customer(rep);
        var below = customer(rep, "parent", group);
        assertThat(rep.reads("customer", group, "left_below")).isEqualTo("1000.00");
        assertThat(rep.reads("customer", group, "busy_below")).isEqualTo(0L);

        var deal = deal(rep, below, "lines", lines(product("100"), 1));
        assertThat(rep.reads("customer", group, "left_below")).isEqualTo("900.00");
        assertThat(rep.reads("customer", group, "busy_below")).isEqualTo(1L);

        rep.deletes("deal", deal);
        assertThat(rep.reads("customer", group, "left_below")).isEqualTo("1000.00");
        assertThat(rep.reads("customer", group, "busy_below")).isEqualTo(0L);
    }

    @Test
    void what_the_machine_computes_is_nobodys_change() {
        var customer = customer(rep);
        var before = rep.gets("customer", customer);
        given.clock().moves(java.time.Duration.ofHours(1));

        deal(rep, customer, "lines", lines(product("7"), 1));

        var after = rep.gets("customer", customer);
        assertThat(after.version()).isEqualTo(before.version());
        assertThat(after.fields().get("updated_at")).isEqualTo(before.fields().get("updated_at"));
        assertThat(after.fields().get("left")).isEqualTo("993.00");
        assertThat(after.fields().get("last_activity_at"))
                .isNotEqualTo(before.fields().get("last_activity_at"));
        assertThat(rep.history("customer", customer)).hasSize(1);
    }

    // ---- rules

    @Test
    void a_field_is_required_while_its_rule_holds_and_it_is_shown() {
        var customer = customer(rep);
        assertThat(faults(() -> deal(rep, customer, "name", " "))).containsExactly("name required");
        assertThat(faults(() -> deal(rep, customer, "business", "service"))).containsExactly("budget required");
        assertThat(faults(() -> deal(rep, customer, "business", "other"))).containsExactly("remark required");
        var deal = deal(rep, customer);
        assertThat(faults(() -> rep.changes("deal", deal, "business", "service")))
                .containsExactly("budget required");
        assertThat(faults(() -> rep.changes("deal", deal, "name", null))).containsExactly("name required");
        rep.changes("deal", deal, "business", "service", "budget", "10");
    }

    @Test
    void a_check_judges_the_record_as_it_would_stand() {
        var deal = deal(rep, customer(rep), "lines", lines(product("100"), 1), "budget", "100");
        assertThat(faults(() -> rep.changes("deal", deal, "budget", "99"))).containsExactly("budget check");
        assertThat(faults(() -> rep.changes("deal", deal, "lines", lines(product("101"), 1))))
                .containsExactly("budget check");
        rep.changes("deal", deal, "budget", "101", "lines", lines(product("101"), 1));
    }

    @Test
    @Tag("A4")
    void a_refusal_names_nothing_that_the_caller_does_not_know() {
        var deal = deal(rep, customer(rep));
        rep.changes("deal", deal, "name", "a leak in the roof");
        rep.changes("deal", deal, "name", "a roof");
        manager.changes("deal", deal, "secret", "floor price");
        var told = refused("invalid", () -> manager.changes("deal", deal, "name", "a leak"));
        assertThat(((Problem.Invalid) told).faults().getFirst().message().en()).isEqualTo("The name tells the secret");
        var hidden = refused("invalid", () -> rep.changes("deal", deal, "name", "a leak"));
        assertThat(faults(hidden)).containsExactly("name check");
        assertThat(((Problem.Invalid) hidden).faults().getFirst().message().en())
                .doesNotContain("secret");

        var coded = customer(rep, "code", "T-" + NEXT.incrementAndGet());
        deal(rep, coded);
        assertThat(faults(() -> deal(manager, coded))).containsExactly("trace not_unique");
        var twice = refused("not_unique", () -> deal(rep, coded));
        assertThat(faults(twice)).containsExactly(" not_unique");
        assertThat(twice.text().en()).doesNotContain("Trace");
    }

    @Test
    void a_read_only_rule_judges_the_record_as_it_was_and_leaves_new_ones_open() {
        var deal = deal(rep, customer(rep));
        var quote = rep.creates("quote", "deal", deal, "price", "5", "label", "Q");
        rep.changes("quote", quote, "price", "6");
        rep.acts("quote", quote, "submit");

        assertThat(faults(() -> rep.changes("quote", quote, "price", "7"))).containsExactly("price not_writable");
        rep.changes("quote", quote, "price", "6.00", "label", "sent back unchanged");
        assertThat(rep.gets("quote", quote).access().write()).contains("label").doesNotContain("price", "status");
    }

    // ---- uniqueness

    @Test
    void a_name_is_unique_however_it_is_written() {
        customer(rep, "name", "Kowa Bearing (China) Co., Ltd");
        for (var same : List.of("kowa bearing（china）co ltd", "ＫＯＷＡ Bearing China Co.Ltd。")) {
            assertThat(faults(() -> customer(other, "name", same)))
                    .as("also where the other one is out of sight")
                    .containsExactly("name not_unique");
        }
        var mine = customer(rep, "name", "Kowa Bearing Two");
        assertThat(faults(() -> rep.changes("customer", mine, "name", "Kowa Bearing (China) Co Ltd")))
                .containsExactly("name not_unique");
        rep.changes("customer", mine, "name", "KOWA bearing two");
    }

    @Test
    void names_of_nothing_but_signs_are_told_apart() {
        customer(rep, "name", "——");
        customer(rep, "name", "…");
        assertThat(faults(() -> customer(rep, "name", "…"))).containsExactly("name not_unique");
    }

    @Test
    void blanks_are_not_alike_and_a_deleted_record_holds_no_value() {
        customer(rep);
        customer(rep);
        var first = customer(rep, "code", "C-1");
        assertThat(faults(() -> customer(other, "code", "C-1"))).containsExactly("code not_unique");
        rep.deletes("customer", first);
        customer(rep, "code", "C-1");
    }

    @Test
    void two_of_a_batch_do_not_share_a_unique_value() {
        var twice = new WriteRequest(
                "customer",
                List.of(
                        Change.create(null, Map.of("name", "Batch Ltd")),
                        Change.create(null, Map.of("name", "batch ltd."))),
                false,
                "import",
                null);
        assertThat(faults(() -> rep.writes(twice).toString())).containsExactly("name not_unique");
    }

    @Test
    void a_combination_is_unique_where_its_condition_holds() {
        var deal = deal(rep, customer(rep));
        var current = rep.creates("quote", "deal", deal, "current", true);
        var draft = rep.creates("quote", "deal", deal, "current", false);
        rep.creates("quote", "deal", deal);
        rep.creates("quote", "deal", deal(rep, customer(rep)), "current", true);

        assertThat(faults(() ->
                        rep.creates("quote", "deal", deal, "current", true).toString()))
                .containsExactly("deal not_unique");
        assertThat(faults(() -> rep.changes("quote", draft, "current", true))).containsExactly("deal not_unique");
        rep.changes("quote", current, "current", null);
        rep.changes("quote", draft, "current", true);
    }

    // ---- references

    @Test
    @Tag("A4")
    void a_hidden_target_is_refused_like_one_that_is_not_there() {
        var hidden = customer(other);
        var there = refused("invalid", () -> deal(rep, hidden));
        var not = refused("invalid", () -> deal(rep, UUID.randomUUID()));
        assertThat(faults(there)).isEqualTo(faults(not)).containsExactly("customer no_such_record");
        assertThat(there.text()).isEqualTo(not.text());
        assertThat(faults(() -> rep.creates("thing", "parts", List.of(Map.of("name", "a", "supplier", hidden)))
                        .toString()))
                .containsExactly("parts no_such_record");
        assertThat(faults(() -> rep.creates("thing", "users", List.of(hidden)).toString()))
                .containsExactly("users no_such_record");
    }

    @Test
    @Tag("A4")
    void no_rule_tells_what_stands_behind_a_hidden_reference() {
        var hidden = customer(other, "line", "robot");
        assertThat(faults(() -> deal(rep, hidden)))
                .isEqualTo(faults(() -> deal(rep, UUID.randomUUID())))
                .containsExactly("customer no_such_record");
        var seen = customer(rep, "line", "robot");
        assertThat(faults(() -> deal(rep, seen))).containsExactly("robot_note required");
    }

    @Test
    void what_was_picked_is_judged_again_when_the_rule_turns_against_it() {
        var one = customer(rep);
        var two = customer(rep);
        var deal = deal(rep, one);
        var thing = rep.creates("thing", "maker", one, "job", deal);

        assertThat(faults(() -> rep.changes("thing", thing, "maker", two))).containsExactly("job not_to_be_picked");
        assertThat(rep.title("thing", thing, "maker")).isEqualTo(rep.reads("customer", one, "name"));
        rep.changes("thing", thing, "label", "plain");
        rep.changes("thing", thing, "maker", two, "job", deal(rep, two));
        rep.changes("thing", thing, "maker", one, "job", null);
        rep.changes("thing", thing, "job", deal);
        rep.changes("thing", thing, "maker", null);
    }

    @Test
    void what_was_chosen_before_stays_when_it_goes_out_of_sight() {
        var shared = customer(other);
        given.team("customer", shared, rep, true);
        var deal = deal(rep, shared);
        given.superuser().execute("delete from kernel.team where record = ?", shared);

        rep.changes("deal", deal, "name", "renamed", "customer", shared);
        assertThat(rep.title("deal", deal, "customer")).isNull();
        assertThat(other.title("deal", deal, "customer")).isNotNull();
    }

    @Test
    void only_what_the_rule_allows_may_be_picked() {
        var retired = director.creates("product", "name", "Old", "active", false);
        assertThat(faults(() -> deal(rep, customer(rep), "lines", lines(retired, 1))))
                .containsExactly("lines not_to_be_picked");
    }

    @Test
    void a_tree_has_no_loops_not_even_within_a_batch() {
        var top = customer(rep);
        var middle = customer(rep, "parent", top);
        var leaf = customer(rep, "parent", middle);
        assertThat(faults(() -> rep.changes("customer", top, "parent", leaf))).containsExactly("parent cycle");
        assertThat(faults(() -> rep.changes("customer", top, "parent", top))).containsExactly("parent cycle");
        var one = customer(rep);
        var two = customer(rep);
        var loop = new WriteRequest(
                "customer",
                List.of(Change.update(one, Map.of("parent", two), 1), Change.update(two, Map.of("parent", one), 1)),
                false,
                "page",
                null);
        assertThat(faults(() -> rep.writes(loop).toString())).contains("parent cycle");
    }

    @Test
    void a_record_in_use_stays_whoever_uses_it_and_however() {
        var customer = customer(rep);
        var deal = deal(rep, customer);
        refused("in_use", () -> rep.deletes("customer", customer));
        rep.deletes("deal", deal);
        rep.deletes("customer", customer);
        refused("not_found", () -> rep.gets("customer", customer));
        refused("not_found", () -> rep.changes("customer", customer, "name", "ghost"));
        refused("not_found", () -> rep.deletes("customer", customer));

        var among = customer(rep);
        rep.creates("thing", "users", List.of(among));
        refused("in_use", () -> rep.deletes("customer", among));
        var inRow = customer(rep);
        rep.creates("thing", "parts", List.of(Map.of("name", "a", "supplier", inRow)));
        refused("in_use", () -> rep.deletes("customer", inRow));
        var self = customer(rep);
        rep.changes("customer", self, "tags", List.of("x"));
        rep.deletes("customer", self);
    }

    // ---- numbers and actions

    @Test
    void numbers_run_by_month() {
        var customer = customer(rep);
        var first = String.valueOf(rep.reads("deal", deal(rep, customer), "number"));
        var second = String.valueOf(rep.reads("deal", deal(rep, customer), "number"));
        assertThat(first).matches("D-202611-\\d{4}");
        assertThat(Integer.parseInt(second.substring(9))).isEqualTo(Integer.parseInt(first.substring(9)) + 1);
    }

    @Test
    void a_migrated_number_is_never_given_again() {
        var customer = customer(director);
        var past = new Change.Placed(null, null, false, List.of());
        director.places("deal", fields("name", "old", "customer", customer, "number", "D-202611-0900"), past);
        assertThat(String.valueOf(director.reads("deal", deal(director, customer), "number")))
                .isEqualTo("D-202611-0901");
    }

    @Test
    @Tag("B1")
    void only_actions_write_what_they_set() {
        var quote = rep.creates("quote", "deal", deal(rep, customer(rep)));
        assertThat(rep.reads("quote", quote, "status")).isEqualTo("draft");
        assertThat(faults(() -> rep.changes("quote", quote, "status", "approved")))
                .containsExactly("status not_writable");
        assertThat(faults(() -> rep.changes("quote", quote, "approved_by", rep.id())))
                .containsExactly("approved_by not_writable");
        assertThat(faults(() -> rep.creates("quote", "deal", deal(rep, customer(rep)), "status", "approved")
                        .toString()))
                .containsExactly("status not_writable");
        refused("action_refused", () -> rep.acts("quote", quote, "settle"));
        rep.acts("quote", quote, "submit");
        refused("action_refused", () -> rep.acts("quote", quote, "submit"));
        refused("action_refused", () -> rep.acts("quote", quote, "settle"));
        manager.acts("quote", quote, "settle");
        var settled = rep.gets("quote", quote);
        assertThat(settled.fields()).containsEntry("status", "approved");
        assertThat(((Link) settled.fields().get("approved_by")).title()).isEqualTo("Ma");
        assertThat(settled.version()).isEqualTo(3);
        assertThat(rep.history("quote", quote).getFirst().action()).isEqualTo("settle");
        refused("not_found", () -> rep.acts("quote", quote, "burn"));
    }

    @Test
    @Tag("B2")
    void two_different_persons_confirm() {
        var quote = rep.creates("quote", "deal", deal(rep, customer(rep)));
        rep.acts("quote", quote, "confirm");
        var again = refused("action_refused", () -> rep.acts("quote", quote, "confirm"));
        assertThat(again.text().en()).isEqualTo("Two different persons confirm");
        manager.acts("quote", quote, "confirm");
        assertThat(((Link) rep.reads("quote", quote, "confirmed_1")).title()).isEqualTo("Li");
        assertThat(((Link) rep.reads("quote", quote, "confirmed_2")).title()).isEqualTo("Ma");
        refused("action_refused", () -> director.acts("quote", quote, "confirm"));
    }

    @Test
    @Tag("A4")
    void an_action_without_its_right_or_on_a_hidden_record_is_refused() {
        var deal = deal(rep, customer(rep), "lines", lines(product("5"), 1));
        refused("action_refused", () -> rep.acts("deal", deal, "approve"));
        refused("not_found", () -> other.acts("deal", deal, "approve"));
        assertThat(rep.gets("deal", deal).access().actions()).doesNotContain("approve");
        assertThat(manager.gets("deal", deal).access().actions()).contains("approve");
    }

    // ---- who may

    @Test
    @Tag("A4")
    void what_may_be_made_is_judged_by_the_record_it_would_be() {
        var deal = deal(rep, customer(rep));
        refused("action_refused", () -> rep.creates("visit", "deal", deal, "kind", "call"));
        rep.creates("visit", "deal", deal, "kind", "onsite");
    }

    @Test
    @Tag("A4")
    void nobody_makes_a_record_they_would_not_see() {
        refused(
                "outside_scope",
                () -> manager.creates("deal", "name", "x", "customer", customer(manager), "owner", other.id()));
        refused("not_found", () -> other.changes("customer", customer(rep), "name", "mine now"));
        refused("not_found", () -> other.deletes("customer", customer(rep)));
    }

    @Test
    @Tag("A7")
    void a_team_member_with_read_right_sees_but_changes_nothing() {
        var customer = customer(rep);
        given.team("customer", customer, other, false);
        assertThat(other.gets("customer", customer).access().write()).isEmpty();
        assertThat(other.gets("customer", customer).access().actions()).isEmpty();
        refused("action_refused", () -> other.changes("customer", customer, "name", "mine now"));
        given.superuser().execute("update kernel.team set may_write = true where record = ?", customer);
        other.changes("customer", customer, "name", "Shared " + NEXT.incrementAndGet());
    }

    @Test
    @Tag("A7")
    void the_department_follows_the_owner_and_handing_on_is_a_right() {
        var customer = customer(rep, "owner", rep.id());
        assertThat(rep.title("customer", customer, "owner")).isEqualTo("Li");
        assertThat(rep.title("customer", customer, "department")).isEqualTo("east");
        assertThat(faults(() -> rep.changes("customer", customer, "owner", other.id())))
                .containsExactly("owner not_writable");
        assertThat(faults(() -> customer(rep, "owner", other.id()))).containsExactly("owner not_writable");

        manager.changes("customer", customer, "owner", other.id());

        refused("not_found", () -> manager.gets("customer", customer));
        assertThat(director.title("customer", customer, "department")).isEqualTo("west");
        director.changes("customer", customer, "owner", null);
        assertThat(director.title("customer", customer, "department"))
                .as("the pool keeps its department")
                .isEqualTo("west");
        assertThat(faults(() -> director.changes("customer", customer, "owner", UUID.randomUUID())))
                .containsExactly("owner no_such_person");
    }

    @Test
    @Tag("A4")
    void a_masked_value_may_come_back_but_no_guess_is_confirmed() {
        var customer = customer(director, "credit", "77", "owner", rep.id());
        assertThat(rep.reads("customer", customer, "credit")).isEqualTo("***");
        rep.changes("customer", customer, "credit", "***", "line", "robot");
        assertThat(faults(() -> rep.changes("customer", customer, "credit", "77")))
                .containsExactly("credit not_writable");
        assertThat(faults(() -> rep.changes("customer", customer, "credit", "78")))
                .containsExactly("credit not_writable");
        assertThat(director.reads("customer", customer, "credit")).isEqualTo("77.00");
    }
}
