package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilesHttpTest extends ServerTest {

    private static final byte[] PDF = "%PDF-1.7\n1 0 obj\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTML =
            "<!DOCTYPE html><html><script>alert(1)</script></html>".getBytes(StandardCharsets.UTF_8);

    private final String name = "Files " + System.nanoTime();

    private String customer(Client rep) {
        return rep.post("/api/records/customer", Map.of("fields", Map.of("name", name, "industry", "machinery")))
                .body()
                .path("id")
                .asString();
    }

    private static Client.Answer upload(Client client, String id, String category, String file, byte[] content) {
        return new Multipart()
                .field("form", "customer")
                .field("id", id)
                .field("category", category)
                .file(file, content)
                .post(client, "/api/files");
    }

    @Test
    void a_file_goes_up_is_listed_comes_down_and_goes() {
        var rep = loggedIn(somebody("sales_rep"));
        var id = customer(rep);
        var up = upload(rep, id, "signed_survey", "../签字 \u202Efdp.pdf", PDF);

        assertThat(up.status()).isEqualTo(201);
        assertThat(up.body().path("name").asString()).isEqualTo("签字 fdp.pdf");
        assertThat(up.body().path("type").asString()).isEqualTo("application/pdf");
        var path = "/api/files/" + up.body().path("id").asString();
        var down = rep.get(path);
        assertThat(down.raw().body()).isEqualTo(new String(PDF, StandardCharsets.US_ASCII));
        assertThat(down.header("Content-Disposition")).startsWith("attachment;").contains("filename*=UTF-8''");
        assertThat(down.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(down.header("Content-Security-Policy")).contains("sandbox");
        assertThat(rep.get(path + "?inline=1").header("Content-Disposition")).startsWith("inline;");
        assertThat(rep.get("/api/records/customer/" + id + "/files").body().size())
                .isEqualTo(1);
        assertThat(rep.delete(path).status()).isEqualTo(204);
        assertThat(rep.get(path).status()).isEqualTo(404);
    }

    @Test
    void what_a_browser_could_run_is_only_ever_a_download() {
        var rep = loggedIn(somebody("sales_rep"));
        var up = upload(rep, customer(rep), "other", "page.html", HTML);

        var down = rep.get("/api/files/" + up.body().path("id").asString() + "?inline=1");
        assertThat(down.header("Content-Disposition")).startsWith("attachment;");
        assertThat(down.header("Content-Type")).isEqualTo("application/octet-stream");
    }

    @Test
    void refusals_say_what_is_wrong() {
        var rep = loggedIn(somebody("sales_rep"));
        var id = customer(rep);

        assertThat(upload(rep, id, "signed_survey", "a.pdf", HTML).status()).isEqualTo(415);
        assertThat(upload(rep, id, "other", "a.bin", new byte[51 << 20]).status())
                .isEqualTo(413);
        assertThat(upload(rep, id, "no_such", "a.pdf", PDF).code()).isEqualTo("unknown_field");
        assertThat(upload(loggedIn(somebody("sales_rep")), id, "other", "a.pdf", PDF)
                        .status())
                .isEqualTo(404);
        assertThat(upload(loggedIn(somebody("production")), id, "drawing", "a.pdf", PDF)
                        .status())
                .isIn(List.of(403, 404));
        assertThat(new Multipart()
                        .field("form", "customer")
                        .field("id", id)
                        .file("a.pdf", PDF)
                        .post(rep, "/api/files")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void the_technical_engineer_sees_technical_files_alone() {
        var rep = loggedIn(somebody("sales_rep"));
        var id = customer(rep);
        upload(rep, id, "quote", "price.pdf", PDF);
        upload(rep, id, "drawing", "drawing.pdf", PDF);
        var engineer = loggedIn(somebody("technical_engineer"));

        var seen = engineer.get("/api/records/customer/" + id + "/files").body();
        assertThat(seen.size()).isEqualTo(1);
        assertThat(seen.get(0).path("category").asString()).isEqualTo("drawing");
        assertThat(upload(engineer, id, "solution", "solution.pdf", PDF).status())
                .isEqualTo(201);
        assertThat(upload(engineer, id, "quote", "quote.pdf", PDF).status()).isEqualTo(400);
    }
}
