package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("K2")
class TokenTest extends ServerTest {

    @Test
    void a_token_acts_for_its_person_until_it_is_revoked() {
        var browser = loggedIn(somebody());
        var made = browser.post("/api/me/tokens", Map.of("name", "report"));
        var program = Client.program(port, made.body().path("secret").asString());

        assertThat(program.get("/api/me").status()).isEqualTo(200);
        var listed = browser.get("/api/me/tokens").body().path("items").path(0);
        assertThat(listed.path("name").asString()).isEqualTo("report");
        assertThat(listed.has("secret")).isFalse();

        browser.delete("/api/me/tokens/" + listed.path("id").asString());
        assertThat(program.get("/api/me").status()).isEqualTo(401);
    }

    @Test
    void a_token_ends_when_it_expires() {
        var made = loggedIn(somebody())
                .post(
                        "/api/me/tokens",
                        Map.of(
                                "name",
                                "short",
                                "expires_at",
                                clock.instant().plus(Duration.ofMinutes(5)).toString()));
        var program = Client.program(port, made.body().path("secret").asString());
        assertThat(program.get("/api/me").status()).isEqualTo(200);

        clock.advance(Duration.ofMinutes(6));

        assertThat(program.get("/api/me").status()).isEqualTo(401);
    }

    @Test
    void a_leavers_token_is_worth_nothing() {
        var person = somebody();
        var made = loggedIn(person).post("/api/me/tokens", Map.of("name", "report"));

        admin().patch("/api/people/" + person.id(), Map.of("active", false));

        var program = Client.program(port, made.body().path("secret").asString());
        assertThat(program.get("/api/me").status()).isEqualTo(401);
    }

    @Test
    void a_token_can_neither_make_tokens_nor_set_the_password() {
        assertThat(admin().post("/api/me/tokens", Map.of("name", "heir")).code())
                .isEqualTo("session_required");
        assertThat(admin().post("/api/me/password", Map.of("current", "x", "password", PASSWORD))
                        .code())
                .isEqualTo("session_required");
    }

    @Test
    void a_wrong_token_is_not_saved_by_a_good_cookie() {
        var browser = loggedIn(somebody());

        var answer = browser.send(browser.request("/api/me").header("Authorization", "Bearer chengdan_nonsense"));

        assertThat(answer.status()).isEqualTo(401);
    }
}
