package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Records over HTTP as the sales application has them. */
class RecordsHttpTest extends ServerTest {

    private static final byte[] PDF = "%PDF-1.7\n1 0 obj\n".getBytes(StandardCharsets.US_ASCII);

    private final String mark = "R" + System.nanoTime();

    private static String created(Client client, String form, Map<String, ?> fields) {
        var answer = client.post("/api/records/" + form, Map.of("fields", fields));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
        return answer.body().path("id").asString();
    }

    private static Client.Answer act(Client client, String form, String id, String action) {
        var version = client.get("/api/records/" + form + "/" + id).header("ETag");
        return client.send(client.request("/api/records/" + form + "/" + id + "/actions/" + action)
                .header("If-Match", version)
                .POST(java.net.http.HttpRequest.BodyPublishers.noBody()));
    }

    private static Client.Answer upload(Client client, String form, String id, String category) {
        return new Multipart()
                .field("form", form)
                .field("id", id)
                .field("category", category)
                .file("a.pdf", PDF)
                .post(client, "/api/files");
    }

    private String quote(Client rep) {
        var customer = created(rep, "customer", Map.of("name", mark, "industry", "machinery"));
        var deal = created(rep, "opportunity", Map.of("name", mark, "customer", customer));
        var line = Map.of("description", "A press", "price", "1000");
        return created(
                rep,
                "quote",
                Map.of(
                        "opportunity",
                        deal,
                        "customer",
                        customer,
                        "valid_until",
                        "2099-01-01",
                        "payment_terms",
                        "30/60/10",
                        "lines",
                        List.of(line)));
    }

    @Test
    void a_blank_cell_of_a_row_stands_in_the_answer_as_a_blank_field_does() {
        var rep = loggedIn(somebody("sales_rep"));
        var fields = rep.get("/api/records/quote/" + quote(rep)).body().path("fields");

        assertThat(fields.has("delivery_terms")).isTrue();
        var row = fields.path("lines").path(0);
        assertThat(row.propertyNames())
                .containsExactlyInAnyOrder(
                        "product", "description", "quantity", "unit", "list_price", "price", "discount", "amount");
        assertThat(row.path("product").isNull()).isTrue();
        assertThat(row.path("unit").isNull()).isTrue();
    }

    @Test
    @Tag("A4")
    void a_submitted_quote_keeps_its_files() {
        var rep = loggedIn(somebody("sales_rep"));
        var quote = quote(rep);
        var up = upload(rep, "quote", quote, "quote");
        assertThat(up.status()).isEqualTo(201);
        assertThat(up.body().path("removable").asBoolean()).isTrue();
        var file = "/api/files/" + up.body().path("id").asString();
        assertThat(act(rep, "quote", quote, "submit").status()).isEqualTo(200);

        assertThat(upload(rep, "quote", quote, "quote").status()).isEqualTo(403);
        assertThat(rep.delete(file).status()).isEqualTo(403);
        assertThat(rep.get("/api/records/quote/" + quote + "/files")
                        .body()
                        .path(0)
                        .path("removable")
                        .asBoolean())
                .isFalse();
        assertThat(act(rep, "quote", quote, "withdraw").status()).isEqualTo(200);
        assertThat(rep.delete(file).status()).isEqualTo(204);
    }

    @Test
    @Tag("A4")
    void a_colleagues_file_is_removed_by_nobody_else_than_owner_or_head() {
        var owner = somebody("sales_rep");
        var rep = loggedIn(owner);
        var helper = somebody("sales_rep");
        var customer = created(rep, "customer", Map.of("name", mark, "industry", "machinery"));
        rep.put(
                "/api/records/customer/" + customer + "/team",
                Map.of("members", List.of(Map.of("person", helper.id(), "part", "presales", "right", "write"))));
        var up = upload(rep, "customer", customer, "drawing").body().path("id").asString();

        assertThat(loggedIn(helper).delete("/api/files/" + up).status()).isEqualTo(403);
        assertThat(loggedIn(somebody("sales_director"))
                        .delete("/api/files/" + up)
                        .status())
                .as("a director who heads no department above the owner")
                .isEqualTo(403);
        assertThat(rep.delete("/api/files/" + up).status()).isEqualTo(204);
    }

    @Test
    void the_definition_tells_what_a_roll_up_is() {
        var forms =
                loggedIn(somebody("sales_rep")).get("/api/definition").body().path("forms");
        for (var form : forms) {
            if (form.path("key").asString().equals("customer")) {
                for (var field : form.path("fields")) {
                    if (field.path("type").asString().equals("rollup")) {
                        boolean counts = List.of("orders", "machines", "contracts")
                                .contains(field.path("key").asString());
                        assertThat(field.path("result").asString()).isEqualTo(counts ? "integer" : "money");
                        assertThat(field.path("scale").asInt()).isEqualTo(counts ? 0 : 2);
                    }
                }
            }
        }
    }
}
