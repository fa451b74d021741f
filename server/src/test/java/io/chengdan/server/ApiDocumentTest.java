package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ApiDocumentTest extends ServerTest {

    @Test
    void the_document_names_things_as_the_answers_do() {
        var me = admin().get("/v3/api-docs")
                .body()
                .path("components")
                .path("schemas")
                .path("Me");

        assertThat(me.path("properties").propertyNames())
                .containsAll(admin().get("/api/me").body().propertyNames());
        assertThat(me.path("required").toString()).contains("must_change_password");
    }

    @Test
    void the_document_and_its_page_are_for_those_who_logged_in() {
        assertThat(browser().get("/v3/api-docs").status()).isEqualTo(401);
        assertThat(browser().get("/api/docs").status()).isEqualTo(401);
        assertThat(loggedIn(somebody()).get("/api/docs").status()).isEqualTo(302);
    }
}
