package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("K2")
class LogInTest extends ServerTest {

    @Test
    void the_first_refusal_brings_the_xsrf_cookie_and_then_the_log_in_works() {
        var person = somebody();
        var browser = browser();

        assertThat(browser.get("/api/me").status()).isEqualTo(401);
        assertThat(browser.cookie("XSRF-TOKEN")).isPresent();
        var answer = browser.post("/api/session", Map.of("login", person.login().toUpperCase(), "password", PASSWORD));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("login").asString()).isEqualTo(person.login());
        assertThat(browser.get("/api/me").status()).isEqualTo(200);
    }

    @Test
    void the_session_cookie_is_closed_to_scripts_and_other_sites() {
        var answer = browser().logIn(somebody().login(), PASSWORD);

        assertThat(answer.raw().headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie).contains("SESSION=", "HttpOnly", "SameSite=Lax"));
    }

    @Test
    void a_log_in_makes_a_new_session_id() {
        var browser = browser();
        browser.logIn(somebody().login(), PASSWORD);
        var before = browser.cookie("SESSION");

        browser.post("/api/session", Map.of("login", somebody().login(), "password", PASSWORD));

        assertThat(browser.cookie("SESSION")).isPresent().isNotEqualTo(before);
    }

    @Test
    void unknown_log_in_and_wrong_password_get_the_same_answer() {
        var unknown = browser().logIn("nobody-here", PASSWORD);
        var wrong = browser().logIn(somebody().login(), "not the password");

        assertThat(unknown.status()).isEqualTo(401);
        assertThat(wrong.raw().body()).isEqualTo(unknown.raw().body());
    }

    @Test
    void without_the_xsrf_header_nothing_is_changed() {
        var browser = loggedIn(somebody()).withoutXsrf();

        assertThat(browser.delete("/api/session").code()).isEqualTo("xsrf");
        assertThat(browser.get("/api/me").status()).isEqualTo(200);
    }

    @Test
    void a_log_in_from_a_foreign_page_is_refused() {
        var browser = browser().withoutXsrf();

        assertThat(browser.logIn(somebody().login(), PASSWORD).status()).isEqualTo(401);
        assertThat(browser.get("/api/me").status()).isEqualTo(401);
    }

    @Test
    void logging_out_ends_the_session() {
        var browser = loggedIn(somebody());

        assertThat(browser.delete("/api/session").status()).isEqualTo(204);
        assertThat(browser.get("/api/me").status()).isEqualTo(401);
    }

    @Test
    void each_failure_beyond_the_fifth_doubles_the_wait() {
        var login = somebody().login();

        fail(login, 5);
        var first = browser().logIn(login, PASSWORD);
        assertThat(first.status()).isEqualTo(429);
        assertThat(Integer.parseInt(first.header("Retry-After"))).isBetween(25, 31);

        clock.advance(Duration.ofSeconds(32));
        fail(login, 1);
        var second = browser().logIn(login, PASSWORD);
        assertThat(Integer.parseInt(second.header("Retry-After"))).isBetween(55, 61);

        clock.advance(Duration.ofSeconds(62));
        assertThat(browser().logIn(login, PASSWORD).status()).isEqualTo(200);
        fail(login, 4);
        assertThat(browser().logIn(login, PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void failures_are_forgotten_after_an_hour() {
        var login = somebody().login();
        fail(login, 4);

        clock.advance(Duration.ofMinutes(61));
        fail(login, 4);

        assertThat(browser().logIn(login, PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void a_leaver_is_out_at_once() {
        var person = somebody();
        var browser = loggedIn(person);

        assertThat(admin().patch("/api/people/" + person.id(), Map.of("active", false))
                        .status())
                .isEqualTo(200);

        assertThat(browser.get("/api/me").status()).isEqualTo(401);
        assertThat(browser().logIn(person.login(), PASSWORD).status()).isEqualTo(401);
    }

    @Test
    void an_initial_password_must_be_changed_before_anything_else() {
        var person = somebody();
        var initial = admin().post("/api/people/" + person.id() + "/password", Map.of())
                .body()
                .path("initial_password")
                .asString();
        var browser = browser();

        assertThat(browser.logIn(person.login(), initial)
                        .body()
                        .path("must_change_password")
                        .asBoolean())
                .isTrue();
        assertThat(browser.get("/api/people").code()).isEqualTo("password_change_required");
        assertThat(browser.get("/api/me").status()).isEqualTo(200);

        assertThat(browser.post("/api/me/password", Map.of("current", initial, "password", PASSWORD))
                        .status())
                .isEqualTo(204);
        assertThat(browser.get("/api/people").status()).isEqualTo(200);
    }

    @Test
    void a_new_password_ends_the_other_sessions_but_not_this_one() {
        var person = somebody();
        var here = loggedIn(person);
        var elsewhere = loggedIn(person);

        here.post("/api/me/password", Map.of("current", PASSWORD, "password", "another horse 8"));

        assertThat(here.get("/api/me").status()).isEqualTo(200);
        assertThat(elsewhere.get("/api/me").status()).isEqualTo(401);
    }

    @Test
    void weak_passwords_are_refused_with_the_reason() {
        var browser = loggedIn(somebody());

        for (var weak : new String[] {"short", "1234567890", "aaaaaaaaaaaa", PASSWORD}) {
            var answer = browser.post("/api/me/password", Map.of("current", PASSWORD, "password", weak));
            assertThat(answer.status()).as(weak).isEqualTo(422);
            assertThat(answer.body().path("errors").path(0).path("field").asString())
                    .isEqualTo("password");
        }
    }

    private void fail(String login, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(browser().logIn(login, "not the password").status()).isEqualTo(401);
        }
    }
}
