package io.chengdan.kernel.record;

import static io.chengdan.kernel.Refusals.refused;
import static io.chengdan.kernel.Worker.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.Worker;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.RecordView.Link;
import io.chengdan.kernel.record.RecordView.Page;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists, counts and groups against plain Java over the same random things. */
@Tag("A1")
class ReaderTest {

    private static final int THINGS = 120;
    private static final List<String> LINES = List.of("lathe", "grinder", "robot");
    private static final List<String> SORTABLE = List.of(
            "label",
            "story",
            "pieces",
            "weight",
            "price",
            "rebate",
            "day",
            "moment",
            "line",
            "ready",
            "region",
            "number",
            "value",
            "created_at",
            "updated_at");

    private static Fixture given;
    private static Worker rep;
    private static Worker other;
    private static Worker director;
    private static final Map<UUID, Map<String, Object>> all = new HashMap<>();

    @BeforeAll
    static void open() {
        given = Fixture.workshop();
        given.department("east", "company");
        given.department("west", "company");
        rep = given.person("Li", "east", "rep");
        other = given.person("Zhou", "west", "rep");
        director = given.person("Dong", "company", "director");
        var random = new Random(7);
        for (int from = 0; from < THINGS; from += 20) {
            given.clock().moves(Duration.ofMinutes(random.nextInt(3)));
            var by = random.nextBoolean() ? rep : other;
            by.writes(new WriteRequest(
                    "thing",
                    IntStream.range(0, 20)
                            .mapToObj(_ -> Change.create(null, thing(random)))
                            .toList(),
                    false,
                    "import",
                    null));
        }
        for (var page : pages(director, Map.of("form", "thing", "limit", 200))) {
            page.items().forEach(item -> {
                var values = new HashMap<String, Object>();
                item.fields().forEach((key, value) -> {
                    if (value != null) {
                        values.put(key, value);
                    }
                });
                all.put(item.id(), values);
            });
        }
    }

    private static Map<String, @Nullable Object> thing(Random random) {
        var fields = new HashMap<String, @Nullable Object>();
        maybe(random, fields, "label", List.of("a", "B", "b", "轴承", "刀具", "10%", "a_b", "Z", "a\\b"));
        maybe(random, fields, "story", List.of("x", "y\nz", "西", "安"));
        maybe(random, fields, "pieces", List.of(0, 1, 2, 3, 1000));
        maybe(random, fields, "weight", List.of("-1.5", "0", "0.001", "7"));
        maybe(random, fields, "price", List.of("-1", "0", "10", "10.50", "99999999"));
        maybe(random, fields, "rebate", List.of("0", "12.5", "100"));
        maybe(random, fields, "day", List.of("2026-11-22", "2026-11-23", "2026-11-30", "2026-12-01"));
        maybe(
                random,
                fields,
                "moment",
                List.of("2026-11-22T23:59:59+08:00", "2026-11-23T00:00:00+08:00", "2026-11-24T00:00:00.000001+08:00"));
        maybe(random, fields, "line", LINES);
        maybe(random, fields, "colours", List.of(List.of("red"), List.of("blue", "red"), List.of("blue")));
        maybe(random, fields, "ready", List.of(true, false));
        maybe(random, fields, "keeper", List.of(rep.id(), other.id()));
        maybe(random, fields, "helpers", List.of(List.of(rep.id()), List.of(other.id(), rep.id())));
        maybe(
                random,
                fields,
                "unit",
                Stream.of("company", "east", "west")
                        .map(key -> given.department(key).id())
                        .toList());
        maybe(random, fields, "region", List.of("32", "3204", "33"));
        maybe(random, fields, "tags", List.of(List.of("vip"), List.of("vip", "new")));
        return fields;
    }

    private static void maybe(Random random, Map<String, @Nullable Object> fields, String key, List<?> values) {
        if (random.nextInt(4) > 0) {
            fields.put(key, values.get(random.nextInt(values.size())));
        }
    }

    @AfterAll
    static void close() {
        given.close();
    }

    private static List<Page> pages(Worker by, Map<String, ?> query) {
        var pages = new ArrayList<Page>();
        var asked = new HashMap<String, Object>(query);
        do {
            pages.add(by.lists(asked));
            asked.put("cursor", pages.getLast().next());
        } while (asked.get("cursor") != null);
        return pages;
    }

    private static List<UUID> ids(Worker by, Map<String, ?> query) {
        return pages(by, query).stream()
                .flatMap(page -> page.items().stream())
                .map(RecordView::id)
                .toList();
    }

    // ---- sorting and paging

    @Test
    void pages_of_every_order_lose_nothing_and_double_nothing() {
        var random = new Random(11);
        for (int round = 0; round < 60; round++) {
            var sort = sort(random, round);
            var query = Map.of("form", "thing", "sort", sort, "limit", 1 + random.nextInt(round % 3 == 0 ? 5 : 60));
            var who = random.nextBoolean() ? rep : director;
            var found = ids(who, query);
            assertThat(found).as("%s", query).doesNotHaveDuplicates().hasSize((int) seen(who));
            for (int i = 1; i < found.size(); i++) {
                var earlier = found.get(i - 1);
                var later = found.get(i);
                assertThat(order(sort, earlier, later))
                        .as("%s: %s before %s", query, all.get(earlier), all.get(later))
                        .isLessThanOrEqualTo(0);
            }
        }
    }

    private static long seen(Worker who) {
        return who.equals(director)
                ? THINGS
                : all.values().stream()
                        .filter(thing ->
                                ((Link) thing.get("owner")).id().equals(who.id().toString()))
                        .count();
    }

    /** Each field first once, then any. */
    private static List<Map<String, String>> sort(Random random, int round) {
        var keys = new ArrayList<String>();
        keys.add(SORTABLE.get(round % SORTABLE.size()));
        for (int more = random.nextInt(3); more > 0; more--) {
            var key = SORTABLE.get(random.nextInt(SORTABLE.size()));
            if (!keys.contains(key)) {
                keys.add(key);
            }
        }
        return keys.stream()
                .map(key -> Map.of("field", key, "dir", random.nextBoolean() ? "asc" : "desc"))
                .toList();
    }

    private static int order(List<Map<String, String>> sort, UUID one, UUID two) {
        for (var key : sort) {
            var field = String.valueOf(key.get("field"));
            int order = compare(field, all.get(one).get(field), all.get(two).get(field), "desc".equals(key.get("dir")));
            boolean untold = order == 0
                    && !Objects.equals(all.get(one).get(field), all.get(two).get(field));
            if (order != 0 || untold) {
                return order;
            }
        }
        return 0;
    }

    /** Blanks come last whichever way the order goes. */
    private static int compare(String field, @Nullable Object one, @Nullable Object two, boolean down) {
        if (one == null || two == null) {
            return one == two ? 0 : one == null ? 1 : -1;
        }
        int order = switch (field) {
            case "label", "story" -> chinese(one.toString(), two.toString());
            case "pieces", "weight", "price", "rebate", "value" ->
                new BigDecimal(one.toString()).compareTo(new BigDecimal(two.toString()));
            case "line" -> LINES.indexOf(one) - LINES.indexOf(two);
            case "moment", "created_at", "updated_at" ->
                OffsetDateTime.parse(one.toString())
                        .toInstant()
                        .compareTo(OffsetDateTime.parse(two.toString()).toInstant());
            default -> one.toString().compareTo(two.toString());
        };
        return down ? -order : order;
    }

    /** Whether texts of both scripts stand the right way round; fine points of the order are the database's own. */
    private static int chinese(String one, String two) {
        var pinyin = Map.of("轴承", "zhoucheng", "刀具", "daoju", "西", "xi", "安", "an");
        if (pinyin.containsKey(one) && pinyin.containsKey(two)) {
            return pinyin.get(one).compareTo(pinyin.get(two));
        }
        boolean plain = one.matches("[a-zA-Z]") && two.matches("[a-zA-Z]");
        return plain ? one.compareToIgnoreCase(two) : 0;
    }

    @Test
    void pages_stay_whole_while_records_come_and_go() {
        var query = Map.of("form", "thing", "sort", "-price,label", "limit", 10);
        var first = rep.lists(query);
        var newcomer = rep.creates("thing", "label", "late", "price", "-1");
        try {
            var rest = new HashMap<String, Object>(query);
            rest.put("cursor", first.next());
            rest.put("limit", 200);
            var seen =
                    new ArrayList<>(first.items().stream().map(RecordView::id).toList());
            rep.lists(rest).items().forEach(item -> seen.add(item.id()));
            assertThat(seen).doesNotHaveDuplicates().contains(newcomer).hasSize((int) seen(rep) + 1);
        } finally {
            rep.deletes("thing", newcomer);
        }
    }

    @Test
    void a_cursor_of_another_order_or_of_nonsense_is_refused() {
        var cursor =
                rep.lists(Map.of("form", "thing", "sort", "price", "limit", 1)).next();
        refused("bad_cursor", () -> rep.lists(fields("form", "thing", "sort", "-price", "cursor", cursor)));
        var id = UUID.randomUUID();
        for (var json : List.of(
                "{\"v\":1,\"s\":\"+price\",\"k\":[\"1e999999999\"],\"id\":\"" + id + "\"}",
                "{\"v\":1,\"s\":\"+price\",\"k\":[\"x\"],\"id\":\"" + id + "\"}",
                "{\"v\":1,\"s\":\"+price\",\"k\":[],\"id\":\"" + id + "\"}",
                "{\"v\":1,\"s\":\"+price\",\"k\":[\"1\"],\"id\":\"1\"}",
                "{\"v\":1,\"s\":\"+price\",\"k\":null,\"id\":null}",
                "[]",
                "null")) {
            refused("bad_cursor", () -> rep.lists(Map.of("form", "thing", "sort", "price", "cursor", encoded(json))));
        }
        for (var moment : List.of("+1000000000-12-31T23:59:59Z", "-0004-01-01T00:00:00Z", "now")) {
            var json = "{\"v\":1,\"s\":\"+moment\",\"k\":[\"" + moment + "\"],\"id\":\"" + id + "\"}";
            refused("bad_cursor", () -> rep.lists(Map.of("form", "thing", "sort", "moment", "cursor", encoded(json))));
        }
        for (var text : List.of("\\u0000", "\\ud800")) {
            var json = "{\"v\":1,\"s\":\"+label\",\"k\":[\"" + text + "\"],\"id\":\"" + id + "\"}";
            refused("bad_cursor", () -> rep.lists(Map.of("form", "thing", "sort", "label", "cursor", encoded(json))));
        }
        refused("bad_cursor", () -> rep.lists(Map.of("form", "thing", "cursor", "%%%")));
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    // ---- filters

    static Stream<Arguments> tests() {
        var east = given.department("east").id().toString();
        var company = given.department("company").id().toString();
        return Stream.of(
                test("label", "eq", "b", is("b")),
                test("label", "ne", "b", is("b").negate()),
                test("label", "in", List.of("b", "轴承"), value -> "b".equals(value) || "轴承".equals(value)),
                test(
                        "label",
                        "contains",
                        "B",
                        has(text -> text.toLowerCase(java.util.Locale.ROOT).contains("b"))),
                test("label", "contains", "%", has(text -> text.contains("%"))),
                test("label", "contains", "_", has(text -> text.contains("_"))),
                test("label", "contains", "\\", has(text -> text.contains("\\"))),
                test("label", "starts", "a", has(text -> text.startsWith("a"))),
                test("label", "blank", true, Objects::isNull),
                test("label", "blank", false, Objects::nonNull),
                test("label", "blank", null, Objects::isNull),
                test("label", "eq", null, Objects::isNull),
                test("label", "ne", null, Objects::nonNull),
                test("label", "in", List.of(), value -> false),
                test("pieces", "gt", 1, number(n -> n.compareTo(BigDecimal.ONE) > 0)),
                test("pieces", "le", "2", number(n -> n.compareTo(BigDecimal.TWO) <= 0)),
                test("pieces", "eq", "2.0", number(n -> n.compareTo(BigDecimal.TWO) == 0)),
                test("pieces", "eq", "2.5", value -> false),
                test("weight", "lt", 0, number(n -> n.signum() < 0)),
                test("price", "in", List.of("10", 10.5), number(n -> n.signum() > 0 && n.intValue() == 10)),
                test("price", "ge", "10.50", number(n -> n.compareTo(new BigDecimal("10.5")) >= 0)),
                test("value", "gt", "0", number(n -> n.signum() > 0)),
                test("day", "le", "2026-11-23", has(text -> text.compareTo("2026-11-23") <= 0)),
                test("day", "within", "this_month", has(text -> text.startsWith("2026-11"))),
                test("day", "within", "tomorrow", value -> false),
                test(
                        "day",
                        "within",
                        "next_8_days",
                        has(text -> text.compareTo("2026-11-23") >= 0 && text.compareTo("2026-12-01") < 0)),
                test("moment", "within", "today", has(text -> text.startsWith("2026-11-23"))),
                test("moment", "gt", "2026-11-22T16:00:00Z", has(text -> text.startsWith("2026-11-24"))),
                test("moment", "in", List.of("2026-11-22T16:00:00Z"), has(text -> text.startsWith("2026-11-23"))),
                test("line", "eq", "robot", is("robot")),
                test("line", "in", List.of("robot", "lathe"), value -> value != null && !"grinder".equals(value)),
                test("colours", "contains", "red", has(text -> text.contains("red"))),
                test("colours", "eq", "red", has(text -> text.contains("red"))),
                test("colours", "in", List.of("red", "blue"), Objects::nonNull),
                test(
                        "colours",
                        "ne",
                        "red",
                        value -> value == null || !value.toString().contains("red")),
                test("tags", "contains", "new", has(text -> text.contains("new"))),
                test("ready", "eq", true, is(true)),
                test("ready", "ne", true, is(true).negate()),
                test("ready", "in", List.of(true, false), Objects::nonNull),
                test("keeper", "eq", rep.id().toString(), link(rep.id().toString())),
                test("keeper", "in", List.of(rep.id().toString()), link(rep.id().toString())),
                test("helpers", "contains", rep.id().toString(), Objects::nonNull),
                test("unit", "eq", east, link(east)),
                test("unit", "within", east, link(east)),
                test("unit", "within", company, Objects::nonNull),
                test("region", "within", "32", has(text -> text.startsWith("32"))),
                test("region", "eq", "32", is("32")),
                test("number", "starts", "t2026", Objects::nonNull),
                test("created_at", "within", "today", Objects::nonNull),
                test("updated_at", "within", "yesterday", value -> false));
    }

    private static Arguments test(String field, String op, @Nullable Object value, Predicate<@Nullable Object> model) {
        return Arguments.of(fields("field", field, "op", op, "value", value), model);
    }

    private static Predicate<@Nullable Object> is(Object expected) {
        return expected::equals;
    }

    private static Predicate<@Nullable Object> has(Predicate<String> model) {
        return value -> value != null && model.test(value.toString());
    }

    private static Predicate<@Nullable Object> number(Predicate<BigDecimal> model) {
        return value -> value != null && model.test(new BigDecimal(value.toString()));
    }

    private static Predicate<@Nullable Object> link(String id) {
        return value -> value instanceof Link link && link.id().equals(id);
    }

    @ParameterizedTest
    @MethodSource("tests")
    void a_filter_finds_what_plain_java_finds(Map<String, Object> test, Predicate<@Nullable Object> model) {
        var expected = new HashSet<UUID>();
        all.forEach((id, thing) -> {
            if (model.test(thing.get(String.valueOf(test.get("field"))))) {
                expected.add(id);
            }
        });
        assertThat(new HashSet<>(ids(director, Map.of("form", "thing", "where", test, "limit", 200))))
                .isEqualTo(expected);
        var not = new HashSet<>(all.keySet());
        not.removeAll(expected);
        assertThat(new HashSet<>(ids(director, Map.of("form", "thing", "where", Map.of("not", test), "limit", 200))))
                .as("not")
                .isEqualTo(not);
        var counted = director.lists(Map.of("form", "thing", "where", test, "count", true, "limit", 1));
        assertThat(counted.count()).isEqualTo((long) expected.size());
        assertThat(counted.capped()).isFalse();
    }

    @Test
    void conditions_combine() {
        var cheap = fields("field", "price", "op", "lt", "value", 1);
        var robot = fields("field", "line", "op", "eq", "value", "robot");
        var nothing = fields("field", "label", "op", "contains", "value", " ");
        var both = ids(director, Map.of("form", "thing", "where", Map.of("and", List.of(cheap, robot)), "limit", 200));
        var either = ids(director, Map.of("form", "thing", "where", Map.of("or", List.of(cheap, robot)), "limit", 200));
        long cheaps = ids(director, Map.of("form", "thing", "where", cheap, "limit", 200))
                .size();
        long robots = ids(director, Map.of("form", "thing", "where", robot, "limit", 200))
                .size();
        assertThat(both.size() + either.size()).isEqualTo((int) (cheaps + robots));
        assertThat(ids(director, Map.of("form", "thing", "where", Map.of("or", List.of()))))
                .isEmpty();
        for (var every : List.of(
                Map.of("and", List.of()),
                Map.of("or", List.of(robot, Map.of("and", List.of()))),
                Map.of("or", List.of(robot, nothing)),
                Map.of("not", Map.of("or", List.of())))) {
            assertThat(ids(director, Map.of("form", "thing", "where", every, "limit", 200)))
                    .as("%s", every)
                    .hasSize(THINGS);
        }
        assertThat(ids(director, Map.of("form", "thing", "where", Map.of("not", Map.of("and", List.of())))))
                .isEmpty();
    }

    @Test
    void a_query_that_makes_no_sense_is_refused() {
        for (var where : List.<Map<String, ?>>of(
                fields("field", "price", "op", "like", "value", 1),
                fields("field", "price", "op", "gt", "value", "much"),
                fields("field", "price", "op", "gt", "value", null),
                fields("field", "price", "op", "contains", "value", "1"),
                fields("field", "label", "op", "gt", "value", "a"),
                fields("field", "label", "op", "contains", "value", "a\0"),
                fields("field", "label", "op", "contains", "value", "\uD83D"),
                fields("field", "label", "op", "eq", "value", "a\0"),
                fields("field", "label", "op", "contains", "value", 5),
                fields("field", "label", "op", "blank", "value", "false"),
                fields("field", "label", "op", "in", "value", "a"),
                fields("field", "label", "op", "in", "value", Collections.singletonList(null)),
                fields("field", "label", "op", "in", "value", Collections.nCopies(501, "a")),
                fields("field", "day", "op", "within", "value", "whenever"),
                fields("field", "label", "op", "within", "value", "today"),
                fields("field", "keeper", "op", "eq", "value", "Li"),
                fields("field", "region", "op", "within", "value", "3%"),
                fields("field", "line", "op", "eq", "value", "plane"),
                fields("field", "id", "op", "gt", "value", UUID.randomUUID().toString()),
                fields("field", "id", "op", "eq", "value", "1"),
                fields("field", "days_in_stage", "op", "gt", "value", 1),
                Map.of("and", "x"),
                Map.of("field", "label"),
                Map.of("field", "label", "op", "eq", "value", "a", "or", List.of()))) {
            var problem = org.assertj.core.api.Assertions.catchThrowable(
                    () -> director.lists(Map.of("form", "thing", "where", where)));
            assertThat(problem).as("%s", where).isInstanceOf(Problem.Malformed.class);
        }
        for (var query : List.<Map<String, ?>>of(
                Map.of("form", "thing", "limit", 0),
                Map.of("form", "thing", "limit", 201),
                Map.of("form", "thing", "limit", "5"),
                Map.of("form", "thing", "sort", "colours"),
                Map.of("form", "thing", "sort", "-"),
                Map.of("form", "thing", "sort", "parts"),
                Map.of("form", "thing", "sort", "a,b,c,d,e"),
                Map.of("form", "thing", "fields", List.of("nothing")),
                Map.of("form", "thing", "offset", 5),
                Map.of("sort", "label"))) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> director.lists(query)))
                    .as("%s", query)
                    .isInstanceOf(Problem.Malformed.class);
        }
        refused("not_found", () -> director.lists(Map.of("form", "nothing")));
    }

    @Test
    void only_the_fields_asked_for_come_back_and_the_title() {
        var item = director.lists(Map.of("form", "thing", "fields", List.of("price"), "limit", 1))
                .items()
                .getFirst();
        assertThat(item.fields().keySet()).containsExactlyInAnyOrder("label", "price");
        assertThat(item.access().write()).contains("story");
    }

    // ---- groups

    @Test
    void groups_and_measures_agree_with_the_list() {
        var groups = director.groups(Map.of(
                "form",
                "thing",
                "group",
                List.of("line"),
                "measures",
                List.of(
                        Map.of("op", "count"),
                        Map.of("op", "count", "field", "price"),
                        Map.of("op", "sum", "field", "price"),
                        Map.of("op", "max", "field", "day"),
                        Map.of("op", "min", "field", "pieces"))));
        var byLine = all.values().stream().collect(Collectors.groupingBy(thing -> String.valueOf(thing.get("line"))));
        assertThat(groups).hasSize(byLine.size());
        for (var group : groups) {
            var things = byLine.get(String.valueOf(group.group().get("line")));
            var prices = things.stream()
                    .map(thing -> thing.get("price"))
                    .filter(Objects::nonNull)
                    .toList();
            assertThat(group.values())
                    .containsEntry("count", things.size())
                    .containsEntry("count_price", prices.size());
            assertThat(new BigDecimal(String.valueOf(group.values().get("sum_price"))))
                    .isEqualByComparingTo(prices.stream()
                            .map(price -> new BigDecimal(price.toString()))
                            .reduce(BigDecimal.ZERO, BigDecimal::add));
            assertThat(group.values().get("max_day"))
                    .isEqualTo(things.stream()
                            .map(thing -> thing.get("day"))
                            .filter(Objects::nonNull)
                            .map(day -> LocalDate.parse(day.toString()))
                            .max(Comparator.naturalOrder())
                            .map(LocalDate::toString)
                            .orElse(null));
        }
        var mine = rep.groups(Map.of("form", "thing", "group", List.of("keeper")));
        assertThat(mine.stream()
                        .mapToLong(group ->
                                ((Number) Objects.requireNonNull(group.values().get("count"))).longValue())
                        .sum())
                .isEqualTo(seen(rep));
        assertThat(mine)
                .extracting(group -> group.group().get("keeper"))
                .contains(new Link(rep.id().toString(), "Li"));
    }

    @Test
    void a_group_or_measure_that_makes_no_sense_is_refused() {
        refused("bad_query", () -> rep.groups(Map.of("form", "thing", "group", List.of("colours"))));
        refused("bad_query", () -> rep.groups(Map.of("form", "thing", "group", List.of("id"))));
        refused("unknown_field", () -> rep.groups(Map.of("form", "thing", "group", List.of("parts"))));
        refused(
                "bad_query",
                () -> rep.groups(Map.of(
                        "form",
                        "thing",
                        "group",
                        List.of("line"),
                        "measures",
                        List.of(Map.of("op", "sum", "field", "label")))));
        refused(
                "bad_query",
                () -> rep.groups(
                        Map.of("form", "thing", "group", List.of("line"), "measures", List.of(Map.of("op", "avg")))));
    }

    @Test
    void a_query_asks_for_no_more_than_a_page_can_show() {
        var measure = Map.of("op", "sum", "field", "price");
        assertThat(rep.groups(Map.of("form", "thing", "measures", Collections.nCopies(20, measure))))
                .hasSize(1);
        refused("bad_query", () -> rep.groups(Map.of("form", "thing", "measures", Collections.nCopies(21, measure))));
        refused(
                "bad_query",
                () -> rep.groups(Map.of("form", "thing", "group", List.of("line", "ready", "day", "keeper"))));
    }

    // ---- what is hidden

    @Test
    @Tag("A4")
    void masks_show_a_part_and_are_asked_by_nobody() {
        var engineer = given.person("Wu", "west", "engineer");
        var customer = director.creates(
                "customer", "name", "Masked Ltd", "phone", "0512-66881234", "code", "K77", "credit", "5000");
        given.team("customer", customer, engineer, false);
        var seen = engineer.gets("customer", customer);
        assertThat(seen.fields())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("name", "Masked Ltd", "phone", "***1234", "code", "K**", "credit", "***"));
        assertThat(seen.access().masked()).containsExactlyInAnyOrder("phone", "code", "credit");
        var unknown = refused("unknown_field", () -> engineer.lists(Map.of("form", "customer", "sort", "nothing")));
        for (var field : List.of("credit", "phone", "total", "region")) {
            var hidden = refused("unknown_field", () -> engineer.lists(Map.of("form", "customer", "sort", field)));
            assertThat(hidden.text().en().replace(field, "nothing"))
                    .isEqualTo(unknown.text().en());
            refused(
                    "unknown_field",
                    () -> engineer.lists(
                            Map.of("form", "customer", "where", fields("field", field, "op", "blank", "value", true))));
            refused("unknown_field", () -> engineer.groups(Map.of("form", "customer", "group", List.of(field))));
        }
    }

    @Test
    @Tag("A4")
    void of_a_hidden_record_no_title_is_shown_unless_the_reference_says_so() {
        var engineer = given.person("Lu", "west", "engineer");
        var customer = director.creates("customer", "name", "Hidden Ltd");
        var deal = director.creates(
                "deal", "name", "Open", "customer", customer, "sponsor", customer, "members", List.of(engineer.id()));
        assertThat(engineer.title("deal", deal, "sponsor")).isEqualTo("Hidden Ltd");
        var open = director.creates("deal", "name", "Other", "customer", customer, "members", List.of(engineer.id()));
        assertThat(engineer.title("deal", open, "customer")).isNull();
        assertThat(engineer.gets("deal", open).fields())
                .containsOnlyKeys("name", "customer", "sponsor", "stage", "lines");
        given.team("customer", customer, engineer, false);
        assertThat(engineer.title("deal", open, "customer")).isEqualTo("Hidden Ltd");
    }

    @Test
    @Tag("A4")
    void single_columns_of_a_table_are_all_one_sees_of_it() {
        var engineer = given.person("Bo", "west", "engineer");
        var product = director.creates("product", "name", "Lathe", "price", "10");
        var deal = director.creates(
                "deal",
                "name",
                "Rows",
                "customer",
                director.creates("customer", "name", "Rows AG"),
                "lines",
                List.of(Map.of("product", product)),
                "members",
                List.of(engineer.id()));
        var row = (Map<?, ?>) ((List<?>) engineer.reads("deal", deal, "lines")).getFirst();
        assertThat(row.keySet()).isEqualTo(java.util.Set.of("product", "quantity"));
        assertThat(engineer.history("deal", deal).toString()).doesNotContain("list_price", "10.00", "amount");
    }

    @Test
    void counts_stop_at_their_cap() {
        given.superuser()
                .execute(
                        "insert into {0} (id, row_version, created_at, owner) "
                                + "select gen_random_uuid(), 1, now(), {1}::uuid from generate_series(1, 10050)",
                        given.app().tables().get("visit").base(), org.jooq.impl.DSL.val(other.id()));
        var page = other.lists(Map.of("form", "visit", "count", true, "limit", 5));
        assertThat(page.count()).isEqualTo(10_000L);
        assertThat(page.capped()).isTrue();
        assertThat(page.items()).hasSize(5);
    }
}
