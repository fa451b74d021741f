package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.SampleApp;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("I4")
class VersionsTest extends ServerTest {

    private long inForce() {
        return admin().get("/api/definition/versions")
                .body()
                .path("items")
                .path(0)
                .path("number")
                .asLong(0);
    }

    /** What is in force, or a small app where nothing is. */
    private SortedMap<String, String> present() {
        var number = inForce();
        return number == 0 ? SampleApp.plain().files() : exported(number);
    }

    private SortedMap<String, String> exported(long number) {
        var files = new TreeMap<String, String>();
        admin().get("/api/definition/versions/" + number)
                .body()
                .path("files")
                .forEachEntry((path, text) -> files.put(path, text.asString()));
        return files;
    }

    private SortedMap<String, String> renamed(String name) {
        var files = present();
        files.compute("app.yaml", (_, text) -> text.replaceFirst("en: [^}\n]+", "en: " + name));
        return files;
    }

    @Test
    void a_draft_is_planned_published_listed_and_exported() {
        var files = renamed("Planned");
        var plan = admin().post("/api/definition/plan", Map.of("files", files));
        assertThat(plan.status()).isEqualTo(200);
        assertThat(plan.body().path("faults").size()).isZero();
        assertThat(plan.body().path("changes").size()).isPositive();

        long base = plan.body().path("base").asLong();
        var published = admin().post("/api/definition/publish", Map.of("files", files, "base", base, "note", "first"));
        assertThat(published.status()).isEqualTo(200);
        var number = published.body().path("number").asLong();
        assertThat(number).isEqualTo(base + 1);

        var repeated = admin().post("/api/definition/plan", Map.of("files", files));
        assertThat(repeated.body().path("changes").size()).isZero();
        var listed =
                admin().get("/api/definition/versions").body().path("items").path(0);
        assertThat(listed.path("number").asLong()).isEqualTo(number);
        assertThat(listed.path("note").asString()).isEqualTo("first");
        var again = admin().post("/api/definition/publish", Map.of("files", exported(number), "base", number));
        assertThat(again.body().path("number").asLong()).isEqualTo(number);
        assertThat(admin().get("/api/definition/versions/999999").status()).isEqualTo(404);
    }

    @Test
    void a_faulty_draft_is_told_by_file_and_path_and_nothing_is_published() {
        var before = inForce();
        var files = present();
        files.put("app.yaml", "uid: app0\nkye: sample\nkey: sample\nlabel: {zh: 示例, en: Sample}\n");

        var fault = admin().post("/api/definition/plan", Map.of("files", files))
                .body()
                .path("faults")
                .path(0);
        assertThat(fault.path("file").asString()).isEqualTo("app.yaml");
        assertThat(fault.path("path").asString()).isEqualTo("kye");
        assertThat(fault.path("message").asString()).startsWith("There is no key");

        var refused = admin().post("/api/definition/publish", Map.of("files", files, "base", before));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().path("errors").path(0).path("field").asString())
                .isEqualTo("app.yaml: kye");
        assertThat(inForce()).isEqualTo(before);
    }

    @Test
    void a_stale_draft_is_a_conflict() {
        var refused = admin().post("/api/definition/publish", Map.of("files", renamed("Stale"), "base", 4711));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("draft_stale");
    }

    @Test
    void only_those_who_may_publish_see_versions() {
        var nobody = loggedIn(somebody());

        assertThat(nobody.get("/api/definition/versions").status()).isEqualTo(403);
        assertThat(nobody.post("/api/definition/plan", Map.of("files", Map.of()))
                        .status())
                .isEqualTo(403);
        assertThat(nobody.post("/api/definition/publish", Map.of("files", Map.of(), "base", 0))
                        .status())
                .isEqualTo(403);
    }
}
