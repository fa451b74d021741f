package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nobody raises their own rights, and what a lost password gave away ends with it. */
@Tag("A4")
@Tag("K2")
class OwnRightsTest extends ServerTest {

    @Test
    void nobody_gives_themselves_a_role() {
        var person = somebody("system_admin");
        var browser = loggedIn(person);
        var own = "/api/people/" + person.id();

        for (var role : List.of("process_admin", "sales_director")) {
            var answer = browser.patch(own, Map.of("roles", List.of("system_admin", role)));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("own_rights");
        }
        assertThat(people.find(person.id()).orElseThrow().roles()).containsExactly("system_admin");
        assertThat(browser.patch(own, Map.of("phone", "0519 1234")).status()).isEqualTo(200);
        assertThat(browser.patch("/api/people/" + somebody().id(), Map.of("roles", List.of("process_admin")))
                        .status())
                .isEqualTo(200);
        assertThat(browser.patch(own, Map.of("roles", List.of())).status())
                .as("less is no more")
                .isEqualTo(200);
    }

    @Test
    void nor_by_way_of_a_token() {
        var person = somebody("system_admin");
        var made = loggedIn(person).post("/api/me/tokens", Map.of("name", "script"));
        var program = Client.program(port, made.body().path("secret").asString());

        assertThat(program.patch("/api/people/" + person.id(), Map.of("roles", List.of("system_admin", "executive")))
                        .code())
                .isEqualTo("own_rights");
        assertThat(program.post("/api/people/" + person.id() + "/password", Map.of("password", "another horse 8"))
                        .code())
                .isEqualTo("own_password");
        assertThat(program.get("/api/me").status()).isEqualTo(200);
    }

    @Test
    void nor_by_way_of_the_departments() {
        var person = somebody("system_admin");
        var company = departments.org().byKey("company").orElseThrow().id();
        var home = department("own_home", company);
        var beside = department("own_beside", company);
        admin().patch("/api/people/" + person.id(), Map.of("department", home));
        var browser = loggedIn(person);

        assertThat(browser.patch("/api/people/" + person.id(), Map.of("department", company))
                        .code())
                .isEqualTo("own_rights");
        for (var office : List.of("head", "executive")) {
            assertThat(browser.put(
                                    "/api/departments/" + beside,
                                    Map.of(
                                            "key",
                                            "own_beside",
                                            "name",
                                            "x",
                                            "kind",
                                            "function",
                                            "parent",
                                            company,
                                            office,
                                            person.id()))
                            .code())
                    .as(office)
                    .isEqualTo("own_rights");
            assertThat(browser.post(
                                    "/api/departments",
                                    Map.of("key", "own_new", "name", "x", "kind", "function", office, person.id()))
                            .code())
                    .as(office)
                    .isEqualTo("own_rights");
        }
        assertThat(browser.put(
                                "/api/departments/" + beside,
                                Map.of("key", "own_beside", "name", "x", "kind", "function", "parent", home))
                        .code())
                .isEqualTo("own_rights");
        assertThat(departments.org().subtree(home)).containsExactly(home);
        assertThat(browser.put(
                                "/api/departments/" + beside,
                                Map.of(
                                        "key",
                                        "own_beside",
                                        "name",
                                        "x",
                                        "kind",
                                        "function",
                                        "parent",
                                        company,
                                        "head",
                                        somebody().id()))
                        .status())
                .isEqualTo(200);
    }

    private UUID department(String key, UUID parent) {
        return UUID.fromString(
                admin().post("/api/departments", Map.of("key", key, "name", key, "kind", "function", "parent", parent))
                        .body()
                        .path("id")
                        .asString());
    }

    @Test
    void a_reset_password_ends_the_tokens() {
        var person = somebody();
        var made = loggedIn(person).post("/api/me/tokens", Map.of("name", "report"));
        var program = Client.program(port, made.body().path("secret").asString());
        assertThat(program.get("/api/me").status()).isEqualTo(200);

        assertThat(admin().post("/api/people/" + person.id() + "/password", Map.of("password", "another horse 8"))
                        .status())
                .isEqualTo(200);

        assertThat(program.get("/api/me").status()).isEqualTo(401);
    }

    @Test
    void a_leaver_who_comes_back_finds_no_token_alive() {
        var person = somebody();
        var made = loggedIn(person).post("/api/me/tokens", Map.of("name", "report"));
        var program = Client.program(port, made.body().path("secret").asString());

        admin().patch("/api/people/" + person.id(), Map.of("active", false));
        admin().patch("/api/people/" + person.id(), Map.of("active", true));

        assertThat(program.get("/api/me").status()).isEqualTo(401);
        assertThat(loggedIn(person).get("/api/me/tokens").body().path("items")).isEmpty();
    }

    @Test
    void guessing_the_current_password_is_slowed_down_as_at_the_door() {
        var person = somebody();
        var browser = loggedIn(person);
        var wrong = Map.of("current", "not the password", "password", "another horse 8");
        var right = Map.of("current", PASSWORD, "password", "another horse 8");

        for (int i = 0; i < 5; i++) {
            var answer = browser.post("/api/me/password", wrong);
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.body().path("errors").path(0).path("code").asString())
                    .isEqualTo("wrong_password");
        }
        var locked = browser.post("/api/me/password", right);
        assertThat(locked.code()).isEqualTo("locked_out");
        assertThat(Integer.parseInt(locked.header("Retry-After"))).isBetween(25, 31);
        assertThat(browser().logIn(person.login(), PASSWORD).status())
                .as("the two doors count together")
                .isEqualTo(429);

        clock.advance(Duration.ofSeconds(32));
        browser.post("/api/me/password", wrong);
        assertThat(Integer.parseInt(browser.post("/api/me/password", right).header("Retry-After")))
                .isBetween(55, 61);
        clock.advance(Duration.ofSeconds(62));
        assertThat(browser.post("/api/me/password", right).status()).isEqualTo(204);
    }
}
