package io.chengdan.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.Refusals;
import io.chengdan.kernel.Worker;
import io.chengdan.kernel.access.World.FieldModel;
import io.chengdan.kernel.access.World.FormModel;
import io.chengdan.kernel.access.World.GateRule;
import io.chengdan.kernel.access.World.Right;
import io.chengdan.kernel.access.World.Row;
import io.chengdan.kernel.access.World.Type;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.Change;
import io.chengdan.kernel.record.RecordView.Link;
import io.chengdan.kernel.search.Search;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * Random applications, people and records: every way out shows what a plain model says, and every way in does (A4).
 *
 * <p>The ordinary run is the same each time, so that a change is what makes it fail; {@code -Daccess.seed=N} looks elsewhere or
 * repeats a failure, {@code -Daccess.probes=N} makes a long one.
 */
@Tag("A4")
class AccessPropertyTest {

    private static final int PROBES = Integer.getInteger("access.probes", 1000);
    private static final int PROBES_A_WORLD = 250;
    private static final int SIZE = 5;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Fixture base = Fixture.workshop();
    private final Map<String, Integer> done = new java.util.TreeMap<>();
    private int worlds;

    @Test
    void every_way_out_shows_what_the_model_says() {
        long seed = Long.getLong("access.seed", 20_261_123L);
        int probes = 0;
        for (long world = seed; probes < PROBES; world++) {
            try {
                probes += run(world, SIZE);
            } catch (AssertionError | RuntimeException failure) {
                throw smallest(world, failure);
            }
        }
        System.out.println(
                "access: " + probes + " probes in " + worlds + " applications agree, seed " + seed + ": " + done);
        base.close();
    }

    /** The failure in the smallest world of the same seed that has one. */
    private AssertionError smallest(long world, Throwable failure) {
        for (int size = 1; size < SIZE; size++) {
            try {
                run(world, size);
            } catch (AssertionError | RuntimeException smaller) {
                return new AssertionError("-Daccess.seed=" + world + ", in size " + size + ": " + smaller, smaller);
            }
        }
        return new AssertionError("-Daccess.seed=" + world + ": " + failure, failure);
    }

    private int run(long seed, int size) {
        var random = new Random(seed);
        var world = new World(base, "world_" + worlds++, random, size);
        for (var person : world.people) {
            new Probe(world, random, person).definition();
        }
        for (int i = 0; i < PROBES_A_WORLD; i++) {
            new Probe(world, random, world.any(world.people)).any();
        }
        return PROBES_A_WORLD + world.people.size();
    }

    /** One person trying one thing. */
    private final class Probe {

        private final World world;
        private final Random random;
        private final Worker me;
        private final FormModel form;

        Probe(World world, Random random, Worker me) {
            this.world = world;
            this.random = random;
            this.me = me;
            this.form = world.any(world.forms);
        }

        void any() {
            switch (random.nextInt(18)) {
                case 0, 1, 2 -> note("list", this::list);
                case 3, 4 -> note("get", this::get);
                case 5 -> note("hidden field", this::hiddenField);
                case 6 -> note("group", this::group);
                case 7 -> note("history", this::history);
                case 8 -> note("unique", this::unique);
                case 9, 10 -> note("gate", this::gate);
                case 11 -> note("explain", this::explain);
                case 12, 13 -> note("update", this::update);
                case 14, 15 -> note("create", this::create);
                case 16 -> note("search", this::search);
                default -> note("delete", this::delete);
            }
        }

        private void note(String what, Runnable probe) {
            probe.run();
            done.merge(what, 1, Integer::sum);
        }

        private String said(Object... more) {
            var grants = world.roles(me, form).stream()
                    .map(role -> role + ": " + world.roles.get(role).get(form))
                    .toList();
            return me.person().name() + " of " + grants + " at " + form.key + " " + List.of(more);
        }

        private boolean exists() {
            return world.exists(me, form);
        }

        private List<Row> sight() {
            return form.living().stream().filter(row -> world.sees(me, row)).toList();
        }

        /** The fields that may be read on some row. */
        private List<FieldModel> readable() {
            return form.fields.stream()
                    .filter(field -> world.everReads(me, form, field.key()))
                    .toList();
        }

        private boolean reads(Row row, FieldModel field) {
            return world.reads(me, row, field.key());
        }

        /** The value where it may be read, as if blank elsewhere. */
        private @Nullable Object visible(Row row, FieldModel field) {
            return reads(row, field) ? row.get(field) : null;
        }

        /** Mostly one they see. */
        private Row someRow() {
            var sight = sight();
            return world.any(sight.isEmpty() || random.nextInt(3) == 0 ? form.rows : sight);
        }

        private void refusedLikeNothing(Runnable call) {
            var problem = catchThrowable(call::run);
            assertThat(problem).as(said()).isInstanceOf(Problem.NotFound.class);
            assertThat(((Problem) problem).text()).isEqualTo(new Problem.NotFound().text());
        }

        // ---- ways out

        private void list() {
            var query = new HashMap<String, Object>(Map.of("form", form.key));
            if (!exists()) {
                refusedLikeNothing(() -> me.lists(query));
                return;
            }
            Predicate<Row> filter = _ -> true;
            if (random.nextInt(3) > 0 && !readable().isEmpty()) {
                var test = filter(2);
                query.put("where", test.json());
                filter = test.model();
            }
            var sort = sort();
            query.put(
                    "sort",
                    sort.stream()
                            .map(key -> Map.of("field", key.field().key(), "dir", key.down() ? "desc" : "asc"))
                            .toList());
            query.put("limit", 1 + random.nextInt(12));
            var found = new ArrayList<UUID>();
            do {
                var page = me.lists(query);
                page.items().forEach(item -> found.add(item.id()));
                query.put("cursor", page.next());
            } while (query.get("cursor") != null);
            var expected = sight().stream().filter(filter).collect(Collectors.toMap(row -> row.id, row -> row));
            assertThat(found).as(said(query)).doesNotHaveDuplicates();
            assertThat(new HashSet<>(found)).as(said(query)).isEqualTo(expected.keySet());
            for (int i = 1; i < found.size(); i++) {
                int order = compare(sort, expected.get(found.get(i - 1)), expected.get(found.get(i)));
                // the values of hidden fields must not show in the order of the rows that count as blank
                boolean down = sort.isEmpty() || sort.getFirst().down();
                int tie = found.get(i - 1).toString().compareTo(found.get(i).toString());
                assertThat(order != 0 ? order : down ? -tie : tie)
                        .as(said(query))
                        .isLessThan(0);
            }
            query.remove("cursor");
            query.put("count", true);
            assertThat(me.lists(query).count()).as(said(query)).isEqualTo((long) expected.size());
        }

        private record Filter(Map<String, Object> json, Predicate<Row> model) {}

        private Filter filter(int depth) {
            if (depth == 0 || random.nextInt(2) == 0) {
                var field = world.any(readable());
                var test = test(field);
                return new Filter(
                        test.json(), row -> reads(row, field) && test.model().test(row));
            }
            var one = filter(depth - 1);
            if (random.nextBoolean()) {
                return new Filter(Map.of("not", one.json()), one.model().negate());
            }
            var other = filter(depth - 1);
            return random.nextBoolean()
                    ? new Filter(
                            Map.of("and", List.of(one.json(), other.json())),
                            one.model().and(other.model()))
                    : new Filter(
                            Map.of("or", List.of(one.json(), other.json())),
                            one.model().or(other.model()));
        }

        private Filter test(FieldModel field) {
            var key = field.key();
            Predicate<Row> blank = row -> row.get(field) == null;
            if (random.nextInt(5) == 0) {
                return filter(key, "blank", true, blank);
            }
            return switch (field.type()) {
                case NUMBER, TWICE -> {
                    long bound = random.nextInt(8);
                    yield filter(key, "gt", bound, blank.negate().and(row -> (Long) row.get(field) > bound));
                }
                case CHOICE, STAGE -> {
                    var value = field.type() == Type.STAGE ? "done" : world.any(List.of("a", "b", "c"));
                    yield random.nextBoolean()
                            ? filter(key, "eq", value, row -> value.equals(row.get(field)))
                            : filter(key, "ne", value, row -> !value.equals(row.get(field)));
                }
                case DAY ->
                    filter(
                            key,
                            "le",
                            "2026-11-23",
                            blank.negate().and(row -> row.get(field).toString().compareTo("2026-11-23") <= 0));
                case FLAG -> filter(key, "eq", true, row -> Boolean.TRUE.equals(row.get(field)));
                case PERSON ->
                    filter(key, "eq", me.id().toString(), row -> me.id().equals(row.get(field)));
                case TEXT, UNIQUE -> {
                    var part = "X" + random.nextInt(10);
                    yield filter(
                            key,
                            "contains",
                            part,
                            blank.negate()
                                    .and(row -> row.get(field)
                                            .toString()
                                            .contains(part.toLowerCase(java.util.Locale.ROOT))));
                }
                case LINK -> {
                    var id = world.value(field).orElse(me.id());
                    yield filter(key, "in", List.of(id.toString()), row -> id.equals(row.get(field)));
                }
            };
        }

        private static Filter filter(String key, String op, Object value, Predicate<Row> model) {
            return new Filter(Map.of("field", key, "op", op, "value", value), model);
        }

        private record Key(FieldModel field, boolean down) {}

        private List<Key> sort() {
            var sortable = readable().stream()
                    .filter(field -> Set.of(
                                    Type.TEXT, Type.UNIQUE, Type.NUMBER, Type.TWICE, Type.CHOICE, Type.DAY, Type.FLAG)
                            .contains(field.type()))
                    .toList();
            var keys = new LinkedHashSet<FieldModel>();
            for (int i = random.nextInt(3); i > 0 && !sortable.isEmpty(); i--) {
                keys.add(world.any(sortable));
            }
            return keys.stream()
                    .map(field -> new Key(field, random.nextBoolean()))
                    .toList();
        }

        @SuppressWarnings("unchecked")
        private int compare(List<Key> sort, Row one, Row two) {
            for (var key : sort) {
                var a = (Comparable<Object>) visible(one, key.field());
                var b = (Comparable<Object>) visible(two, key.field());
                int order = a == null || b == null
                        ? (a == b ? 0 : a == null ? 1 : -1)
                        : key.down() ? b.compareTo(a) : a.compareTo(b);
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        }

        private void get() {
            var row = someRow();
            if (!world.sees(me, row)) {
                refusedLikeNothing(() -> me.gets(form.key, row.id));
                if (exists()) {
                    assertThat(me.sees(form.key, row.id)).isFalse();
                }
                return;
            }
            var view = me.gets(form.key, row.id);
            var withheld = new HashSet<String>();
            for (var field : form.fields) {
                var right = world.right(me, row, field.key());
                assertThat(view.fields().containsKey(field.key()))
                        .as(said(field, row.values))
                        .isEqualTo(right != Right.NONE);
                if (right != Right.NONE) {
                    var expected = right == Right.MASK ? masked(row, field) : shown(row, field);
                    assertThat(view.fields().get(field.key()))
                            .as(said(field, row.values))
                            .isEqualTo(expected);
                } else if (world.ever(me, form, field.key()) != Right.NONE) {
                    withheld.add(field.key());
                }
            }
            for (var system : List.of("owner", "department", "created_at", "updated_at", "created_by", "tags")) {
                assertThat(view.fields().containsKey(system)).as(said(system)).isEqualTo(world.reads(me, row, system));
                if (!world.reads(me, row, system) && world.everReads(me, form, system)) {
                    withheld.add(system);
                }
            }
            assertThat(new HashSet<>(view.access().withheld()))
                    .as(said(row.values))
                    .isEqualTo(withheld);
            assertThat(new HashSet<>(view.access().actions()))
                    .as(said(row.values))
                    .isEqualTo(actions(row));
            assertThat(new HashSet<>(view.access().write()))
                    .as(said(row.values))
                    .isEqualTo(writable(row));
        }

        private Set<String> actions(Row row) {
            return List.of("update", "delete").stream()
                    .filter(action -> !acting(row, action).isEmpty())
                    .collect(Collectors.toSet());
        }

        private Set<String> acting(Row row, String action) {
            return world.acting(world.changing(me, row), me, row, action);
        }

        /** A field is written by a role that itself lets the row be changed. */
        private Set<String> writable(Row row) {
            return form.fields.stream()
                    .map(FieldModel::key)
                    .filter(key -> world.writes(acting(row, "update"), form, key))
                    .collect(Collectors.toSet());
        }

        private @Nullable Object shown(Row row, FieldModel field) {
            var value = row.get(field);
            if (value == null) {
                return null;
            }
            return switch (field.type()) {
                case PERSON -> new Link(value.toString(), name((UUID) value));
                case LINK -> new Link(value.toString(), title(row, field));
                default -> value;
            };
        }

        private String name(UUID person) {
            return world.people.stream()
                    .filter(each -> each.id().equals(person))
                    .findFirst()
                    .orElseThrow()
                    .person()
                    .name();
        }

        private @Nullable String title(Row row, FieldModel link) {
            var target = world.target(row, link).orElseThrow();
            var title = target.form.title();
            boolean seen = link.showTitle() || (world.sees(me, target) && world.reads(me, target, title.key()));
            // two links of one record may lead to the same target, and one of them may show its title
            boolean beside = form.fields.stream()
                    .anyMatch(other -> other.showTitle() && reads(row, other) && target.id.equals(row.get(other)));
            var text = target.get(title);
            return (seen || beside) && text != null ? text.toString() : null;
        }

        private @Nullable Object masked(Row row, FieldModel field) {
            var value = row.get(field);
            if (value == null) {
                return null;
            }
            var text = value.toString();
            return switch (world.mask(me, row, field.key())) {
                case "last4" -> "***" + text.substring(text.length() - 4);
                case "first1" -> text.charAt(0) + "**";
                default -> "***";
            };
        }

        private void hiddenField() {
            if (!exists()) {
                refusedLikeNothing(() -> me.groups(Map.of("form", form.key)));
                return;
            }
            var hidden = form.fields.stream()
                    .filter(field -> !world.everReads(me, form, field.key()))
                    .map(FieldModel::key)
                    .collect(Collectors.toCollection(ArrayList::new));
            hidden.add("updated_at");
            var key = world.any(hidden);
            int way = random.nextInt(5);
            if (way == 4 && world.ever(me, form, key) == Right.MASK) {
                way = 0;
            }
            var there = asked(way, key);
            var not = asked(way, "nowhere");
            assertThat(there.code()).isEqualTo("unknown_field");
            assertThat(there.text().en().replace(key, "nowhere"))
                    .as(said(key))
                    .isEqualTo(not.text().en());
            assertThat(there.text().zh().replace(key, "nowhere"))
                    .isEqualTo(not.text().zh());
            assertThat(Refusals.faults(there).toString().replace(key, "nowhere"))
                    .isEqualTo(Refusals.faults(not).toString());
        }

        private Problem asked(int way, String key) {
            var test = Map.of("field", key, "op", "blank", "value", true);
            Map<String, Object> query = switch (way) {
                case 0 -> Map.of("form", form.key, "where", test);
                case 1 -> Map.of("form", form.key, "where", Map.of("or", List.of(Map.of("not", test))));
                case 2 -> Map.of("form", form.key, "sort", "-" + key);
                case 3 -> Map.of("form", form.key, "group", List.of(key));
                default -> Map.of("form", form.key, "fields", List.of(key));
            };
            var thrown = way == 3 ? catchThrowable(() -> me.groups(query)) : catchThrowable(() -> me.lists(query));
            assertThat(thrown).as(said(query)).isInstanceOf(Problem.class);
            if (way == 3) {
                var measure = catchThrowable(() ->
                        me.groups(Map.of("form", form.key, "measures", List.of(Map.of("op", "sum", "field", key)))));
                assertThat(measure).as(said(key)).isInstanceOf(Problem.Malformed.class);
            }
            return (Problem) thrown;
        }

        private void group() {
            var by = form.the(world.any(List.of(Type.CHOICE, Type.NUMBER, Type.DAY, Type.FLAG)));
            var number = form.the(Type.NUMBER);
            if (!exists() || !world.everReads(me, form, by.key())) {
                hiddenField();
                return;
            }
            boolean sums = world.everReads(me, form, number.key());
            var measures = new ArrayList<Map<String, String>>(List.of(Map.of("op", "count")));
            if (sums) {
                measures.add(Map.of("op", "sum", "field", number.key()));
                measures.add(Map.of("op", "count", "field", number.key()));
            }
            var groups = me.groups(Map.of("form", form.key, "group", List.of(by.key()), "measures", measures));
            var expected =
                    sight().stream().collect(Collectors.groupingBy(row -> Optional.ofNullable(visible(row, by))));
            assertThat(groups).as(said()).hasSize(expected.size());
            for (var group : groups) {
                var rows = expected.get(Optional.ofNullable(group.group().get(by.key())));
                assertThat(rows).as(said(group)).isNotNull();
                assertThat(((Number) Objects.requireNonNull(group.values().get("count"))).intValue())
                        .as(said(group))
                        .isEqualTo(rows.size());
                var sum = group.values().get("sum_" + number.key());
                var numbers = rows.stream()
                        .map(row -> (Long) visible(row, number))
                        .filter(Objects::nonNull)
                        .toList();
                long whole = numbers.stream().mapToLong(Long::longValue).sum();
                if (sums) {
                    assertThat(((Number) Objects.requireNonNull(group.values().get("count_" + number.key())))
                                    .intValue())
                            .as(said(group))
                            .isEqualTo(numbers.size());
                    assertThat(sum == null ? BigDecimal.ZERO : new BigDecimal(sum.toString()))
                            .as(said(group))
                            .isEqualByComparingTo(BigDecimal.valueOf(whole));
                }
            }
        }

        private void history() {
            var row = someRow();
            if (!world.sees(me, row)) {
                refusedLikeNothing(() -> me.history(form.key, row.id));
                return;
            }
            for (var entry : me.history(form.key, row.id)) {
                for (var change : entry.changes()) {
                    assertThat(world.right(me, row, change.field()))
                            .as(said(change))
                            .isNotEqualTo(Right.NONE);
                    if (world.right(me, row, change.field()) == Right.MASK) {
                        assertThat(String.valueOf(change.after()))
                                .as(said(change))
                                .matches("null|.*\\*\\*.*");
                    }
                }
            }
        }

        /** A word of one field, or of two fields of one record, finds it where both may be read on that very record. */
        private void search() {
            var texts = new ArrayList<>(List.of(form.the(Type.TEXT), form.the(Type.UNIQUE)));
            Collections.shuffle(texts, random);
            var row = someRow();
            var words = new LinkedHashSet<String>();
            for (var field : texts.subList(0, 1 + random.nextInt(2))) {
                var text = row.values.get(field.key());
                words.add(
                        text == null
                                ? "nowhere"
                                : text.toString().substring(text.toString().lastIndexOf(' ') + 1));
            }
            var expected = sight().stream()
                    .filter(each -> words.stream()
                            .allMatch(word -> texts.stream()
                                    .anyMatch(field ->
                                            String.valueOf(visible(each, field)).contains(word))))
                    .map(each -> each.id)
                    .collect(Collectors.toSet());
            if (!exists()) {
                assertThat(catchThrowable(() -> world.search().find(me.plan(), "nowhere", form.key, 100)))
                        .isInstanceOf(Problem.NotFound.class);
                return;
            }
            var found = world.search().find(me.plan(), String.join(" ", words), form.key, 100);
            assertThat(found.stream().map(Search.Hit::id).collect(Collectors.toSet()))
                    .as(said(words, row.values))
                    .isEqualTo(expected);
            for (var hit : found) {
                var there = form.living().stream()
                        .filter(each -> each.id.equals(hit.id()))
                        .findFirst()
                        .orElseThrow();
                assertThat(world.reads(me, there, hit.field())).as(said(hit)).isTrue();
            }
        }

        private void explain() {
            var row = someRow();
            var field = world.any(form.fields);
            var why = new Explain(world.given.db()).of(me.plan(), form.key, row.id, field.key());
            assertThat(why.visible()).as(said(row.values)).isEqualTo(world.sees(me, row));
            var right = world.right(me, row, field.key());
            assertThat(why.field()).as(said(field)).isEqualTo(right.name().toLowerCase(java.util.Locale.ROOT));
        }

        void definition() {
            var text = JSON.writeValueAsString(CutDefinition.of(me.plan()));
            for (var each : world.forms) {
                boolean exists = world.exists(me, each);
                assertThat(text.contains(each.key)).as(said(each.key, text)).isEqualTo(exists);
                for (var field : each.fields) {
                    assertThat(text.contains(field.key()))
                            .as(said(field.key(), text))
                            .isEqualTo(world.ever(me, each, field.key()) != Right.NONE);
                }
                for (var rule : each.gate.keySet()) {
                    assertThat(text).doesNotContain(rule);
                }
            }
            done.merge("definition", 1, Integer::sum);
        }

        // ---- ways in

        private String outcome(@Nullable Row row, Runnable write) {
            long before = traces();
            var thrown = catchThrowable(write::run);
            if (thrown == null) {
                return "ok";
            }
            assertThat(thrown).as(said()).isInstanceOf(Problem.class);
            assertThat(traces()).as("a refused write leaves no trace").isEqualTo(before);
            var problem = (Problem) thrown;
            quiet(problem, row);
            return problem.code();
        }

        private long traces() {
            return world.given
                    .superuser()
                    .fetchSingle("select (select count(*) from kernel.history) + (select count(*) from kernel.change)"
                            + " + (select count(*) from kernel.transition)")
                    .into(Long.class);
        }

        /** No refusal names what the person may not see: no hidden field, none withheld on the row, no value of a hidden record. */
        private void quiet(Problem problem, @Nullable Row row) {
            var text = problem.text().zh() + problem.text().en() + Refusals.faults(problem);
            if (problem instanceof Problem.GateUnmet gate) {
                text += gate.unmet();
            }
            for (var each : world.forms) {
                for (var field : each.fields) {
                    boolean hidden = world.ever(me, each, field.key()) == Right.NONE
                            || (row != null
                                    && row.form.equals(each)
                                    && world.right(me, row, field.key()) == Right.NONE);
                    if (hidden && !asking.contains(field.key())) {
                        assertThat(text).as(said(field.key())).doesNotContain(field.key());
                    }
                }
            }
            assertThat(text).as(said()).doesNotContain("Title of", "Unique ");
        }

        private final Set<String> asking = new HashSet<>();

        private Optional<String> mayAct(Row row, String action) {
            if (!world.sees(me, row)) {
                return Optional.of("not_found");
            }
            return acting(row, action).isEmpty() ? Optional.of("action_refused") : Optional.empty();
        }

        private void update() {
            var row = someRow();
            boolean links = !form.links().isEmpty() && random.nextInt(3) == 0;
            var field = world.any(form.fields.stream()
                    .filter(each -> links ? each.type() == Type.LINK : each.type() != Type.STAGE)
                    .toList());
            Object value = field.type() == Type.TWICE ? 77L : world.value(field).orElse(null);
            if (random.nextInt(4) == 0) {
                value = null;
            }
            asking.add(field.key());
            var sent = value;
            var after = row.copy();
            var acting = acting(row, "update");
            var expected = mayAct(row, "update")
                    .or(() -> Optional.of(written(row, after, field, sent, world.right(me, row, field.key()), acting))
                            .filter(code -> !code.equals("ok")))
                    .orElseGet(() -> kept(row, after, field, acting));
            var fields = new HashMap<String, @Nullable Object>();
            fields.put(field.key(), sent);
            assertThat(outcome(
                            row,
                            () -> me.writes(form.key, Change.update(row.id, fields, me.version(form.key, row.id)))))
                    .as(said("update", field, String.valueOf(sent), row.values))
                    .isEqualTo(expected);
            if (expected.equals("ok")) {
                row.values.clear();
                row.values.putAll(after.values);
            }
        }

        /**
         * What comes of writing the value, and the record as it would be.
         *
         * @param right on the record as it was; for one being made, of all roles that may make one
         * @param acting the roles by which it would be written
         */
        private String written(
                Row row, Row after, FieldModel field, @Nullable Object value, Right right, Set<String> acting) {
            boolean same = Objects.equals(row.get(field), value);
            if (world.ever(me, form, field.key()) == Right.NONE) {
                return "unknown_field";
            }
            if (!world.writes(acting, form, field.key())) {
                boolean told = right == Right.READ || right == Right.WRITE || (right == Right.MASK && value == null);
                return same && told ? "ok" : "not_writable";
            }
            if (same) {
                return "ok";
            }
            if (value == null) {
                after.values.remove(field.key());
            } else {
                after.values.put(field.key(), value);
            }
            if (field.type() == Type.LINK
                    && value != null
                    && !mayPoint(field, world.target(after, field).orElseThrow())) {
                return "invalid";
            }
            return field.type() == Type.UNIQUE && taken(row, field, value) ? "not_unique" : "ok";
        }

        /** A role by which was written shows the record afterwards too: what no role allows alone they do not allow together. */
        private String kept(Row row, Row after, FieldModel field, Set<String> acting) {
            if (Objects.equals(row.get(field), after.get(field))) {
                return "ok";
            }
            var still = new HashSet<>(world.showing(me, after));
            still.retainAll(acting);
            return still.isEmpty() ? "outside_scope" : world.writes(still, form, field.key()) ? "ok" : "not_writable";
        }

        /** Who may only look at a record hangs nothing below it. */
        private boolean mayPoint(FieldModel link, Row target) {
            return link.hangs() ? world.mayTouch(me, target) : world.sees(me, target);
        }

        private boolean taken(Row row, FieldModel field, @Nullable Object value) {
            return value != null
                    && form.living().stream()
                            .anyMatch(other -> !other.id.equals(row.id) && value.equals(other.get(field)));
        }

        /** A value of another record is refused in the same words whether that one is seen or not. */
        private void unique() {
            var field = form.the(Type.UNIQUE);
            var owner = world.any(form.rows);
            var value = owner.values.get(field.key());
            if (value == null || owner.deleted || !world.writes(makers(), form, field.key())) {
                create();
                return;
            }
            var expected = madeOf(Map.of(field, value));
            var id = UUID.randomUUID();
            var thrown = catchThrowable(() -> me.writes(form.key, Change.create(id, Map.of(field.key(), value))));
            assertThat(thrown).as(said(value)).isInstanceOf(Problem.class);
            assertThat(((Problem) thrown).code()).as(said(value)).isEqualTo(expected.code());
            if (expected.code().equals("not_unique")) {
                assertThat(((Problem) thrown).text().en())
                        .isEqualTo("This “L" + field.key() + "” is taken already; check for a duplicate.");
            }
        }

        private record Made(String code, Row row) {}

        private Made madeOf(Map<FieldModel, Object> sent) {
            var row = new Row(form);
            row.owner = me.id();
            row.department = me.person().departmentId();
            if (form.has(Type.STAGE)) {
                row.values.put(form.the(Type.STAGE).key(), "begun");
            }
            if (!exists()) {
                return new Made("not_found", row);
            }
            var makers = makers();
            if (makers.isEmpty()) {
                return new Made("action_refused", row);
            }
            var codes = new ArrayList<String>();
            sent.forEach((field, value) -> codes.add(
                    written(row, row, field, value, world.together(makers, makers, form, field.key()), makers)));
            // what is pointed to is judged before any condition reads through it
            for (var gravest : List.of("unknown_field", "not_writable", "invalid")) {
                if (codes.contains(gravest)) {
                    return new Made(gravest, row);
                }
            }
            var making = world.acting(makers, me, row, "create");
            if (making.isEmpty()) {
                return new Made("action_refused", row);
            }
            if (codes.contains("not_unique")) {
                return new Made("not_unique", row);
            }
            if (!world.sees(me, row)) {
                return new Made("outside_scope", row);
            }
            making.retainAll(world.showing(me, row));
            if (making.isEmpty()) {
                return new Made("action_refused", row);
            }
            boolean theirs = sent.keySet().stream().allMatch(field -> world.writes(making, form, field.key()));
            return new Made(theirs ? "ok" : "not_writable", row);
        }

        private Set<String> makers() {
            return world.having(world.roles(me, form), form, "create");
        }

        private void create() {
            var sent = new HashMap<FieldModel, Object>();
            for (var field : form.fields) {
                boolean fits = world.writes(makers(), form, field.key()) && field.type() != Type.STAGE;
                if (fits ? random.nextInt(4) > 0 : random.nextInt(40) == 0 && field.type() != Type.TWICE) {
                    if (field.type() != Type.STAGE) {
                        world.value(field).ifPresent(value -> sent.put(field, value));
                    }
                }
            }
            sent.keySet().forEach(field -> asking.add(field.key()));
            var expected = madeOf(sent);
            var fields = new HashMap<String, Object>();
            sent.forEach((field, value) -> fields.put(field.key(), value));
            assertThat(outcome(null, () -> me.writes(form.key, Change.create(expected.row().id, fields))))
                    .as(said("create", fields))
                    .isEqualTo(expected.code());
            if (expected.code().equals("ok")) {
                form.rows.add(expected.row());
            }
        }

        private void delete() {
            var row = someRow();
            var expected = mayAct(row, "delete").orElseGet(() -> world.used(row) ? "in_use" : "ok");
            assertThat(outcome(row, () -> me.writes(form.key, Change.delete(row.id, me.version(form.key, row.id)))))
                    .as(said("delete", row.values))
                    .isEqualTo(expected);
            row.deleted = row.deleted || expected.equals("ok");
        }

        // ---- gates

        private void gate() {
            var first = world.forms.getFirst();
            if (!form.equals(first)) {
                new Probe(world, random, me).list();
                return;
            }
            var stage = first.the(Type.STAGE);
            var row = someRow();
            if (!"begun".equals(row.get(stage))) {
                get();
                return;
            }
            asking.add(stage.key());
            var rules = told(row);
            var refusal = mayAct(row, "update")
                    .or(() -> world.ever(me, form, stage.key()) == Right.NONE
                            ? Optional.of("unknown_field")
                            : world.writes(acting(row, "update"), form, stage.key())
                                    ? rules.isEmpty() ? Optional.empty() : Optional.of("gate_unmet")
                                    : Optional.of("not_writable"));
            var thrown = catchThrowable(() -> me.changes(form.key, row.id, stage.key(), "done"));
            var code = thrown == null ? "ok" : ((Problem) thrown).code();
            assertThat(code).as(said("move", row.values, rules)).isEqualTo(refusal.orElse("ok"));
            if (thrown instanceof Problem.GateUnmet gate) {
                assertThat(gate.unmet().stream().map(unmet -> unmet.rule()).toList())
                        .as(said(row.values))
                        .isEqualTo(rules);
                quiet(gate, row);
            }
            if (thrown == null) {
                row.values.put(stage.key(), "done");
            }
            checklist(row);
        }

        /** The rules unmet as the person may hear of them; several hidden ones sound alike. */
        private List<String> told(Row row) {
            var told = new LinkedHashSet<String>();
            for (var rule : form.gate.values()) {
                if (!rule.met().test(me, row)) {
                    told.add(spoken(rule, row) ? rule.key() : "restricted");
                }
            }
            return List.copyOf(told);
        }

        /** Of the record's own fields as they may be read there; of its many children only what may be read on all of them. */
        private boolean spoken(GateRule rule, Row row) {
            var child = rule.child();
            return child == null
                    ? rule.reads().stream().allMatch(field -> world.reads(me, row, field))
                    : world.exists(me, child)
                            && rule.reads().stream().allMatch(field -> world.alwaysReads(me, child, field))
                            && hopsSpoken(rule);
        }

        /** A condition that reads behind a link speaks of the form there too. */
        private boolean hopsSpoken(GateRule rule) {
            var child = Objects.requireNonNull(rule.child());
            return child.links().stream()
                    .filter(link -> rule.yaml().contains(link.key() + "."))
                    .allMatch(link -> {
                        var target = Objects.requireNonNull(link.target());
                        return world.alwaysReads(
                                me, target, target.the(Type.NUMBER).key());
                    });
        }

        private void checklist(Row row) {
            var stage = form.the(Type.STAGE);
            if (!world.reads(me, row, stage.key())) {
                refusedLikeNothing(() -> me.checklist(form.key, row.id));
                return;
            }
            var text = me.checklist(form.key, row.id).toString();
            // only who works the pipeline gets its checklist
            boolean works = world.right(me, row, stage.key()) == Right.WRITE;
            for (var rule : form.gate.values()) {
                boolean shown = works && spoken(rule, row) && "begun".equals(row.get(stage));
                assertThat(text.contains(rule.key())).as(said(rule, text)).isEqualTo(shown);
            }
        }
    }
}
