package io.chengdan.kernel.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chengdan.kernel.TestDatabase;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CorpusTest {

    private static DSLContext sql;

    @BeforeAll
    static void start() {
        sql = TestDatabase.fresh();
    }

    @Test
    void the_corpus_is_large_and_its_names_differ() {
        var names = Corpus.cases().stream().map(Corpus.Case::name).toList();
        assertThat(names).hasSizeGreaterThanOrEqualTo(300).doesNotHaveDuplicates();
    }

    @TestFactory
    Stream<DynamicTest> the_evaluator_answers_every_case() {
        return tests(Corpus.cases().stream().filter(Corpus.Case::compiles), c -> {
            var expression = c.expression();
            assertSame(c, Evaluator.evaluate(expression, Values.of(c.values()), c.env()));
        });
    }

    @TestFactory
    Stream<DynamicTest> a_tree_that_went_through_json_answers_the_same() {
        return tests(Corpus.cases().stream().filter(Corpus.Case::compiles), c -> {
            var expression = Expression.fromJson(c.expression().toJson());
            assertSame(c, Evaluator.evaluate(expression, Values.of(c.values()), c.env()));
            assertThat(expression.toJson()).isEqualTo(c.expression().toJson());
        });
    }

    @TestFactory
    Stream<DynamicTest> the_database_answers_every_pushable_case() {
        return tests(
                Corpus.cases().stream()
                        .filter(c -> c.compiles() && c.expression().pushable()),
                CorpusTest::askDatabase);
    }

    private static void askDatabase(Corpus.Case c) {
        var expression = c.expression();
        var row = new SqlRow(sql, Values.of(c.values()), c.env()).with(expression);
        assertSame(c, row.value(expression), expression.type() == Scalar.BOOL && expected(c) == null);
        if (expression.type() == Scalar.BOOL) {
            boolean holds = Boolean.TRUE.equals(expected(c));
            assertThat(row.holds(expression)).as("holds").isEqualTo(holds);
            var opposite = Expressions.compile("!(" + c.expr() + "\n)", Corpus.scope());
            assertThat(row.holds(opposite)).as("its opposite holds").isEqualTo(!holds);
            assertThat(row.value(opposite)).as("its opposite").isEqualTo(!holds);
        }
    }

    @TestFactory
    Stream<DynamicTest> what_does_not_compile_says_where_and_why() {
        return tests(Corpus.cases().stream().filter(c -> !c.compiles()), c -> {
            var problem = catchThrowableOfType(ExpressionProblem.class, c::expression);
            var error = c.json().get("error");
            assertThat(problem).as(c.expr()).isNotNull();
            assertThat(problem.code() + " " + problem.at())
                    .as(problem.getMessage())
                    .isEqualTo(error.get("code").asString() + " "
                            + error.get("line").asInt() + ":"
                            + error.get("column").asInt());
            assertThat(problem.text().zh()).isNotBlank();
            assertThat(problem.text().en()).isNotBlank();
        });
    }

    /** Other evaluators read the trees, not the texts. Run with -Dcorpus.write=true after changing the corpus. */
    @Test
    void the_trees_beside_the_corpus_are_those_of_its_texts() throws IOException {
        var lines = new ArrayList<String>();
        for (Corpus.Case c : Corpus.cases()) {
            if (c.compiles()) {
                lines.add("  " + Corpus.JSON.writeValueAsString(c.name()) + ": "
                        + c.expression().toJson());
            }
        }
        String content = "{\n" + String.join(",\n", lines) + "\n}\n";
        if (Boolean.getBoolean("corpus.write")) {
            Files.writeString(Corpus.TREES, content);
        }
        assertThat(Files.readString(Corpus.TREES)).isEqualTo(content);
    }

    private static @Nullable Object expected(Corpus.Case c) {
        return c.result(c.expression().type());
    }

    private static void assertSame(Corpus.Case c, @Nullable Object actual) {
        assertSame(c, actual, false);
    }

    /** A column of the database may hold null where only the truth of a condition counts. */
    private static void assertSame(Corpus.Case c, @Nullable Object actual, boolean orFalse) {
        if (orFalse && Boolean.FALSE.equals(actual)) {
            return;
        }
        assertThat(comparable(actual)).as(c.expr()).isEqualTo(comparable(expected(c)));
    }

    private static @Nullable Object comparable(@Nullable Object value) {
        return switch (value) {
            case BigDecimal number -> number.stripTrailingZeros();
            case List<?> list -> {
                var same = new ArrayList<@Nullable Object>();
                list.forEach(element -> same.add(comparable(element)));
                yield same;
            }
            case null, default -> value;
        };
    }

    private interface Check {
        void run(Corpus.Case c);
    }

    private static Stream<DynamicTest> tests(Stream<Corpus.Case> cases, Check check) {
        return cases.map(c -> DynamicTest.dynamicTest(c.name(), () -> check.run(c)));
    }
}
