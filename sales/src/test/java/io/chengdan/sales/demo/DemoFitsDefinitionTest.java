package io.chengdan.sales.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.DefinitionFiles;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Option;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Holds the demo's records to the forms they are for. */
@Tag("L31")
class DemoFitsDefinitionTest {

    private static final Definition APP = DefinitionFiles.read(Path.of("src/main/resources/app"));
    private static final DemoCompany DEMO =
            DemoCompany.generate(7, Instant.parse("2026-11-23T02:00:00Z"), ZoneId.of("Asia/Shanghai"));

    @Test
    void every_value_has_its_field_and_every_choice_its_option() {
        for (var entry : DEMO.records()) {
            var form = form(entry);
            entry.fields().forEach((key, value) -> {
                var field = form.field(key);
                assertThat(field).as("%s.%s", form.key(), key).isPresent();
                assertThat(field.get().isComputed())
                        .as("%s.%s is computed", form.key(), key)
                        .isFalse();
                fits(form, field.get(), value);
            });
        }
    }

    private static void fits(Form form, Field field, Object value) {
        switch (field.type()) {
            case FieldType.Choice _ -> {
                var known = APP.optionsOf(form, field).stream().map(Option::key).toList();
                assertThat(known).containsAll(value instanceof List<?> many ? texts(many) : List.of((String) value));
            }
            case FieldType.Words words -> assertThat(((String) value).length()).isLessThanOrEqualTo(words.max());
            case FieldType.Table table -> ((List<?>) value).forEach(row -> row(form, table, (Map<?, ?>) row));
            default -> {}
        }
    }

    private static void row(Form form, FieldType.Table table, Map<?, ?> row) {
        row.forEach((key, value) -> {
            var column = table.fields().stream()
                    .filter(field -> field.key().equals(key))
                    .findFirst();
            assertThat(column).as("%s column %s", form.key(), key).isPresent();
            fits(form, column.get(), value);
        });
    }

    private static List<String> texts(Collection<?> values) {
        return values.stream().map(String.class::cast).toList();
    }

    @Test
    void nothing_required_is_missing() {
        for (var entry : DEMO.records()) {
            form(entry).fields().stream()
                    .filter(field -> "true".equals(field.required()) && field.defaultValue() == null)
                    .forEach(
                            field -> assertThat(entry.fields()).as(entry.form()).containsKey(field.key()));
        }
    }

    @Test
    void what_must_be_unique_is() {
        for (var form : APP.forms()) {
            form.fields().stream().filter(Field::unique).forEach(field -> distinct(form, List.of(field.key())));
            form.unique().stream()
                    .filter(unique -> unique.where() == null)
                    .forEach(unique -> distinct(form, unique.fields()));
        }
        var current = new HashSet<Object>();
        DEMO.records().stream()
                .filter(entry -> entry.form().equals("requirement")
                        && "current".equals(entry.fields().get("status")))
                .forEach(entry -> assertThat(current.add(entry.fields().get("opportunity")))
                        .isTrue());
    }

    private static void distinct(Form form, List<String> fields) {
        Set<List<Optional<Object>>> seen = new HashSet<>();
        for (var entry : DEMO.records()) {
            if (entry.form().equals(form.key()) && entry.fields().keySet().containsAll(fields)) {
                var values = fields.stream()
                        .map(key -> Optional.ofNullable(entry.fields().get(key)))
                        .toList();
                assertThat(seen.add(values)).as("%s %s", form.key(), values).isTrue();
            }
        }
    }

    @Test
    void departments_named_in_the_rules_are_there() {
        assertThat(DEMO.departments()).extracting(DemoDepartment::key).contains("tech_center");
        assertThat(DEMO.people())
                .allSatisfy(person -> assertThat(person.roles())
                        .allSatisfy(role -> assertThat(APP.role(role)).isPresent()));
    }

    private static Form form(DemoRecord entry) {
        return APP.form(entry.form()).orElseThrow();
    }
}
