package io.chengdan.kernel.record;

import static io.chengdan.kernel.Refusals.faults;
import static io.chengdan.kernel.Refusals.refused;
import static io.chengdan.kernel.Worker.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.Worker;
import io.chengdan.kernel.database.Settings;
import io.chengdan.kernel.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A write happens wholly, once, and is on record; also when several come at the same time. */
@Tag("K1")
class WriteOnceTest {

    private static final AtomicInteger NEXT = new AtomicInteger();

    private static Fixture given;
    private static Worker rep;
    private static Worker director;

    @BeforeAll
    static void open() {
        given = Fixture.workshop();
        rep = given.person("Li", "company", "rep");
        director = given.person("Dong", "company", "director");
    }

    @AfterAll
    static void close() {
        given.close();
    }

    private static String name() {
        return "Customer " + NEXT.incrementAndGet();
    }

    private static UUID customer() {
        return rep.creates("customer", "name", name());
    }

    /** Runs the work in threads that start together; each answers a value or the problem it met. */
    private static List<Object> together(int threads, java.util.function.IntFunction<Callable<Object>> work)
            throws Exception {
        var start = new CyclicBarrier(threads);
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var tasks = IntStream.range(0, threads)
                    .mapToObj(i -> (Callable<Object>) () -> {
                        start.await();
                        try {
                            return work.apply(i).call();
                        } catch (Problem problem) {
                            return problem.code();
                        }
                    })
                    .toList();
            var results = new ArrayList<Object>();
            for (var result : pool.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        }
    }

    @Test
    void a_stale_version_is_refused_and_told_the_present_one() {
        var customer = customer();
        rep.changes("customer", customer, "line", "robot");
        var stale = refused(
                "stale_version", () -> rep.writes("customer", Change.update(customer, Map.of("line", "lathe"), 1)));
        assertThat(((Problem.Stale) stale).current()).isEqualTo(2);
        refused("stale_version", () -> rep.writes("customer", Change.delete(customer, 3)));
        assertThat(rep.reads("customer", customer, "line")).isEqualTo("robot");
    }

    @Test
    void of_two_who_change_one_record_at_once_one_wins() throws Exception {
        var customer = customer();
        var results = together(
                2, i -> () -> rep.writes("customer", Change.update(customer, Map.of("phone", "0512 1234" + i), 1)));
        assertThat(results).containsExactlyInAnyOrder(customer, "stale_version");
    }

    @Test
    void an_id_may_be_brought_along_but_only_once() {
        var id = UUID.randomUUID();
        rep.writes("customer", Change.create(id, Map.of("name", name())));
        assertThat(rep.sees("customer", id)).isTrue();
        refused("id_taken", () -> rep.writes("customer", Change.create(id, Map.of("name", name()))));
        refused("id_taken", () -> director.writes("customer", Change.create(id, Map.of("name", name()))));
    }

    @Test
    void the_same_request_again_gives_the_same_answer_and_writes_nothing() {
        var change = Change.create(null, Map.of("name", name(), "phone", "0512 6688"));
        var first = rep.writes(WriteRequest.of("customer", change, "api", "key-1"));
        var again = rep.writes(WriteRequest.of("customer", change, "api", "key-1"));
        assertThat(again).isEqualTo(first);
        assertThat(given.count("history", first.getFirst())).isEqualTo(1);

        refused(
                "key_reused",
                () -> rep.writes(
                        WriteRequest.of("customer", Change.create(null, Map.of("name", name())), "api", "key-1")));
        director.writes(WriteRequest.of("customer", Change.create(null, Map.of("name", name())), "api", "key-1"));
    }

    @Test
    void a_refused_request_leaves_no_key() {
        refused(
                "invalid",
                () -> rep.writes(
                        WriteRequest.of("customer", Change.create(null, Map.of("line", "robot")), "api", "key-2")));
        rep.writes(WriteRequest.of("customer", Change.create(null, Map.of("name", name())), "api", "key-2"));
    }

    @Test
    void a_key_that_is_no_key_is_refused() {
        var change = Change.create(null, Map.of("name", name()));
        for (var key : List.of("", " ", "a\0b", "键", "k".repeat(201))) {
            refused("bad_key", () -> rep.writes(WriteRequest.of("customer", change, "api", key)));
        }
    }

    @Test
    void the_same_request_from_two_threads_at_once_writes_one_record() throws Exception {
        for (int round = 0; round < 5; round++) {
            var key = "both-" + round;
            var change = Change.create(null, Map.of("name", name()));
            var results = together(2, i -> () -> rep.writes(WriteRequest.of("customer", change, "api", key)));
            assertThat(results.get(0)).isEqualTo(results.get(1));
        }
    }

    @Test
    void of_two_equal_names_at_once_one_wins() throws Exception {
        for (int round = 0; round < 5; round++) {
            var name = name();
            var results = together(2, i -> () -> rep.creates("customer", "name", i == 0 ? name : name + "."));
            assertThat(results).filteredOn(UUID.class::isInstance).hasSize(1);
            assertThat(results).contains("not_unique");
        }
    }

    @Test
    void children_that_come_at_once_are_all_counted_and_numbered_once() throws Exception {
        var customer = customer();
        var product = director.creates("product", "name", "P", "price", "10");
        var results = together(4, i -> () -> {
            for (int n = 0; n < 5; n++) {
                rep.creates("deal", "name", "d", "customer", customer, "lines", List.of(Map.of("product", product)));
            }
            return "done";
        });
        assertThat(results).containsOnly("done");
        assertThat(rep.gets("customer", customer).fields())
                .containsEntry("deals", 20L)
                .containsEntry("total", "200.00")
                .containsEntry("left", "800.00");
        var numbers = rep
                .lists(Map.of(
                        "form", "deal", "where", Map.of("field", "customer", "op", "eq", "value", customer.toString())))
                .items()
                .stream()
                .map(deal -> deal.fields().get("number"))
                .toList();
        assertThat(numbers).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void two_who_hang_their_records_below_each_other_make_no_loop() throws Exception {
        // each pair may have to be told apart by the database, which takes it a second
        for (int round = 0; round < 2; round++) {
            var one = customer();
            var two = customer();
            var results = together(
                    2,
                    i -> () -> rep.writes(
                            "customer", Change.update(i == 0 ? one : two, Map.of("parent", i == 0 ? two : one), 1)));
            assertThat(results)
                    .contains("invalid")
                    .filteredOn(UUID.class::isInstance)
                    .hasSize(1);
        }
    }

    @Test
    void a_record_does_not_vanish_under_a_child_that_comes_at_the_same_time() throws Exception {
        for (int round = 0; round < 5; round++) {
            var customer = customer();
            var results = together(
                    2,
                    i -> () -> i == 0
                            ? rep.writes("customer", Change.delete(customer, 1))
                            : rep.creates("deal", "name", "d", "customer", customer));
            assertThat(results).filteredOn(UUID.class::isInstance).hasSize(1);
            assertThat(results).containsAnyOf("in_use", "invalid");
        }
    }

    @Test
    void a_batch_stands_wholly_or_not_at_all() {
        var good = name();
        var batch = new WriteRequest(
                "customer",
                List.of(Change.create(null, Map.of("name", good)), Change.create(null, Map.of("name", ""))),
                false,
                "import",
                null);
        refused("invalid", () -> rep.writes(batch));
        assertThat(named(good)).isZero();

        var ids = rep.writes(new WriteRequest(
                "customer",
                IntStream.range(0, 30)
                        .mapToObj(i -> Change.create(
                                null, fields("name", good + "-" + i, "line", i % 2 == 0 ? "robot" : null)))
                        .toList(),
                false,
                "import",
                null));
        assertThat(rep.reads("customer", ids.get(7), "name")).isEqualTo(good + "-7");

        var mixed = new WriteRequest(
                "customer",
                List.of(
                        Change.update(ids.get(0), Map.of("name", good + "-0b"), 1),
                        Change.delete(ids.get(1), 1),
                        Change.update(ids.get(2), Map.of("line", "plane"), 1)),
                false,
                "page",
                null);
        assertThat(faults(() -> rep.writes(mixed).toString())).containsExactly("line not_an_option");
        assertThat(rep.reads("customer", ids.get(0), "name")).isEqualTo(good + "-0");
        assertThat(rep.sees("customer", ids.get(1))).isTrue();
    }

    @Test
    void one_record_twice_in_a_batch_is_refused() {
        var customer = customer();
        var twice = new WriteRequest(
                "customer",
                List.of(
                        Change.update(customer, Map.of("line", "robot"), 1),
                        Change.update(customer, Map.of("line", "lathe"), 1)),
                false,
                "page",
                null);
        refused("duplicate_id", () -> rep.writes(twice));
    }

    private static int named(String name) {
        var table = given.app().tables().get("customer");
        return given.db()
                .fetchCount(table.table(), org.jooq.impl.DSL.condition("{0} = {1}", table.column("name"), name));
    }

    // ---- what is on record

    @Test
    @Tag("K2")
    void history_tells_each_change_and_nothing_else() {
        var customer = customer();
        rep.changes("customer", customer, "line", "robot", "phone", "0512 6688");
        rep.changes("customer", customer, "line", "robot");
        rep.deletes("customer", customer);

        assertThat(given.count("history", customer))
                .as("a change of nothing is none")
                .isEqualTo(3);
        assertThat(given.count("change", customer)).isEqualTo(3);
        var other = customer();
        rep.changes("customer", other, "line", "robot");
        var latest = rep.history("customer", other).getFirst();
        assertThat(latest.version()).isEqualTo(2);
        assertThat(latest.by()).isEqualTo(new RecordView.Link(rep.id().toString(), "Li"));
        assertThat(latest.changes()).containsExactly(new RecordView.Change("line", null, "robot"));
    }

    @Test
    @Tag("K2")
    void history_names_all_that_was_pointed_to_as_far_as_it_is_in_sight() {
        var one = customer();
        var two = customer();
        var hidden = director.creates("customer", "name", name());
        var thing = director.creates("thing", "users", List.of(one));
        director.changes("thing", thing, "users", List.of(one, two), "maker", two);
        director.changes(
                "thing", thing, "users", List.of(hidden), "parts", List.of(fields("name", "gear", "supplier", one)));

        var entries = director.history("thing", thing);
        var latest = entries.get(0).changes();
        assertThat(change(latest, "users").before()).isEqualTo(List.of(link(one), link(two)));
        assertThat(change(latest, "users").after()).isEqualTo(List.of(link(hidden)));
        assertThat((List<?>) change(latest, "parts").after())
                .singleElement()
                .satisfies(row -> assertThat(((Map<?, ?>) row).get("supplier")).isEqualTo(link(one)))
                .satisfies(row ->
                        assertThat(((Map<?, ?>) row).containsKey("count")).isTrue());
        assertThat(change(entries.get(1).changes(), "maker").after()).isEqualTo(link(two));
        assertThat(change(entries.get(1).changes(), "users").before()).isEqualTo(List.of(link(one)));

        var own = rep.creates("thing", "users", List.of(one));
        given.superuser()
                .execute(
                        "update kernel.history set changes = replace(changes::text, ?, ?)::jsonb where record = ?",
                        one.toString(),
                        hidden.toString(),
                        own);
        assertThat(change(rep.history("thing", own).getFirst().changes(), "users")
                        .after())
                .isEqualTo(List.of(new RecordView.Link(hidden.toString(), null)));
    }

    private static RecordView.Change change(List<RecordView.Change> changes, String field) {
        return changes.stream()
                .filter(change -> change.field().equals(field))
                .findFirst()
                .orElseThrow();
    }

    private static RecordView.Link link(UUID customer) {
        return new RecordView.Link(customer.toString(), String.valueOf(director.reads("customer", customer, "name")));
    }

    @Test
    @Tag("K2")
    void what_happened_is_never_altered_not_even_by_the_server() {
        customer();
        for (var table : List.of("history", "transition", "change", "audit")) {
            assertThatThrownBy(() -> given.db().execute("delete from kernel." + table))
                    .hasMessageContaining("permission denied");
        }
        for (var table : List.of("history", "transition", "change")) {
            assertThatThrownBy(() -> given.db().execute("update kernel." + table + " set form = 'x'"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> given.db().execute("truncate kernel." + table))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    @Tag("H5")
    void placed_history_keeps_its_times_and_is_marked() {
        var customer = director.creates("customer", "name", name());
        var created = Instant.parse("2024-03-01T01:00:00Z");
        var designed = Instant.parse("2024-04-01T01:00:00Z");
        var won = Instant.parse("2024-05-01T01:00:00Z");
        var deal = director.places(
                "deal",
                fields("name", "past", "customer", customer, "owner", rep.id(), "approved", true),
                new Change.Placed(
                        created,
                        rep.id(),
                        false,
                        List.of(
                                new Change.Move(null, "contact", created, rep.id()),
                                new Change.Move("contact", "design", designed, rep.id()),
                                new Change.Move("design", "won", won, rep.id()))));

        var shown = director.gets("deal", deal).fields();
        assertThat(shown)
                .containsEntry("created_at", "2024-03-01T09:00:00+08:00")
                .containsEntry("stage", "won")
                .containsEntry("closed_at", "2024-05-01T09:00:00+08:00")
                .containsEntry("stage_entered_at", "2024-05-01T09:00:00+08:00");
        var moves = given.superuser()
                .fetch(
                        "select to_stage, kind, migrated, entered_at from kernel.transition where record = ? order by at",
                        deal);
        assertThat(moves.getValues("to_stage")).isEqualTo(List.of("contact", "design", "won"));
        assertThat(moves.getValues("kind")).isEqualTo(List.of("begin", "forward", "forward"));
        assertThat(moves.getValues("migrated", Boolean.class)).containsOnly(true);
        assertThat(director.history("deal", deal).getFirst().at()).isEqualTo("2024-03-01T09:00:00+08:00");
    }

    @Test
    @Tag("H5")
    void moves_that_end_elsewhere_are_refused() {
        var customer = director.creates("customer", "name", name());
        var past = new Change.Placed(
                null,
                null,
                true,
                List.of(new Change.Move(null, "design", Instant.parse("2024-03-01T01:00:00Z"), null)));
        assertThat(faults(() -> director.places("deal", fields("name", "x", "customer", customer, "stage", "won"), past)
                        .toString()))
                .containsExactly("stage not_an_option");
    }

    @Test
    @Tag("H5")
    void placing_history_ends_when_its_switch_is_closed() {
        var settings = new Settings(given.superuser());
        var past = new Change.Placed(Instant.parse("2024-03-01T01:00:00Z"), null, false, List.of());
        settings.put(Settings.MIGRATE, "closed");
        try {
            refused("migrate_closed", () -> director.places("customer", Map.of("name", name()), past));
        } finally {
            settings.put(Settings.MIGRATE, "open");
        }
        director.places("customer", Map.of("name", name()), past);
    }

    @Test
    @Tag("H5")
    void placing_history_needs_its_right() {
        var past = new Change.Placed(Instant.parse("2024-03-01T01:00:00Z"), null, false, List.of());
        refused("right_missing", () -> rep.places("customer", Map.of("name", name()), past));
        refused("unknown_field", () -> director.places("customer", fields("name", name(), "total", "5"), past));
        refused("unknown_field", () -> director.places("customer", fields("name", name(), "updated_at", null), past));
    }
}
