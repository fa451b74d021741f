package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.server.postgres.OtherPostgres;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Data of earlier releases works with this one. Each release leaves a backup in {@code src/test/resources/releases}; how one is
 * made stands in CONTRIBUTING.
 */
@Tag("K4")
class EarlierReleasesTest {

    private static final Path RELEASES = Path.of("src/test/resources/releases");
    private static final String PASSWORD = "correct horse 7";

    private Path data;

    @BeforeEach
    void make() throws IOException {
        data = Product.folder();
    }

    @AfterEach
    void clear() throws IOException {
        Product.delete(data);
    }

    static Stream<String> releases() throws IOException {
        try (var files = Files.list(RELEASES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void the_data_of_a_release_is_restored_and_worked_with(String release) throws Exception {
        var backup = RELEASES.resolve(release).toAbsolutePath();
        assertThat(Product.command("restore", backup.toString(), "--data", data.toString())
                        .output())
                .contains("Restored the backup");
        assertThat(Product.command("verify", "--data", data.toString()).output())
                .contains("Everything fits together");

        try (var product = Product.run(data)) {
            var rep = product.browser();
            assertThat(rep.logIn("seller", PASSWORD).status()).isEqualTo(200);
            var customer = only(rep, "customer");
            var opportunity = only(rep, "opportunity");
            assertThat(customer.path("fields").path("name").asString()).isEqualTo("常州成单机械有限公司");
            assertThat(opportunity.path("fields").path("stage").asString()).isEqualTo("needs_confirmed");
            var path = "/api/records/customer/" + customer.path("id").asString();
            assertThat(rep.get(path + "/history").raw().body()).contains("常州");
            var file = rep.get(path + "/files").body().get(0);
            assertThat(rep.get("/api/files/" + file.path("id").asString()).raw().body())
                    .startsWith("%PDF-1.7");
            // work goes on: a log entry, and a number nobody had
            assertThat(rep.post(
                                    "/api/records/opportunity",
                                    Map.of(
                                            "fields",
                                            opportunity(customer.path("id").asString())))
                            .status())
                    .isEqualTo(201);
            // beside the running server, by the folder alone
            assertThat(Product.command("verify", "--data", data.toString()).code())
                    .isZero();
            assertThat(definition(product.admin())).isEqualTo(definition(backup));
        }
    }

    @Test
    void a_backup_moves_into_an_external_database() throws Exception {
        var backup = RELEASES.resolve(releases().toList().getLast()).toAbsolutePath();
        try (var server = OtherPostgres.start()) {
            server.execute("postgres", "create database sales");
            assertThat(Product.command(
                                    "restore",
                                    backup.toString(),
                                    "--data",
                                    data.toString(),
                                    "--db-url",
                                    server.superuserUrl("sales"))
                            .output())
                    .contains("Restored the backup");

            try (var product = Product.run(data, "--db-url", server.url("sales"))) {
                var rep = product.browser();
                assertThat(rep.logIn("seller", PASSWORD).status()).isEqualTo(200);
                only(rep, "opportunity");
                assertThat(Product.command("verify", "--data", data.toString()).output())
                        .contains("Everything fits together");
            }
            assertThat(data.resolve("postgres")).doesNotExist();
        }
    }

    private static JsonNode only(Client rep, String form) {
        var items = rep.get("/api/records/" + form).body().path("items");
        assertThat(items.size()).isEqualTo(1);
        return items.get(0);
    }

    private static Map<String, String> definition(Client admin) {
        var number = admin.get("/api/definition/versions")
                .body()
                .path("items")
                .get(0)
                .path("number")
                .asLong();
        var files = new TreeMap<String, String>();
        admin.get("/api/definition/versions/" + number)
                .body()
                .path("files")
                .forEachEntry((path, text) -> files.put(path, text.asString()));
        return files;
    }

    private static Map<String, String> definition(Path backup) throws IOException {
        var files = new TreeMap<String, String>();
        try (var zip = new ZipFile(backup.toFile())) {
            for (var entry : Collections.list(zip.entries())) {
                if (entry.getName().startsWith("definition/")) {
                    files.put(
                            entry.getName().substring("definition/".length()),
                            new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return files;
    }

    private static Map<String, String> opportunity(String customer) {
        return Map.of("name", "数控机床两台", "customer", customer, "amount", "860000");
    }

    /** {@code -Dfixture.release=0.1.0}: makes the fixture of this release. */
    @Test
    @EnabledIfSystemProperty(named = "fixture.release", matches = ".+")
    void a_release_leaves_a_small_installation_of_its_own() throws Exception {
        var target = RELEASES.resolve(System.getProperty("fixture.release") + ".chengdan")
                .toAbsolutePath();
        Files.createDirectories(RELEASES);
        try (var product = Product.run(data, "--empty")) {
            var rep = seller(product);
            var customer = made(rep.post(
                    "/api/records/customer", Map.of("fields", Map.of("name", "常州成单机械", "industry", "machinery"))));
            var path = "/api/records/customer/" + customer;
            changed(rep, "PATCH", path, path, "{\"fields\":{\"name\":\"常州成单机械有限公司\"}}");
            made(new Multipart()
                    .field("form", "customer")
                    .field("id", customer)
                    .field("category", "other")
                    .file("说明.pdf", "%PDF-1.7\n1 0 obj\n".getBytes(StandardCharsets.US_ASCII))
                    .post(rep, "/api/files"));
            var opportunity = made(rep.post("/api/records/opportunity", Map.of("fields", opportunity(customer))));
            var director = somebody(product, "director", "sales_director");
            var deal = "/api/records/opportunity/" + opportunity;
            changed(
                    director,
                    "POST",
                    deal,
                    deal + "/stage",
                    "{\"to\":\"needs_confirmed\",\"override\":{\"reason\":\"这一份数据是给以后的版本做试验用的\"}}");
            Files.deleteIfExists(target);
            assertThat(Product.command("backup", target.toString(), "--data", data.toString())
                            .code())
                    .isZero();
        }
        assertThat(Files.size(target)).isLessThan(1 << 20);
    }

    private static Client seller(Product product) throws IOException {
        return somebody(product, "seller", "sales_rep");
    }

    private static Client somebody(Product product, String login, String role) throws IOException {
        var admin = product.admin();
        var company = admin.get("/api/departments")
                .body()
                .path("items")
                .get(0)
                .path("id")
                .asString();
        var created = admin.post(
                "/api/people", Map.of("login", login, "name", login, "department", company, "roles", List.of(role)));
        assertThat(created.status()).as(created.raw().body()).isEqualTo(201);
        var initial = created.body().path("initial_password").asString();
        var browser = product.browser();
        browser.logIn(login, initial);
        assertThat(browser.post("/api/me/password", Map.of("current", initial, "password", PASSWORD))
                        .status())
                .isBetween(200, 204);
        return browser;
    }

    /** Writes on top of the record as it is. */
    private static void changed(Client client, String method, String record, String path, String body) {
        var version = client.get(record).body().path("version").asLong();
        var answer = client.send(client.request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", "\"" + version + "\"")
                .method(method, BodyPublishers.ofString(body)));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
    }

    private static String made(Client.Answer answer) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
        return answer.body().path("id").asString();
    }
}
