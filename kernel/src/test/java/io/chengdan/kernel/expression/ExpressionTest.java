package io.chengdan.kernel.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

    private static final UUID CUSTOMER = UUID.fromString("01890000-0000-7000-8000-000000000001");
    private static final Env ENV = new Env(
            Instant.parse("2026-11-23T02:00:00Z"), ZoneId.of("Asia/Shanghai"), Values.NONE, ServerFunctions.NONE);
    private static final Scope REGION = Scope.of(Map.of("region", Scalar.TEXT));
    private static final Scope LINE = Scope.of(
            Map.of("amount", Scalar.NUMBER, "kind", Scalar.TEXT, "product", Type.reference("product", REGION)));
    private static final Scope SCOPE = Scope.of(Map.of(
            "kind", Scalar.TEXT,
            "owner", Scalar.ID,
            "customer", Type.reference("customer", REGION),
            "lines", Type.list(Type.row("lines", LINE)),
            "record", Type.row("record", Scope.of(Map.of("owner", Scalar.ID))),
            "me", Type.row("me", Scope.of(Map.of("id", Scalar.ID)))));

    @Test
    void names_what_it_reads() {
        assertThat(read("kind == \"visit\" && customer.region == \"32\"").inputs())
                .containsExactlyInAnyOrder("kind", "customer.region");
        assertThat(read("sum(lines.filter(l, l.kind == \"a\").map(l, l.amount))")
                        .inputs())
                .containsExactlyInAnyOrder("lines", "lines.kind", "lines.amount");
        assertThat(read("lines.exists(l, l.product.region == kind)").inputs())
                .containsExactlyInAnyOrder("lines", "lines.product.region", "kind");
        assertThat(read("owner != record.owner && owner == me.id").inputs())
                .containsExactlyInAnyOrder("owner", "record.owner", "me.id");
    }

    @Test
    void a_reference_is_an_id_that_can_be_read_on() {
        var row = Values.of(Map.of("customer", Map.of("id", CUSTOMER, "region", "320412")));
        var flat = Values.of(Map.of("customer", CUSTOMER, "customer.region", "320412"));

        for (Values values : new Values[] {row, flat}) {
            assertThat(Evaluator.evaluate(read("customer"), values, ENV)).isEqualTo(CUSTOMER);
            assertThat(Evaluator.evaluate(read("customer.region"), values, ENV)).isEqualTo("320412");
            assertThat(Evaluator.holds(read("customer != null"), values, ENV)).isTrue();
        }
        assertThat(Evaluator.evaluate(read("customer.region"), Values.of(Map.of()), ENV))
                .isNull();
    }

    @Test
    void knows_what_only_the_server_answers() {
        assertThat(read("inDepartment(owner, \"sales\")").usesServerOnly()).isTrue();
        assertThat(read("owner == me.id").usesServerOnly()).isFalse();
    }

    @Test
    void says_what_keeps_it_from_becoming_SQL() {
        assertThat(read("kind in [\"a\"] && !blank(customer)").pushable()).isTrue();
        var obstacle = read("kind == \"a\" && lower(kind) == \"b\"").obstacle().orElseThrow();
        assertThat(obstacle.code()).isEqualTo("not_pushable");
        assertThat(obstacle.at()).isEqualTo(new Position(1, 16));
    }

    @Test
    void comes_back_from_json_as_it_was() {
        var expression = read("lines.exists(l, l.amount > 1.50) ? \"a\" : kind");

        var json = expression.toJson();

        assertThat(json.get("tree").toString())
                .isEqualTo(
                        "[\"?:\",[\"exists\",[\"field\",\"lines\",\"list<row>\"],\"l\",[\">\",[\"var\",\"l\",\"amount\","
                                + "\"number\"],[\"n\",\"1.50\"]]],[\"s\",\"a\"],[\"field\",\"kind\",\"text\"]]");
        assertThat(Expression.fromJson(json).toJson()).isEqualTo(json);
        assertThat(json.get("type").asString()).isEqualTo("text");
    }

    @Test
    void goes_through_no_more_than_ten_thousand_list_elements() {
        var lines = Collections.nCopies(101, Map.of("amount", 1));
        var pairs = read("lines.all(a, lines.all(b, a.amount == b.amount))");

        assertThatThrownBy(() -> Evaluator.evaluate(pairs, Values.of(Map.of("lines", lines)), ENV))
                .isInstanceOf(ExpressionProblem.class)
                .hasMessageContaining("too_many_steps");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(", "[", "!", "-", "kind.", "kind+", "kind&&", "true?1:", "lines.all(l,", "size(", "((!-["})
    void a_hostile_text_is_refused_or_read_but_never_fails_otherwise(String piece) {
        String text = piece.repeat(Source.MAX_CHARACTERS / piece.length() - 10) + "kind";
        for (String hostile : new String[] {text, text + ")".repeat(8)}) {
            assertThat(catchThrowable(() -> read(hostile))).isInstanceOf(ExpressionProblem.class);
        }
    }

    private static Expression read(String text) {
        return Expressions.compile(text, SCOPE);
    }
}
