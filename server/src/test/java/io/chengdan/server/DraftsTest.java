package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("I2")
class DraftsTest extends ServerTest {

    @Test
    void a_draft_of_an_older_version_is_brought_together_and_a_clash_is_told() {
        long base = admin().get("/api/definition/versions")
                .body()
                .path("items")
                .path(0)
                .path("number")
                .asLong();
        var mine = edited(base, "roles/finance.yaml", "label: {zh: ", "label: {zh: 集团");
        var theirs = edited(base, "roles/production.yaml", "label: {zh: ", "label: {zh: 集团");
        var clashing = edited(base, "roles/production.yaml", "label: {zh: ", "label: {zh: 工厂");
        admin().post("/api/definition/publish", Map.of("files", theirs, "base", base));

        var plan = admin().post("/api/definition/plan", Map.of("files", mine, "base", base))
                .body();
        assertThat(plan.path("merged").toString()).contains("roles/production.yaml");
        assertThat(plan.path("changes").toString()).contains("finance").doesNotContain("production");
        var done = admin().post("/api/definition/publish", Map.of("files", mine, "base", base));
        assertThat(done.status()).isEqualTo(200);

        var refused = admin().post("/api/definition/publish", Map.of("files", clashing, "base", base));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("draft_clash");
        assertThat(refused.body().path("errors").path(0).path("field").asString())
                .isEqualTo("roles/production.yaml");
        admin().post("/api/definition/rollback", Map.of("version", base));
    }

    private Map<String, String> edited(long base, String file, String from, String to) {
        var files = new HashMap<String, String>();
        admin().get("/api/definition/versions/" + base)
                .body()
                .path("files")
                .forEachEntry((path, text) -> files.put(path, text.asString()));
        assertThat(files.get(file)).contains(from);
        files.computeIfPresent(file, (_, text) -> text.replaceFirst(java.util.regex.Pattern.quote(from), to));
        return files;
    }
}
