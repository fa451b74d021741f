package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.audit.AuditChain;
import io.chengdan.server.installation.Installation;
import io.chengdan.server.release.AppCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

@Tag("K2")
class AuditTest extends ServerTest {

    @TempDir
    private Path folder;

    @Autowired
    private DSLContext db;

    @Autowired
    private Installation place;

    private List<String> kinds(String subject) {
        return db.fetch("select kind from kernel.audit where subject = ? order by id", subject)
                .getValues(0, String.class);
    }

    private static String customer(Client rep) {
        var made = rep.post(
                "/api/records/customer",
                Map.of("fields", Map.of("name", "Audit " + System.nanoTime(), "industry", "machinery")));
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        return made.body().path("id").asString();
    }

    @Test
    void knocking_at_what_one_may_not_do_is_on_record() {
        var person = somebody("sales_rep");
        var rep = loggedIn(person);

        assertThat(rep.get("/api/settings").status()).isEqualTo(403);

        assertThat(db.fetch(
                                "select subject from kernel.audit where kind = 'access.refused' and person = ?",
                                person.id())
                        .getValues(0, String.class))
                .contains("GET /api/settings");
    }

    @Test
    void who_changes_what_others_see_is_on_record() throws IOException {
        var rep = loggedIn(somebody("sales_rep"));
        var customer = customer(rep);
        var colleague = somebody("sales_rep");
        var set = rep.put(
                "/api/records/customer/" + customer + "/team",
                Map.of("members", List.of(Map.of("person", colleague.id(), "part", "presales", "right", "read"))));
        assertThat(set.status()).as(set.raw().body()).isBetween(200, 204);
        assertThat(kinds("customer/" + customer)).containsExactly("team.changed");

        app("export", folder.toString());
        var file = folder.resolve("app.yaml");
        Files.writeString(file, Files.readString(file).replaceFirst("en: [^}\n]+", "en: Audited"));
        app("apply", folder.toString());
        long version = db.fetchSingle("select version from kernel.definition_pointer where schema = 'app'")
                .get(0, Long.class);
        assertThat(kinds("app/" + version)).containsExactly("definition.published");
        app("rollback", String.valueOf(version - 1));
        assertThat(kinds("app/" + (version + 1))).containsExactly("definition.rolled_back");
    }

    private void app(String... words) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        AppCommand.run(place.folder(), port, List.of(words), nowhere);
    }

    @Test
    void a_gate_overridden_is_on_record_with_its_reason() {
        var rep = loggedIn(somebody("sales_rep"));
        var deal = rep.post(
                        "/api/records/opportunity",
                        Map.of("fields", Map.of("name", "Audited", "customer", customer(rep), "amount", "5")))
                .body()
                .path("id")
                .asString();
        var director = loggedIn(somebody("sales_director"));
        var path = "/api/records/opportunity/" + deal;
        var version = director.get(path).body().path("version").asLong();
        var moved = director.send(director.request(path + "/stage")
                .header("Content-Type", "application/json")
                .header("If-Match", "\"" + version + "\"")
                .POST(BodyPublishers.ofString(
                        "{\"to\":\"needs_confirmed\",\"override\":{\"reason\":\"客户已口头确认，资料随后补齐\"}}")));
        assertThat(moved.status()).as(moved.raw().body()).isEqualTo(200);

        var entry = db.fetchSingle(
                "select kind, detail->>'reason' from kernel.audit where subject = ?", "opportunity/" + deal);
        assertThat(entry.get(0)).isEqualTo("gate.overridden");
        assertThat(entry.get(1)).isEqualTo("客户已口头确认，资料随后补齐");
    }

    @Test
    void the_server_seals_what_happened() throws InterruptedException {
        loggedIn(somebody());
        for (int tenths = 0; tenths < 300 && waiting() > 0; tenths++) {
            Thread.sleep(100);
        }

        assertThat(waiting()).isZero();
        assertThat(new AuditChain(db).head().number()).isPositive();
    }

    private int waiting() {
        return db.fetchSingle("select count(*) from kernel.audit_unsealed").get(0, Integer.class);
    }
}
