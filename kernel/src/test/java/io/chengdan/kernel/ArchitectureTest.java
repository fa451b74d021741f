package io.chengdan.kernel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.chengdan.kernel.schema.FormTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rooms depend one way, and each table has one room that writes it. */
class ArchitectureTest {

    /** Every room and the rooms it may use. Definition and problem may be used by all above them. */
    private static final Map<String, List<String>> ROOMS = rooms();

    /** Each table of the schema {@code kernel}, by its name, and the rooms whose SQL may name it. */
    private static final Map<String, Set<String>> OWNERS = Map.ofEntries(
            // a verification looks whether links lead somewhere, a restore whether anybody works here already
            Map.entry("person", Set.of("identity", "backup")),
            Map.entry("department", Set.of("identity", "backup")),
            // a publish that takes a role away says how many hold it
            Map.entry("person_role", Set.of("identity", "release")),
            Map.entry("org_state", Set.of("identity")),
            Map.entry("token", Set.of("identity")),
            Map.entry("login_attempt", Set.of("identity")),
            Map.entry("setting", Set.of("database")),
            Map.entry("audit", Set.of("audit")),
            Map.entry("audit_seal", Set.of("audit")),
            Map.entry("audit_unsealed", Set.of("audit")),
            Map.entry("definition_version", Set.of("release")),
            Map.entry("definition_pointer", Set.of("release")),
            Map.entry("physical", Set.of("schema")),
            // which indexes of a form the definition knows
            Map.entry("physical_index", Set.of("schema", "backup")),
            Map.entry("history", Set.of("record")),
            Map.entry("change", Set.of("record", "feed")),
            Map.entry("consumer", Set.of("feed")),
            Map.entry("search", Set.of("search")),
            Map.entry("search_form", Set.of("search")),
            Map.entry("idempotency", Set.of("record")),
            Map.entry("counter", Set.of("record")),
            // who is in a team decides what is seen
            Map.entry("team", Set.of("record", "access", "backup")),
            Map.entry("transition", Set.of("pipeline", "record")),
            Map.entry("file", Set.of("file", "backup")));

    private static final Path SOURCES = Path.of("src/main/java/io/chengdan/kernel");

    private static final JavaClasses KERNEL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.chengdan.kernel");

    private static Map<String, List<String>> rooms() {
        var rooms = new LinkedHashMap<String, List<String>>();
        rooms.put("definition", List.of());
        rooms.put("problem", List.of());
        rooms.put("expression", List.of());
        rooms.put("audit", List.of());
        rooms.put("database", List.of());
        rooms.put("schema", List.of("expression"));
        rooms.put("identity", List.of("audit", "database"));
        rooms.put("release", List.of("schema", "expression", "identity", "audit"));
        rooms.put("access", List.of("release", "identity", "schema", "expression"));
        rooms.put("record", List.of("access", "release", "identity", "schema", "expression", "database", "audit"));
        rooms.put("feed", List.of());
        rooms.put("search", List.of("feed", "record", "access", "release", "identity", "schema", "expression"));
        rooms.put("pipeline", List.of("record", "access", "release", "identity", "schema", "expression", "audit"));
        rooms.put(
                "file",
                List.of("pipeline", "record", "access", "release", "identity", "schema", "expression", "audit"));
        rooms.put(
                "transfer",
                List.of(
                        "record",
                        "pipeline",
                        "file",
                        "access",
                        "release",
                        "identity",
                        "schema",
                        "expression",
                        "audit"));
        rooms.put(
                "backup",
                List.of("feed", "file", "record", "release", "identity", "schema", "expression", "audit", "database"));
        return rooms;
    }

    @Test
    void rooms_depend_one_way() {
        var layers = layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.chengdan.kernel..")
                .withOptionalLayers(true);
        for (var room : ROOMS.keySet()) {
            layers = layers.layer(room).definedBy("io.chengdan.kernel." + room + "..");
        }
        for (var room : ROOMS.entrySet()) {
            var allowed = new HashSet<>(room.getValue());
            if (!room.getKey().equals("definition")) {
                allowed.add("definition");
                allowed.add("problem");
            }
            allowed.remove(room.getKey());
            var layer = layers.whereLayer(room.getKey());
            layers = allowed.isEmpty()
                    ? layer.mayNotAccessAnyLayer()
                    : layer.mayOnlyAccessLayers(allowed.toArray(String[]::new));
        }
        layers.check(KERNEL);
    }

    @Test
    void no_room_is_part_of_a_circle() {
        slices().matching("io.chengdan.kernel.(*)..").should().beFreeOfCycles().check(KERNEL);
    }

    @Test
    void every_room_is_known_here() throws IOException {
        try (var folders = Files.list(SOURCES)) {
            assertThat(folders.filter(Files::isDirectory)
                            .map(folder -> folder.getFileName().toString()))
                    .allMatch(ROOMS::containsKey);
        }
    }

    @Test
    void the_kernel_knows_no_web_server_and_no_second_json() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "com.fasterxml.jackson.databind..",
                        "org.springframework.web..",
                        "org.springframework.boot..",
                        "jakarta.servlet..",
                        "io.chengdan.server..",
                        "io.chengdan.sales..")
                .check(KERNEL);
    }

    @Test
    void definitions_and_expressions_know_no_database() {
        noClasses()
                .that()
                .resideInAPackage("io.chengdan.kernel.definition..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jooq..", "java.sql..", "javax.sql..")
                .check(KERNEL);
    }

    @Test
    void only_the_record_room_writes_the_tables_of_forms() {
        for (var writable : List.of("base", "sideBase", "bare", "normalized")) {
            noClasses()
                    .that()
                    .resideOutsideOfPackages("io.chengdan.kernel.record..", "io.chengdan.kernel.schema..")
                    .should()
                    .callMethod(FormTable.class, writable, parameters(writable))
                    .because("a form's table is written by the record room alone")
                    .check(KERNEL);
        }
    }

    private static Class<?>[] parameters(String method) {
        return method.endsWith("ase") ? new Class<?>[0] : new Class<?>[] {String.class};
    }

    /** SQL names a table as {@code name("kernel", "history")} or in plain text as {@code kernel.history}. */
    @Test
    void a_table_of_the_kernel_is_named_by_its_own_rooms_alone() throws IOException {
        var name = Pattern.compile("\"kernel\"\\s*,\\s*\"(\\w+)\"|[ (\"]kernel\\.([a-z_]+)[ \",(]");
        try (var files = Files.walk(SOURCES)) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                var room = SOURCES.relativize(file).getName(0).toString();
                var matcher = name.matcher(Files.readString(file));
                while (matcher.find()) {
                    var table = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
                    if (OWNERS.containsKey(table)) {
                        assertThat(OWNERS.get(table))
                                .as("%s names kernel.%s", file, table)
                                .contains(room);
                    }
                }
            }
        }
    }

    @Test
    void what_a_room_throws_to_its_callers_is_a_problem() {
        classes()
                .that()
                .areAssignableTo(RuntimeException.class)
                .should()
                .resideInAnyPackage(
                        "io.chengdan.kernel.problem..",
                        "io.chengdan.kernel.definition..",
                        "io.chengdan.kernel.expression..")
                .check(KERNEL);
    }
}
