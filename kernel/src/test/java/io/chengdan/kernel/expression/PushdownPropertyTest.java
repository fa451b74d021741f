package io.chengdan.kernel.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Random conditions of the pushable part over random rows: Java and PostgreSQL give one answer. */
class PushdownPropertyTest {

    private static final String SEED = "20261123";
    private static final UUID ME = new UUID(0, 1);
    private static final Instant NOW = Instant.parse("2026-11-23T02:00:00.5Z");
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 23);
    private static final Env ENV = new Env(
            NOW,
            ZoneId.of("Asia/Shanghai"),
            Values.of(Map.of("id", ME, "departments", List.of(ME, new UUID(0, 2)), "roles", List.of("a", "b"))),
            (person, department) -> Corpus.members(department).contains(person));

    private static final Map<Type, List<String>> FIELDS = Map.of(
            Scalar.NUMBER, List.of("amount", "price", "quantity"),
            Scalar.TEXT, List.of("kind", "status", "name"),
            Scalar.BOOL, List.of("active", "signed"),
            Scalar.DATE, List.of("start", "due"),
            Scalar.DATETIME, List.of("made", "seen"),
            Scalar.ID, List.of("owner", "other", "customer"));

    private static DSLContext sql;

    @BeforeContainer
    static void start() {
        sql = TestDatabase.fresh();
    }

    @Property(tries = 200, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void java_and_the_database_agree(
            @ForAll("conditions") String condition, @ForAll("rows") Map<String, @Nullable Object> row) {
        var expression = Expressions.compile(condition, Corpus.scope(), Scalar.BOOL);
        var values = Values.of(row);
        assertThat(expression.obstacle()).isEmpty();
        boolean holds = Evaluator.holds(expression, values, ENV);

        assertThat(new SqlRow(sql, values, ENV).with(expression).holds(expression))
                .as(condition)
                .isEqualTo(holds);
        var opposite = Expressions.compile("!(" + condition + ")", Corpus.scope());
        assertThat(new SqlRow(sql, values, ENV).with(opposite).holds(opposite))
                .as("not " + condition)
                .isEqualTo(!holds);
    }

    @Property(tries = 80, seed = SEED, edgeCases = EdgeCasesMode.NONE)
    void so_they_do_on_numbers(@ForAll("numbers") String number, @ForAll("rows") Map<String, @Nullable Object> row) {
        var expression = Expressions.compile(number, Corpus.scope(), Scalar.NUMBER);
        var here = (BigDecimal) Evaluator.evaluate(expression, Values.of(row), ENV);
        var there = (BigDecimal)
                new SqlRow(sql, Values.of(row), ENV).with(expression).value(expression);

        assertThat(there == null ? null : there.stripTrailingZeros())
                .as(number)
                .isEqualTo(here == null ? null : here.stripTrailingZeros());
    }

    @Provide
    Arbitrary<String> conditions() {
        return condition(3);
    }

    @Provide
    Arbitrary<String> numbers() {
        return number(3);
    }

    private static Arbitrary<String> condition(int depth) {
        var simple = Arbitraries.oneOf(List.of(
                fields(Scalar.BOOL),
                call("blank(%s)", anyField()),
                call("%s == null", anyField()),
                call("%s != null", anyField()),
                equality(Scalar.TEXT, text()),
                equality(Scalar.ID, id()),
                equality(Scalar.BOOL, Arbitraries.of("true", "false", "active", "signed")),
                call(
                        "%s in %s",
                        text(), Arbitraries.of("[\"a\", \"b\"]", "[kind, \"a\"]", "tags", "me.roles", "[]", "[null]")),
                call("%s in %s", id(), Arbitraries.of("people", "me.departments", "[me.id, other]")),
                call("contains(%s, %s)", text(), text()),
                call("startsWith(%s, %s)", text(), text()),
                call("inDepartment(%s, \"sales_east\")", Arbitraries.of("owner", "people", "me.id"))));
        if (depth == 0) {
            return simple;
        }
        var inner = condition(depth - 1);
        return Arbitraries.oneOf(List.of(
                simple,
                compared(number(depth - 1)),
                compared(date(depth - 1)),
                compared(moment(depth - 1)),
                call("!(%s)", inner),
                call("(%s) == (%s)", inner, inner),
                call("coalesce(%s, %s)", fields(Scalar.BOOL), inner),
                call("(%s && %s)", inner, inner),
                call("(%s || %s)", inner, inner)));
    }

    private static Arbitrary<String> number(int depth) {
        var simple = Arbitraries.oneOf(
                fields(Scalar.NUMBER),
                Arbitraries.of("0", "1", "-1", "0.01", "2.50", "(7 / 3)", "99999999999999999999.0", "null"),
                call("size(%s)", Arbitraries.of("tags", "people")));
        if (depth == 0) {
            return simple;
        }
        var inner = number(depth - 1);
        return Arbitraries.oneOf(List.of(
                simple,
                call("(%s + %s)", inner, inner),
                call("(%s - %s)", inner, inner),
                call("(%s * %s)", inner, inner),
                call("-(%s)", inner),
                call("coalesce(%s, %s)", inner, inner)));
    }

    private static Arbitrary<String> date(int depth) {
        var simple = Arbitraries.oneOf(fields(Scalar.DATE), Arbitraries.of("today()", "date(2028, 2, 29)"));
        if (depth == 0) {
            return simple;
        }
        var inner = date(depth - 1);
        return Arbitraries.oneOf(List.of(
                simple,
                call("addDays(%s, %s)", inner, number(depth - 1)),
                call("addMonths(%s, %s)", inner, number(depth - 1))));
    }

    private static Arbitrary<String> moment(int depth) {
        var simple = Arbitraries.oneOf(fields(Scalar.DATETIME), Arbitraries.of("now()", "addHours(now(), -24)"));
        if (depth == 0) {
            return simple;
        }
        var inner = moment(depth - 1);
        return Arbitraries.oneOf(List.of(
                simple,
                call("addDays(%s, %s)", inner, number(depth - 1)),
                call("addMonths(%s, %s)", inner, number(depth - 1)),
                call("addHours(%s, %s)", inner, number(depth - 1))));
    }

    private static Arbitrary<String> text() {
        return Arbitraries.oneOf(
                fields(Scalar.TEXT), Arbitraries.of("\"a\"", "\"\"", "\"𠮷\"", "\"%\"", "\"a_\"", "null"));
    }

    private static Arbitrary<String> id() {
        return Arbitraries.oneOf(fields(Scalar.ID), Arbitraries.just("me.id"));
    }

    private static Arbitrary<String> equality(Type type, Arbitrary<String> other) {
        return Combinators.combine(fields(type), Arbitraries.of("==", "!="), other)
                .as((left, operator, right) -> left + " " + operator + " " + right);
    }

    private static Arbitrary<String> compared(Arbitrary<String> values) {
        return Combinators.combine(values, Arbitraries.of("==", "!=", "<", "<=", ">", ">="), values)
                .as((left, operator, right) -> left + " " + operator + " " + right);
    }

    private static Arbitrary<String> fields(Type type) {
        return Arbitraries.of(FIELDS.get(type));
    }

    private static Arbitrary<String> anyField() {
        return Arbitraries.of(
                Stream.concat(FIELDS.values().stream().flatMap(List::stream), Stream.of("customer.region"))
                        .toList());
    }

    private static Arbitrary<String> call(String template, Arbitrary<String> argument) {
        return argument.map(template::formatted);
    }

    private static Arbitrary<String> call(String template, Arbitrary<String> first, Arbitrary<String> second) {
        return Combinators.combine(first, second).as(template::formatted);
    }

    @Provide
    Arbitrary<Map<String, @Nullable Object>> rows() {
        var columns = new ArrayList<Arbitrary<Map.Entry<String, List<Object>>>>();
        FIELDS.forEach((type, names) -> names.forEach(name -> columns.add(column(name, values(type)))));
        columns.add(column("customer.region", values(Scalar.TEXT)));
        columns.add(column("tags", Arbitraries.of("a", "b", "").list().ofMaxSize(2)));
        columns.add(column("people", Arbitraries.of(ME, new UUID(0, 3)).list().ofMaxSize(2)));
        return Combinators.combine(columns).as(entries -> {
            var row = new HashMap<String, @Nullable Object>();
            entries.forEach(e -> row.put(e.getKey(), e.getValue().get(0)));
            return row;
        });
    }

    private static Arbitrary<Map.Entry<String, List<Object>>> column(String name, Arbitrary<?> values) {
        return values.injectNull(0.3).map(value -> Map.entry(name, Arrays.asList((Object) value)));
    }

    private static Arbitrary<?> values(Type type) {
        return switch ((Scalar) type) {
            case NUMBER ->
                Arbitraries.of("0", "1", "-1", "1.00", "2.5", "0.01", "30", "123456789012345678.99")
                        .map(BigDecimal::new);
            case TEXT -> Arbitraries.of("", "a", "b", "a_", "𠮷", "x%y", "ab");
            case BOOL -> Arbitraries.of(true, false);
            case DATE -> Arbitraries.integers().between(-400, 400).map(TODAY::plusDays);
            case DATETIME ->
                Arbitraries.integers().between(-100_000, 100_000).map(s -> NOW.plus(Duration.ofSeconds(s)));
            case ID, NULL -> Arbitraries.of(ME, new UUID(0, 2), new UUID(0, 3));
        };
    }
}
