package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

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

    /** Numbers given by the product begin with O-, those of other tests with DIRTY. */
    private static final Map<String, Object> SET_ALONE = Map.of(
            "not",
            Map.of(
                    "or",
                    List.of(
                            Map.of("field", "number", "op", "starts", "value", "O-"),
                            Map.of("field", "number", "op", "starts", "value", "DIRTY"))));

    @Autowired
    private DSLContext db;

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
        assertThat(wonAmounts()).isEqualByComparingTo(wonAmountsOfTheFile());
        assertThat(db.fetchValue("select count(*) from kernel.transition where time_unknown and record in "
                        + "(select record from kernel.transition group by record having count(*) = 1)"))
                .as("a prospect has no date, so its one move keeps out of time metrics")
                .asInstanceOf(InstanceOfAssertFactories.LONG)
                .isGreaterThanOrEqualTo(163);
    }

    private byte[] csv(String name) {
        return CrmImport.file(DATA.resolve(name + ".csv"));
    }

    private BigDecimal wonAmounts() {
        var director = loggedIn(somebody("sales_director"));
        var groups = director.post(
                "/api/query",
                Map.of(
                        "form",
                        "opportunity",
                        "where",
                        Map.of("and", List.of(SET_ALONE, Map.of("field", "stage", "op", "eq", "value", "won"))),
                        "group",
                        List.of("stage"),
                        "measures",
                        List.of(Map.of("op", "sum", "field", "amount"))));
        return new BigDecimal(groups.body()
                .path("items")
                .path(0)
                .path("values")
                .path("sum_amount")
                .asString());
    }

    /** What plain arithmetic makes of the file, which has no quoted cells. */
    private BigDecimal wonAmountsOfTheFile() {
        return new String(csv("sales_pipeline"), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split(",", -1))
                .filter(cells -> cells[4].equals("Won"))
                .map(cells -> new BigDecimal(cells[7]))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private Map<String, Integer> byStage() {
        var groups = admin().post(
                        "/api/query",
                        Map.of(
                                "form",
                                "opportunity",
                                "where",
                                SET_ALONE,
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
