package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("K2")
class PeopleTest extends ServerTest {

    @Test
    void everybody_picks_colleagues_but_learns_no_more_than_name_and_department() {
        var colleague = somebody();

        var found = loggedIn(somebody())
                .get("/api/people?q=" + colleague.login())
                .body()
                .path("items");

        assertThat(found.path(0).propertyNames()).containsExactlyInAnyOrder("id", "name", "department");
    }

    @Test
    void only_those_who_look_after_people_change_them() {
        var person = somebody();
        var browser = loggedIn(person);

        assertThat(browser.get("/api/people/all").code()).isEqualTo("right_missing");
        assertThat(browser.patch("/api/people/" + person.id(), Map.of("roles", List.of("system_admin")))
                        .code())
                .isEqualTo("right_missing");
        assertThat(browser.post("/api/departments", Map.of("key", "x", "name", "x", "kind", "function"))
                        .code())
                .isEqualTo("right_missing");
    }

    @Test
    void a_log_in_is_unique_whatever_its_case() {
        var person = somebody();

        var answer = admin().post("/api/people", newPerson(person.login().toUpperCase()));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body().path("errors").path(0).path("field").asString())
                .isEqualTo("login");
    }

    @Test
    void a_new_person_gets_an_initial_password_shown_once() {
        var created = admin().post("/api/people", newPerson("newcomer")).body();

        assertThat(created.path("initial_password").asString()).hasSizeGreaterThanOrEqualTo(10);
        assertThat(admin().get("/api/people/" + created.path("id").asString())
                        .body()
                        .has("initial_password"))
                .isFalse();
    }

    @Test
    void other_roles_end_the_open_sessions() {
        var person = somebody();
        var browser = loggedIn(person);

        admin().patch("/api/people/" + person.id(), Map.of("roles", List.of("process_admin")));

        assertThat(browser.get("/api/me").status()).isEqualTo(401);
    }

    @Test
    void the_last_who_looks_after_people_stays() {
        var admin = people.byLogin("admin").orElseThrow();

        var answer = admin().patch("/api/people/" + admin.id(), Map.of("roles", List.of("process_admin")));

        assertThat(answer.code()).isEqualTo("last_admin");
        assertThat(people.find(admin.id()).orElseThrow().roles()).contains("system_admin");
    }

    @Test
    void a_department_cannot_stand_below_itself() {
        var company = departments.org().byKey("company").orElseThrow();
        var sales = department("sales_center", company.id());
        var region = department("region_1", sales);

        var answer = admin().put(
                        "/api/departments/" + sales,
                        Map.of("key", "sales_center", "name", "x", "kind", "function", "parent", region));

        assertThat(answer.body().path("errors").path(0).path("code").asString()).isEqualTo("cycle");
        assertThat(departments.org().subtree(company.id())).contains(region);
    }

    private UUID department(String key, UUID parent) {
        return UUID.fromString(admin().post(
                        "/api/departments", Map.of("key", key, "name", key, "kind", "sales_region", "parent", parent))
                .body()
                .path("id")
                .asString());
    }

    private Map<String, Object> newPerson(String login) {
        return Map.of(
                "login",
                login,
                "name",
                login,
                "roles",
                List.of(),
                "department",
                departments.org().byKey("company").orElseThrow().id());
    }
}
