package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@Tag("A4")
class ViewAsTest extends ServerTest {

    @Autowired
    private DSLContext db;

    @Test
    void an_administrator_sees_what_the_person_sees_and_changes_nothing() {
        var engineer = somebody("technical_engineer");
        var browser = loggedIn(somebody("process_admin"));
        var own = definition(browser);

        var me = browser.post("/api/session/view", Map.of("login", engineer.login()));

        assertThat(me.status()).isEqualTo(200);
        assertThat(me.body().path("login").asString()).isEqualTo(engineer.login());
        assertThat(me.body().path("viewer").asString()).startsWith("somebody");
        assertThat(definition(browser))
                .isEqualTo(definition(loggedIn(engineer)))
                .isNotEqualTo(own);
        assertThat(browser.post("/api/query", Map.of("form", "customer")).status())
                .isEqualTo(200);
        assertThat(browser.post("/api/records/activity", Map.of("fields", Map.of()))
                        .code())
                .isEqualTo("view_only");
        assertThat(browser.post("/api/me/password", Map.of("current", PASSWORD, "password", "another pass 77"))
                        .code())
                .isEqualTo("view_only");
        assertThat(browser.get("/api/me/tokens").code()).isEqualTo("view_only");

        assertThat(browser.delete("/api/session/view").status()).isEqualTo(200);
        assertThat(definition(browser)).isEqualTo(own);
        assertThat(browser.get("/api/me").body().has("viewer")).isFalse();
        assertThat(db.fetchValues("select kind from kernel.audit where subject = '" + engineer.login()
                        + "' and kind like 'view%'"))
                .hasSize(2);
    }

    @Test
    void nobody_looks_through_the_eyes_of_somebody_with_more_rights() {
        var admin = somebody("system_admin");
        var browser = loggedIn(somebody("process_admin"));

        assertThat(browser.post("/api/session/view", Map.of("login", admin.login()))
                        .code())
                .isEqualTo("more_rights");
        assertThat(browser.post("/api/session/view", Map.of("login", "nobody-here"))
                        .status())
                .isEqualTo(404);
        assertThat(loggedIn(somebody("sales_director"))
                        .post("/api/session/view", Map.of("login", admin.login()))
                        .code())
                .isEqualTo("right_missing");
        assertThat(admin().post("/api/session/view", Map.of("login", admin.login()))
                        .code())
                .isEqualTo("session_required");
    }

    @Test
    void the_view_ends_when_the_rights_of_the_person_change() {
        var seen = somebody("technical_engineer");
        var browser = loggedIn(somebody("process_admin"));
        browser.post("/api/session/view", Map.of("login", seen.login()));

        admin().patch("/api/people/" + seen.id(), Map.of("roles", java.util.List.of("system_admin")));

        assertThat(browser.get("/api/me").body().path("login").asString()).isNotEqualTo(seen.login());
    }

    /** Without the moments that stand in filters such as "not touched for thirty days". */
    private static String definition(Client browser) {
        return browser.get("/api/definition").raw().body().replaceAll("T[0-9:.]+Z", "");
    }
}
