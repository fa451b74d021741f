package io.chengdan.kernel.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class SqlCompilerTest {

    private static final UUID ME = new UUID(0, 1);
    private static final Env ENV = new Env(
            Instant.parse("2026-11-23T02:00:00Z"),
            ZoneId.of("Asia/Shanghai"),
            Values.of(Map.of("id", ME, "departments", List.of(ME))),
            ServerFunctions.NONE);

    @Test
    void leaves_plain_comparisons_for_indexes_to_serve() {
        assertThat(sql("kind == \"a\"")).isEqualTo("(\"kind\" = 'a')");
        assertThat(sql("due >= addDays(today(), -30)")).isEqualTo("(\"due\" >= date '2026-10-24')");
        assertThat(sql("amount > 100 / 8 && active")).isEqualTo("((\"amount\" > 12.5) and \"active\")");
        assertThat(sql("kind in [\"a\", \"b\", null]")).isEqualTo("(\"kind\" in ('a', 'b'))");
        assertThat(sql("startsWith(kind, \"32_\")")).isEqualTo("(\"kind\" like '32\\_%')");
        assertThat(sql("!blank(kind)")).isEqualTo("(\"kind\" <> '')");
        assertThat(sql("customer == null")).isEqualTo("(\"customer\" is null)");
    }

    @Test
    void puts_null_safe_forms_where_a_null_would_change_the_answer() {
        assertThat(sql("kind != \"a\"")).isEqualTo("(\"kind\" is distinct from 'a')");
        assertThat(sql("kind == status")).isEqualTo("(\"kind\" is not distinct from \"status\")");
        assertThat(sql("!(amount > 1)")).isEqualTo("(((\"amount\" > 1)) is not true)");
        assertThat(sql("!(kind == \"a\" || kind != \"b\")"))
                .isEqualTo("((\"kind\" is distinct from 'a') and (\"kind\" = 'b'))");
    }

    @Test
    void binds_who_is_asking() {
        assertThat(sql("owner == me.id")).isEqualTo("(\"owner\" = cast('" + ME + "' as uuid))");
        assertThat(sql("owner in me.departments")).isEqualTo("(\"owner\" in (cast('" + ME + "' as uuid)))");
        assertThat(sql("\"director\" in me.roles || kind == \"a\"")).isEqualTo("(\"kind\" = 'a')");
    }

    @Test
    void takes_a_bound_value_of_the_parent_record_as_a_constant() {
        assertThat(sql("owner == record.owner")).isEqualTo("(\"owner\" is null)");
    }

    @Test
    void refuses_what_the_database_would_answer_otherwise() {
        assertThatThrownBy(() -> sql("amount / 3 > 1"))
                .isInstanceOf(ExpressionProblem.class)
                .hasMessageContaining("not_pushable");
    }

    private static String sql(String text) {
        var expression = Expressions.compile(text, Corpus.scope(), Scalar.BOOL);
        SqlScope scope = path -> path.getFirst().equals("record") ? DSL.val((UUID) null) : column(path);
        return DSL.using(SQLDialect.POSTGRES).renderInlined(SqlCompiler.condition(expression, scope, ENV));
    }

    private static Field<?> column(List<String> path) {
        return DSL.field(DSL.name(String.join(".", path)));
    }
}
