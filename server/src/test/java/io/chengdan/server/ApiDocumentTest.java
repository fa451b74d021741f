package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class ApiDocumentTest extends ServerTest {

    private static final Path COMMITTED = Path.of("../web/api/openapi.json");

    /** The client is generated from the committed document. Write it anew with -Dopenapi.write=true. */
    @Test
    void the_committed_document_is_the_servers() throws IOException {
        var json = JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .build();
        var document = json.treeToValue(admin().get("/v3/api-docs").body(), Object.class);
        var text = json.writeValueAsString(document) + "\n";

        if (Boolean.getBoolean("openapi.write")) {
            Files.createDirectories(COMMITTED.getParent());
            Files.writeString(COMMITTED, text);
        }

        assertThat(Files.readString(COMMITTED)).isEqualTo(text);
    }

    @Test
    void the_document_and_its_page_are_for_those_who_logged_in() {
        assertThat(browser().get("/v3/api-docs").status()).isEqualTo(401);
        assertThat(browser().get("/api/docs").status()).isEqualTo(401);
        assertThat(loggedIn(somebody()).get("/api/docs").status()).isEqualTo(302);
    }
}
