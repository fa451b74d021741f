package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.identity.Department;
import io.chengdan.kernel.identity.Person;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** A small dirty table of the shape of the public CRM set. Later imports stand on earlier ones, as in life. */
@Tag("H5")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ImportTest extends ServerTest {

    private static final String MAPPING = """
            form: lead
            fields:
              name: {column: 单位}
              contact_name: {column: 联系人}
            """;

    private CrmImport crm;

    @BeforeEach
    void admin_imports() {
        crm = new CrmImport(admin());
    }

    private static byte[] dirty(String name) {
        return CrmImport.resource("/import/" + name + ".csv");
    }

    private JsonNode opportunity(String number) {
        return find("opportunity", "number", number);
    }

    private JsonNode find(String form, String field, String value) {
        return admin().post(
                        "/api/query", Map.of("form", form, "where", Map.of("field", field, "op", "eq", "value", value)))
                .body()
                .path("items")
                .path(0);
    }

    private Person person(String name) {
        return people.all().stream()
                .filter(person -> person.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(1)
    void offices_become_regions_and_managers_head_their_teams() {
        var answer = crm.run("people", dirty("teams"), false);

        assertThat(CrmImport.counts(answer)).containsExactly(6, 6, 0, 1, 1);
        var team = departments.org().find(person("Ada Quill").departmentId()).orElseThrow();
        assertThat(team.head()).contains(person("Bert Rowan").id());
        assertThat(team.parent().flatMap(departments.org()::find)).hasValueSatisfying(region -> {
            assertThat(region.name()).isEqualTo("North Yard");
            assertThat(region.kind()).isEqualTo(Department.Kind.SALES_REGION);
        });
        assertThat(person("Ada Quill").login()).isEqualTo("ada.quill");
        assertThat(person("Ada Quill").roles()).containsExactly("sales_rep");
        assertThat(person("Bert Rowan").roles()).containsExactly("regional_manager");
        assertThat(browser().logIn("ada.quill", PASSWORD).status()).isEqualTo(401);
    }

    @Test
    @Order(2)
    void accounts_become_customers_below_their_parents_whatever_the_order() {
        var answer = crm.run("customers", dirty("accounts"), false);

        assertThat(CrmImport.counts(answer)).containsExactly(9, 4, 0, 1, 4);
        assertThat(crm.reasons(answer))
                .containsEntry("", "name missing")
                .containsEntry("Dirty Pumps", "sector missing")
                .hasEntrySatisfying("Dirty Orphan", why -> assertThat(why).contains("Nobody Incorporated"))
                .hasEntrySatisfying("Dirty Gears", why -> assertThat(why).contains("about ninety"));
        var tubes = find("customer", "name", "Dirty Tube Works").path("fields");
        assertThat(tubes.path("industry").asString()).isEqualTo("electronics");
        assertThat(tubes.path("size").asString()).isEqualTo("medium");
        assertThat(tubes.path("country").asString()).isEqualTo("us");
        assertThat(tubes.path("parent").path("title").asString()).isEqualTo("Dirty Steel Group");
        assertThat(find("customer", "name", "Dirty Steel Group")
                        .path("fields")
                        .path("country")
                        .asString())
                .isEqualTo("ph");
    }

    @Test
    @Order(3)
    void products_come_with_their_prices() {
        assertThat(CrmImport.counts(crm.run("products", dirty("products"), false)))
                .containsExactly(3, 2, 0, 0, 1);
        assertThat(find("product", "code", "DX Basic")
                        .path("fields")
                        .path("list_price")
                        .asString())
                .isEqualTo("1096.00");
    }

    @Test
    @Order(4)
    void a_dry_run_tells_all_and_keeps_nothing() {
        var rehearsed = crm.run("opportunities", dirty("pipeline"), true);

        assertThat(rehearsed.body().path("dry_run").asBoolean()).isTrue();
        assertThat(CrmImport.counts(rehearsed)).containsExactly(22, 8, 0, 1, 13);
        assertThat(crm.reasons(rehearsed)).containsEntry("DIRTY009", "customer missing");
        assertThat(opportunity("DIRTY001").isMissingNode()).isTrue();
    }

    @Test
    @Order(5)
    void deals_come_with_their_past_and_bad_rows_are_returned_with_a_reason() {
        var answer = crm.run("opportunities", dirty("pipeline"), false);

        assertThat(CrmImport.counts(answer)).containsExactly(22, 8, 0, 1, 13);
        assertThat(crm.reasons(answer))
                .containsEntry("DIRTY009", "customer missing")
                .containsEntry("DIRTY011", "customer missing")
                .containsEntry("", "opportunity id missing")
                .hasEntrySatisfying("DIRTY012", why -> assertThat(why).contains("Dirty Nobody"))
                .hasEntrySatisfying("DIRTY013", why -> assertThat(why).contains("Gus Unknown"))
                .hasEntrySatisfying("DIRTY014", why -> assertThat(why).contains("2/30/2017"))
                .hasEntrySatisfying("DIRTY015", why -> assertThat(why).contains("backwards"))
                .hasEntrySatisfying("DIRTY017", why -> assertThat(why).contains("ten"))
                .hasEntrySatisfying("DIRTY019", why -> assertThat(why).contains("more columns"))
                .containsKeys("DIRTY016", "DIRTY018", "DIRTY020");
        var won = opportunity("DIRTY001").path("fields");
        assertThat(won.path("stage").asString()).isEqualTo("won");
        assertThat(won.path("created_at").asString()).startsWith("2016-10-20T00:00");
        assertThat(won.path("closed_at").asString()).startsWith("2017-03-01T00:00");
        assertThat(won.path("owner").path("title").asString()).isEqualTo("Ada Quill");
        assertThat(opportunity("DIRTY002").path("fields").path("name").asString())
                .isEqualTo("GTX Pro – Dirty Bearings");
        assertThat(opportunity("DIRTY006").path("fields").path("stage").asString())
                .isEqualTo("needs_confirmed");
        assertThat(opportunity("DIRTY008").path("fields").path("stage").asString())
                .isEqualTo("initial_contact");
    }

    @Test
    @Order(6)
    void the_returned_file_runs_no_formula_and_can_be_mended_and_sent_again() {
        var answer = crm.run("opportunities", dirty("pipeline"), true);
        var csv = admin().get(answer.body().path("errors_url").asString()).raw().body();

        assertThat(csv).startsWith("\uFEFFopportunity_id,").contains("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
        assertThat(csv).contains("'-5,");
        var mended = csv.replace("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"", "Dirty Bearings");
        assertThat(CrmImport.counts(crm.run("opportunities", mended.getBytes(StandardCharsets.UTF_8), false)))
                .startsWith(13, 1);
    }

    @Test
    @Order(7)
    void whoever_has_a_deal_with_a_customer_sees_it_and_nobody_else() {
        var ada = person("Ada Quill");
        people.setDemoPassword(
                List.of(
                        ada.id(),
                        person("Falk Stone").id(),
                        person("Bert Rowan").id()),
                PASSWORD);
        var seen = loggedIn(ada).get("/api/records/customer?fields=name").body().path("items");

        assertThat(seen.valueStream()
                        .map(item -> item.path("fields").path("name").asString()))
                .containsExactlyInAnyOrder("Dirty Tube Works", "Dirty Steel Group", "Dirty Bearings");
        assertThat(loggedIn(person("Falk Stone"))
                        .get("/api/records/opportunity")
                        .body()
                        .path("items")
                        .size())
                .isZero();
        assertThat(loggedIn(person("Bert Rowan"))
                        .get("/api/records/opportunity?limit=50")
                        .body()
                        .path("items")
                        .size())
                .isEqualTo(7);
    }

    @Test
    @Order(8)
    void the_same_file_again_makes_nothing_new() {
        assertThat(CrmImport.counts(crm.run("customers", dirty("accounts"), false)))
                .containsExactly(9, 0, 0, 5, 4);
        assertThat(CrmImport.counts(crm.run("people", dirty("teams"), false))).containsExactly(6, 0, 0, 5, 1);
    }

    @Test
    void an_import_without_migrate_meets_the_rules_of_the_page() {
        var mapping = """
                form: opportunity
                fields:
                  name: {column: name}
                  customer: {column: customer}
                  business_type: {value: machine}
                  stage: {column: stage}
                """;
        var rep = loggedIn(somebody("sales_rep"));
        rep.post("/api/records/customer", Map.of("fields", Map.of("name", "Gate Works", "industry", "machinery")));
        var csv = "name,customer,stage\nOpen,Gate Works,initial_contact\nWon at once,Gate Works,won\n";
        var refused = CrmImport.run(rep, mapping, csv.getBytes(StandardCharsets.UTF_8), false);

        // who may write opportunities one by one may still not import them
        assertThat(refused.status()).isEqualTo(403);
    }

    @Test
    void excel_files_from_china_are_read_and_broken_ones_told_by_line() {
        var csv = "单位,联系人\n苏州轴承厂,李四\n".getBytes(Charset.forName("GB18030"));
        var marketing = loggedIn(somebody("marketing"));
        var broken = "单位,联系人\n苏州轴承厂,李四\nx\uFFFDy,王五\n".getBytes(StandardCharsets.UTF_8);
        broken[broken.length - 12] = (byte) 0xFF;

        var read = CrmImport.run(marketing, MAPPING, csv, true);
        assertThat(read.status()).as(read.raw().body()).isEqualTo(200);
        assertThat(CrmImport.counts(read).getFirst()).isEqualTo(1);
        var refused = CrmImport.run(marketing, MAPPING, broken, true);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().path("errors").path(0).path("code").asString())
                .isEqualTo("bad_encoding");
        assertThat(refused.body().path("errors").path(0).path("message").asString())
                .contains("Line 3");
    }

    @Test
    void what_the_mapping_gets_wrong_is_told_by_its_place() {
        for (var wrong : List.of(
                "form: lead\nfields: {no_such: {column: 单位}}",
                "form: lead\nfields: {name: {column: nowhere}}",
                "form: lead\nfields: {name: {colum: 单位}}",
                "form: lead\nfields: {name: {column: 单位, value: 1}}",
                "form: [",
                "")) {
            var refused = CrmImport.run(
                    admin(), wrong + "\nmigrate: true\n", "单位\nx\n".getBytes(StandardCharsets.UTF_8), true);
            assertThat(refused.status()).as(wrong + refused.raw().body()).isEqualTo(422);
            assertThat(refused.body().path("errors").path(0).path("field").asString())
                    .startsWith("mapping");
        }
    }
}
