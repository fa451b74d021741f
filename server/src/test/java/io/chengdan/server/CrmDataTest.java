package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The public CRM set, imported as a user would; what comes out is what its own figures say. */
@Tag("H5")
class CrmDataTest extends ServerTest {

    private static final String SET = "shared/data/crm-sales-opportunities";

    /** Beside the project, or beside a folder it stands in. */
    private static Path data() {
        var here = Path.of("").toAbsolutePath();
        for (var above = here.getParent(); above != null; above = above.getParent()) {
            if (Files.isDirectory(above.resolve(SET))) {
                return above.resolve(SET);
            }
        }
        return here.resolve("../..").normalize().resolve(SET);
    }

    private static final Path DATA = data();

    @Test
    void the_public_crm_set_comes_in_with_its_true_figures() {
        assumeTrue(Files.isDirectory(DATA), "the public CRM set is not at " + DATA + ", so this test is skipped");
        var crm = new CrmImport(admin());

        assertThat(CrmImport.counts(crm.run("people", csv("sales_teams"), false)))
                .containsExactly(35, 41, 0, 0, 0);
        assertThat(CrmImport.counts(crm.run("customers", csv("accounts"), false)))
                .containsExactly(85, 85, 0, 0, 0);
        assertThat(CrmImport.counts(crm.run("products", csv("products"), false)))
                .containsExactly(7, 7, 0, 0, 0);
        var deals = crm.run("opportunities", csv("sales_pipeline"), false);
        assertThat(CrmImport.counts(deals)).containsExactly(8_800, 7_375, 0, 0, 1_425);
        assertThat(crm.reasons(deals).values()).hasSize(1_425).containsOnly("customer missing");
        assertThat(byStage())
                .isEqualTo(Map.of("won", 4_238, "lost", 2_473, "needs_confirmed", 501, "initial_contact", 163));
    }

    private byte[] csv(String name) {
        return CrmImport.file(DATA.resolve(name + ".csv"));
    }

    /** The set's deals alone: numbers given by the product begin with O-, those of other tests with DIRTY. */
    private Map<String, Integer> byStage() {
        var others = List.of(
                Map.of("field", "number", "op", "starts", "value", "O-"),
                Map.of("field", "number", "op", "starts", "value", "DIRTY"));
        var groups = admin().post(
                        "/api/query",
                        Map.of(
                                "form",
                                "opportunity",
                                "where",
                                Map.of("not", Map.of("or", others)),
                                "group",
                                List.of("stage"),
                                "measures",
                                List.of(Map.of("op", "count"))));
        return groups.body()
                .path("items")
                .valueStream()
                .collect(Collectors.toMap(
                        item -> item.path("group").path("stage").asString(),
                        item -> item.path("values").path("count").asInt(-1)));
    }
}
