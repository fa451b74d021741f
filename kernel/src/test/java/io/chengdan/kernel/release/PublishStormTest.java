package io.chengdan.kernel.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.Worker;
import io.chengdan.kernel.problem.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Publishes and rolls back at random while people of several roles read and write. More with
 * {@code -Dstorm.publishes=200 -Dstorm.seed=…}; the seed is printed.
 */
@Tag("I3")
class PublishStormTest {

    private static final int PUBLISHES = Integer.getInteger("storm.publishes", 12);
    private static final long SEED = Long.getLong("storm.seed", 20261123L);

    /** What somebody may be told whose page is older than the version in force, or who races another. */
    private static final Set<String> LAWFUL = Set.of(
            "unknown_field",
            "invalid",
            "not_found",
            "stale_version",
            "not_writable",
            "outside_scope",
            "action_refused");

    private final Random random = new Random(SEED);
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<UUID> items = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger read = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void nothing_fails_and_nothing_is_lost_while_versions_come_and_go() throws Exception {
        System.out.println("publish storm: seed " + SEED + ", " + PUBLISHES + " publishes");
        var app = new ShiftingApp();
        try (var given = Fixture.of(app.files())) {
            for (var role : List.of("boss", "clerk", "guest")) {
                given.person(role, "company", role);
            }
            var people = new ArrayList<Thread>();
            for (var role : List.of("boss", "clerk", "guest")) {
                var dice = new Random(SEED + role.hashCode());
                people.add(work(() -> write(given.as(role), dice)));
                people.add(work(() -> look(given.as(role))));
            }
            try {
                storm(given, app);
            } finally {
                over.set(true);
                for (var person : people) {
                    person.join();
                }
            }
            assertThat(failures).isEmpty();
            for (long version = 1; version <= Math.min(5, PUBLISHES); version++) {
                given.releases().rollback(version, Optional.empty(), "");
                compare(given);
            }
            System.out.println("publish storm: " + written + " writes, " + read + " reads, " + items.size() + " items");
            assertThat(written.get()).isPositive();
            assertThat(read.get()).isPositive();
        }
    }

    private Thread work(Runnable round) {
        return Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                try {
                    round.run();
                } catch (Problem problem) {
                    refusals.merge(String.valueOf(problem.getMessage()), 1, Integer::sum);
                    if (!LAWFUL.contains(problem.code())) {
                        failures.add(problem);
                    }
                } catch (RuntimeException | Error problem) {
                    failures.add(problem);
                }
            }
        });
    }

    private void storm(Fixture given, ShiftingApp first) {
        var states = new HashMap<Long, ShiftingApp>();
        states.put(1L, first);
        var app = first;
        for (int i = 0; i < PUBLISHES && failures.isEmpty(); i++) {
            int before = written.get();
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (written.get() < before + 5 && failures.isEmpty()) {
                assertThat(System.nanoTime())
                        .as("seed " + SEED + ", publish " + i + ": nobody can write any more, but is told " + refusals)
                        .isLessThan(until);
                LockSupport.parkNanos(1_000_000);
            }
            refusals.clear();
            long now = given.app().number();
            if (now > 1 && random.nextInt(4) == 0) {
                long to = 1 + random.nextLong(now);
                var done = given.releases().rollback(to, Optional.empty(), "");
                int made = app.made();
                app = Objects.requireNonNull(states.get(to)).copy();
                app.madeAtLeast(made);
                assertThat(given.releases().export(done.version().number()))
                        .isEqualTo(given.releases().export(to));
            } else {
                app = app.copy();
                var edits = app.edit(random);
                try {
                    given.publish(app.files());
                } catch (Problem.Invalid invalid) {
                    throw new AssertionError(edits + "\n" + app.files(), invalid);
                }
            }
            states.put(given.app().number(), app);
            assertThat(given.app().hash())
                    .isEqualTo(Versions.hash(given.releases().export(given.app().number())));
        }
    }

    private void look(Worker worker) {
        var plan = worker.plan();
        for (var form : plan.forms().keySet()) {
            worker.lists(Map.of("form", form));
            read.incrementAndGet();
        }
        if (!items.isEmpty()) {
            worker.gets("item", items.get(items.size() / 2));
            worker.groups(
                    Map.of("form", "item", "group", List.of("stage"), "measures", List.of(Map.of("op", "count"))));
        }
    }

    private void write(Worker worker, Random dice) {
        var form = worker.fixture().app().definition().form("item").orElseThrow();
        if (items.size() < 20 || dice.nextInt(10) == 0) {
            items.add(worker.creates("item", "name", "Item " + items.size()));
        }
        var item = ShiftingApp.any(dice, items);
        if (dice.nextInt(3) == 0) {
            worker.creates("part", "name", "Part", "item", item, "amount", dice.nextInt(100));
        }
        var field = ShiftingApp.any(dice, form.fields());
        worker.changes("item", item, field.key(), value(field.type().key(), dice));
        written.incrementAndGet();
    }

    private static @Nullable Object value(String type, Random dice) {
        if (dice.nextInt(6) == 0) {
            return null;
        }
        return switch (type) {
            case "text" -> ShiftingApp.any(dice, List.of("some", "12", "12.50", "0012", "true", "ored", "1e3"));
            case "integer" -> dice.nextInt(1000);
            case "decimal" -> dice.nextInt(1000) + ".125";
            case "money" -> dice.nextInt(1000) + (dice.nextBoolean() ? ".50" : "");
            case "date" -> "2026-11-0" + (1 + dice.nextInt(9));
            case "yes_no" -> dice.nextBoolean();
            case "choice" ->
                ShiftingApp.any(dice, List.of("ored", "oblue", "ogreen", "o12", "first", "second", "third"));
            case "multi_choice" -> ShiftingApp.any(dice, List.of(List.of("ored"), List.of("ored", "oblue")));
            default -> "x";
        };
    }

    // ---- what must be there, by the history alone

    /** Every field shows the value that was written last, or a blank where its type cannot hold it. */
    private void compare(Fixture given) {
        var boss = given.as("boss");
        var form = given.app().definition().form("item").orElseThrow();
        for (var item : items) {
            var last = lastWritten(given, item);
            var fields = boss.gets("item", item).fields();
            for (var field : form.fields()) {
                var actual = fields.get(field.key());
                var wrote = last.get(field.uid());
                switch (field.type().key()) {
                    case "formula", "rollup" -> {}
                    default ->
                        assertThat(holds(field.type().key(), wrote, actual))
                                .as("seed " + SEED + ": " + item + " " + field.uid() + " "
                                        + field.type().key() + " was written " + wrote + " and is " + actual)
                                .isTrue();
                }
            }
            computed(given, item, form.fields().stream().map(each -> each.key()).toList(), fields);
        }
    }

    private void computed(Fixture given, UUID item, List<String> keys, Map<String, @Nullable Object> fields) {
        var rules = given.app().rules().form("item");
        for (var formula : rules.formulas()) {
            var input = fields.get(formula.expression().inputs().iterator().next());
            var expected = input == null ? null : new BigDecimal(input.toString()).add(BigDecimal.ONE);
            assertThat(number(fields.get(formula.field())))
                    .as("seed " + SEED + ": " + item + " " + formula)
                    .isEqualTo(expected == null ? null : expected.stripTrailingZeros());
        }
        if (keys.contains("total")) {
            var sum = given.superuser()
                    .fetchValue("select coalesce(sum(amount_pa03), 0) from app.part_part0 where item_pa02 = ?", item);
            assertThat(number(fields.get("total"))).isEqualTo(number(sum));
        }
    }

    private static @Nullable BigDecimal number(@Nullable Object value) {
        return value == null ? null : new BigDecimal(value.toString()).stripTrailingZeros();
    }

    private static Map<String, JsonNode> lastWritten(Fixture given, UUID item) {
        var last = new HashMap<String, JsonNode>();
        given.superuser()
                .fetch("select changes::text from kernel.history where record = ? order by version", item)
                .forEach(row -> JsonMapper.shared()
                        .readTree(row.get(0, String.class))
                        .forEachEntry((uid, change) -> last.put(uid, change.path("new"))));
        return last;
    }

    /** Whether the value shown is the one written, as far as the type can hold it whole. */
    private static boolean holds(String type, @Nullable JsonNode wrote, @Nullable Object actual) {
        if (wrote == null || wrote.isNull() || wrote.isMissingNode()) {
            return actual == null;
        }
        var word = wrote.isArray() ? (wrote.size() == 1 ? wrote.get(0).asString() : null) : wrote.asString();
        boolean number = word != null && word.matches("[0-9]+([.][0-9]+)?");
        return switch (type) {
            case "text", "choice" -> same(word, actual);
            case "integer" -> number && !wrote.isArray() && fits(word, 0) ? same(word, actual) : actual == null;
            case "decimal" -> number && !wrote.isArray() && fits(word, 4) ? same(word, actual) : actual == null;
            case "money" -> number && !wrote.isArray() && fits(word, 2) ? same(word, actual) : actual == null;
            case "date" -> word != null && word.matches("2026-.*") ? same(word, actual) : actual == null;
            case "yes_no" -> "true".equals(word) || "false".equals(word) ? same(word, actual) : actual == null;
            // a number, day or yes has no list; a text has one
            case "multi_choice" ->
                wrote.isArray()
                        ? String.valueOf(actual)
                                .equals(JsonMapper.shared()
                                        .convertValue(wrote, List.class)
                                        .toString())
                        : actual == null || (wrote.isString() && same(word, ((List<?>) actual).getFirst()));
            default -> true;
        };
    }

    private static boolean fits(@Nullable String word, int scale) {
        return new BigDecimal(word).stripTrailingZeros().scale() <= scale;
    }

    private static boolean same(@Nullable String word, @Nullable Object actual) {
        if (word == null || actual == null) {
            return word == null && actual == null;
        }
        var shown = actual.toString();
        return shown.equals(word)
                || (shown.matches("[0-9.]+") && word.matches("[0-9.]+") && Objects.equals(number(shown), number(word)));
    }
}
