package io.chengdan.kernel.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.chengdan.kernel.SampleApp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("I4")
class DefinitionSchemaTest {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private static Schema schema(String kind) {
        return REGISTRY.getSchema(document(kind));
    }

    private static JsonNode document(String kind) {
        try (var resource = DefinitionFiles.class.getResourceAsStream("/schema/definition/" + kind + ".json")) {
            return JsonMapper.builder().build().readTree(resource);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the schemas have against the files. */
    static List<String> complaints(Map<String, String> files) {
        var complaints = new ArrayList<String>();
        files.forEach((file, text) -> {
            var kind = file.equals("app.yaml")
                    ? "app"
                    : file.substring(0, file.indexOf('/')).replaceFirst("(form|pipeline|role)s$", "$1");
            SCHEMAS.computeIfAbsent(kind, DefinitionSchemaTest::schema)
                    .validate(text, InputFormat.YAML)
                    .forEach(error -> complaints.add(file + ": " + error));
        });
        return complaints;
    }

    @Test
    void sound_definitions_fit_the_published_schemas_as_written_and_in_canonical_form() {
        var app = SampleApp.plain();

        assertThat(complaints(app.files())).isEmpty();
        assertThat(complaints(DefinitionFiles.write(app.definition()))).isEmpty();
    }

    @Test
    void the_sales_application_fits_the_published_schemas() {
        var files = DefinitionFiles.texts(Path.of("../sales/src/main/resources/app"));

        assertThat(files).hasSizeGreaterThan(20);
        assertThat(complaints(files)).isEmpty();
        assertThat(complaints(DefinitionFiles.write(DefinitionFiles.read(files))))
                .isEmpty();
    }

    @Test
    void a_slip_is_seen_by_the_schema_too() {
        var app = SampleApp.plain().edit("forms/customer.yaml", "nav: 10", "navi: 10");

        assertThat(complaints(app.files())).isNotEmpty();
    }

    /** For every type of field: whatever key the schema lists is one the reader takes, and the other way round. */
    @Test
    void reader_and_schema_agree_on_the_keys_of_every_type_of_field() {
        var form = document("form").get("$defs").get("field");
        assertThat(strings(form.get("properties").get("type").get("enum")))
                .containsExactlyInAnyOrderElementsOf(FieldReader.TYPES);
        var all = new TreeSet<>(form.get("properties").propertyNames());
        for (var branch : form.get("allOf")) {
            var type =
                    branch.get("if").get("properties").get("type").get("const").asString();
            var allowed = strings(branch.get("then").get("propertyNames").get("enum"));
            for (var key : all) {
                assertThat(known("forms/customer.yaml", "type: yes_no", field(type, key), key))
                        .as(type + " takes " + key)
                        .isEqualTo(allowed.contains(key));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unique", "check", "action", "category", "tab", "list"})
    void reader_and_schema_agree_on_the_parts_of_a_form(String part) {
        var place = Map.of(
                "unique",
                "unique",
                "check",
                "checks",
                "action",
                "actions",
                "category",
                "attachments",
                "tab",
                "tabs",
                "list",
                "lists");
        var keys = document("form").get("$defs").get(part).get("properties").propertyNames();
        for (var key : keys) {
            assertThat(known("forms/contact.yaml", "checks:", place.get(part) + ":\n  - {" + key + ": x}\nlater:", key))
                    .as(key)
                    .isTrue();
        }
    }

    private static String field(String type, String key) {
        return switch (key) {
            case "type" -> "type: " + type;
            case "uid", "key", "label" -> "type: " + type;
            case "options", "choices" ->
                "type: " + type + (type.equals("formula") ? ", result: choice, " : ", ") + key + ": x";
            default -> "type: " + type + (type.equals("formula") ? ", result: money, " : ", ") + key + ": x";
        };
    }

    /** Whether the reader knows the key where the edit puts it. */
    private static boolean known(String file, String from, String to, String key) {
        var app = SampleApp.plain().edit(file, from, to).edit("forms/customer.yaml", ", default: 'true'", "");
        var problem = catchThrowableOfType(DefinitionProblem.class, app::definition);
        return problem == null
                || problem.faults().stream()
                        .noneMatch(fault -> fault.code().equals("unknown_key")
                                && fault.path().endsWith("." + key));
    }

    private static List<String> strings(JsonNode array) {
        var strings = new ArrayList<String>();
        array.forEach(item -> strings.add(item.asString()));
        return strings;
    }
}
