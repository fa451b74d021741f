package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest extends ServerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"login\":5,\"password\":\"x\"}            | bad_value     | login",
                "{\"login\":[\"a\"],\"password\":\"x\"}      | bad_value     | login",
                "{\"login\":\"a\"}                           | missing_value | password",
                "{\"login\":\"a\",\"password\":null}         | missing_value | password",
                "{\"login\":\"a\",\"password\":\"x\",\"z\":1}| unknown_field | z",
                "{\"login\":\"a\",\"password\":\"x\"} {}     | bad_json      | ",
                "{\"login\":\"a\",                           | bad_json      | ",
                "[]                                          | bad_json      | ",
                "null                                        | bad_json      | ",
                "nonsense                                    | bad_json      | ",
            })
    void a_malformed_body_is_refused_by_name(String body, String code, String field) {
        var answer = ready().post("/api/session", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.body().path("errors").path(0).path("field").asString(""))
                .isEqualTo(field == null ? "" : field);
    }

    @Test
    void broken_utf8_is_refused() {
        var body = "{\"login\":\"?\",\"password\":\"x\"}".getBytes(StandardCharsets.ISO_8859_1);
        body[10] = (byte) 0xff;

        assertThat(ready().post("/api/session", body, "application/json").code())
                .isEqualTo("bad_json");
    }

    @Test
    void a_huge_body_is_refused_whether_its_length_is_declared_or_not() {
        var body = " ".repeat(10_000_000).getBytes(StandardCharsets.US_ASCII);
        var client = ready();

        assertThat(client.post("/api/session", body, "application/json").code()).isEqualTo("too_large");
        var chunked = client.request("/api/session")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
        assertThat(client.send(chunked).status()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/%73ession", "/%61pi/session", "/%61%70%69/%73%65ssion"})
    void no_limit_is_evaded_by_writing_the_path_otherwise(String path) {
        var body = " ".repeat(3_000_000).getBytes(StandardCharsets.US_ASCII);
        var client = ready();

        assertThat(client.post(path, body, "application/json").code()).isEqualTo("too_large");
        var chunked = client.request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
        assertThat(client.send(chunked).status()).isEqualTo(413);
        assertThat(client.get(path.replace("session", "me")
                                .replace("%73ession", "me")
                                .replace("%73%65ssion", "me"))
                        .status())
                .as("nor the door")
                .isEqualTo(401);
    }

    @Test
    void an_initial_password_is_not_got_round_by_writing_the_path_otherwise() {
        var person = somebody();
        var initial = admin().post("/api/people/" + person.id() + "/password", Map.of())
                .body()
                .path("initial_password")
                .asString();
        var browser = browser();
        browser.logIn(person.login(), initial);

        for (var path : new String[] {"/api/peo%70le", "/%61pi/people", "/api/definition"}) {
            assertThat(browser.get(path).code()).as(path).isEqualTo("password_change_required");
        }
    }

    @Test
    void other_formats_than_json_are_refused() {
        var body = "login: a".getBytes(StandardCharsets.UTF_8);

        assertThat(ready().post("/api/session", body, "application/yaml").status())
                .isEqualTo(415);
        assertThat(ready().post("/api/session", body, "application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/people?q=%ff%fe", "/api/people?q=%00", "/api/people?limit=many", "/api/people/xyz"})
    void a_bad_address_is_refused(String path) {
        assertThat(admin().get(path).status()).isEqualTo(400);
        assertThat(loggedIn(somebody("system_admin")).get(path).status()).isEqualTo(400);
    }

    @Test
    void a_control_character_in_a_name_is_refused() {
        var person = somebody();

        var answer = admin().patch("/api/people/" + person.id(), Map.of("name", "a\u0000b"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("errors").path(0).path("field").asString())
                .isEqualTo("name");
    }

    @Test
    void an_address_that_is_not_there_and_a_wrong_method_are_said() {
        assertThat(admin().get("/api/nothing").status()).isEqualTo(404);
        var wrong = admin().delete("/api/people");
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.header("Allow")).contains("GET", "POST");
    }

    @Test
    void refusals_speak_the_callers_language() {
        var browser = browser();

        var chinese = browser.send(browser.request("/api/me").setHeader("Accept-Language", "zh-CN,en;q=0.5"));
        var nonsense = browser.send(browser.request("/api/me").setHeader("Accept-Language", ";;;q=x"));

        assertThat(chinese.body().path("detail").asString()).isEqualTo("请先登录。");
        assertThat(nonsense.body().path("detail").asString()).isEqualTo("请先登录。");
        assertThat(browser.get("/api/me").body().path("detail").asString()).isEqualTo("Log in first.");
    }

    @Test
    void every_answer_protects_the_page() {
        var answer = browser().get("/api/me");

        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'self'", "script-src 'self'", "frame-ancestors 'none'");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
    }

    @Test
    void health_is_open_and_says_nothing_else() {
        var answer = browser().get("/actuator/health");

        assertThat(answer.body().path("status").asString()).isEqualTo("UP");
        assertThat(answer.body().has("components")).isFalse();
        assertThat(browser().get("/actuator/env").status()).isEqualTo(404);
    }

    private Client ready() {
        var browser = browser();
        browser.get("/api/me");
        return browser;
    }
}
