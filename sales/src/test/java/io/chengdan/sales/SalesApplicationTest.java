package io.chengdan.sales;

import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.DefinitionFiles;
import io.chengdan.kernel.definition.Pipeline;
import io.chengdan.kernel.definition.Role;
import io.chengdan.kernel.release.RuleCompiler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Holds the files of the sales application to the design: its pipeline (A1) and its rights (A2). */
class SalesApplicationTest {

    private static final Definition APP = DefinitionFiles.read(Path.of("src/main/resources/app"));

    private static final List<String> ROLES = List.of(
            "sales_rep",
            "regional_manager",
            "sales_director",
            "executive",
            "marketing",
            "technical_engineer",
            "technical_director",
            "production",
            "after_sales",
            "finance",
            "process_admin");

    /** The table of the design: c create, r read, w change, d delete, - not in the definition; masks apart. */
    private static final Map<String, String> MATRIX = Map.ofEntries(
            Map.entry("lead", "crw crwd crwd r crw - - - - - r"),
            Map.entry("customer", "crw crwd crwd r r r r r r rw r"),
            Map.entry("contact", "crw crwd crwd r - - - - r - r"),
            Map.entry("activity", "crw crw crw r - crw crw - crw - r"),
            Map.entry("requirement", "crw crw crw r - crw crw r r - r"),
            Map.entry("opportunity", "crw crwd crwd r r - r - - r r"),
            Map.entry("task", "crw crw crw crw crw crw crw crw crw crw crw"),
            Map.entry("product", "r r crw r r r rw r r r rw"),
            Map.entry("price_list", "r r crw r - - - - - rw r"),
            Map.entry("quote", "crw crw crw r - - - - - r r"),
            Map.entry("contract", "crw crw crw r - - - - - rw r"),
            Map.entry("order", "cr cr cr r - - - rw r crw r"),
            Map.entry("delivery", "r r r r - - - crw rw r r"),
            Map.entry("invoice", "r r r r - - - - - crw r"),
            Map.entry("receipt", "r r r r - - - - - crw r"),
            Map.entry("payment_plan", "crw crw crw r - - - - - rw r"),
            Map.entry("equipment", "r r r r - - - r crw r r"));

    @Test
    void every_expression_means_something_where_it_stands() {
        var faults = new ArrayList<String>();
        RuleCompiler.compile(APP, (file, path, code, message) -> faults.add(file + " " + path + ": " + message.en()));
        assertThat(faults).isEmpty();
    }

    @Test
    @Tag("B1")
    void the_pipeline_has_seven_nodes_within_67_days() {
        var sales = APP.pipelines().stream()
                .filter(pipeline -> pipeline.key().equals("sales"))
                .findFirst()
                .orElseThrow();
        var open = sales.stages().stream()
                .filter(stage -> stage.kind() == Pipeline.StageKind.OPEN)
                .toList();
        assertThat(open).hasSize(7).allSatisfy(stage -> {
            assertThat(stage.node()).isNotNull();
            assertThat(stage.gate()).isNotEmpty();
        });
        assertThat(open.stream().mapToInt(Pipeline.Stage::targetDays).sum()).isEqualTo(67);
    }

    @Test
    @Tag("B1")
    void every_type_of_business_has_its_pipeline() {
        var types = APP.form("opportunity").orElseThrow().field("business_type").orElseThrow();
        var whens = APP.pipelinesOf("opportunity").stream()
                .map(Pipeline::when)
                .toList()
                .toString();
        assertThat(APP.optionsOf(APP.form("opportunity").orElseThrow(), types))
                .allSatisfy(option -> assertThat(whens).contains('"' + option.key() + '"'));
    }

    @Test
    @Tag("A4")
    void roles_may_do_what_the_table_says_and_nothing_else() {
        var wanted = new TreeMap<String, String>();
        var given = new TreeMap<String, String>();
        MATRIX.forEach((form, row) -> {
            var cells = List.of(row.split(" "));
            for (int i = 0; i < ROLES.size(); i++) {
                wanted.put(form + " " + ROLES.get(i), cells.get(i));
                given.put(
                        form + " " + ROLES.get(i),
                        letters(APP.role(ROLES.get(i)).orElseThrow().forms().get(form)));
            }
        });
        assertThat(given).isEqualTo(wanted);
        assertThat(APP.role("system_admin").orElseThrow().forms()).isEmpty();
    }

    private static String letters(Role.Grant grant) {
        if (grant == null) {
            return "-";
        }
        var letters = new StringBuilder();
        letters.append(grant.actions().containsKey("create") ? "c" : "");
        letters.append(grant.rows().isEmpty() ? "" : "r");
        letters.append(grant.actions().containsKey("update") ? "w" : "");
        letters.append(grant.actions().containsKey("delete") ? "d" : "");
        return letters.toString();
    }

    @Test
    @Tag("A4")
    void a_technical_engineer_has_the_name_and_two_tabs_of_a_customer() {
        var customer = APP.role("technical_engineer").orElseThrow().forms().get("customer");
        assertThat(customer.read()).containsExactly("name");
        assertThat(customer.write()).isEmpty();
        assertThat(customer.tabs()).containsOnlyKeys("requirements", "minutes").containsValue(Role.Right.WRITE);
        assertThat(APP.role("technical_engineer")
                        .orElseThrow()
                        .forms()
                        .get("requirement")
                        .read())
                .doesNotContain("opportunity");
    }

    @Test
    @Tag("A4")
    void costs_floors_and_credit_limits_stay_with_those_who_need_them() {
        assertThat(seeing("quote", "cost"))
                .containsExactlyInAnyOrder("regional_manager", "sales_director", "executive");
        assertThat(seeing("quote", "margin"))
                .containsExactlyInAnyOrder("regional_manager", "sales_director", "executive");
        // the cost of a quote is the sum of its products', so finance, who see no quote's cost, see no product's
        assertThat(seeing("product", "cost"))
                .containsExactlyInAnyOrder("regional_manager", "sales_director", "executive");
        assertThat(seeing("customer", "health"))
                .containsExactlyInAnyOrder(
                        "sales_rep", "regional_manager", "sales_director", "executive", "after_sales");
        assertThat(seeing("customer", "credit_limit"))
                .containsExactlyInAnyOrder("regional_manager", "sales_director", "executive", "finance");
        assertThat(APP.role("finance").orElseThrow().forms().get("customer").write())
                .containsExactly("credit_limit");
        assertThat(APP.role("sales_rep").orElseThrow().forms().get("price_list").read())
                .contains("lines.price", "lines.discount_limit")
                .doesNotContain("lines", "lines.floor");
    }

    @Test
    @Tag("A4")
    void amounts_phones_and_mail_are_masked_for_whom_the_table_says() {
        for (var form : APP.forms()) {
            var grant = APP.role("process_admin").orElseThrow().forms().get(form.key());
            var personal = List.of("phone", "email");
            form.fields().stream()
                    .filter(field ->
                            field.commercial() || personal.contains(field.type().key()))
                    .filter(field -> !form.key().equals("product"))
                    .forEach(field -> {
                        assertThat(grant.read()).doesNotContain(field.key());
                        assertThat(grant.mask()).containsKey(field.key());
                    });
        }
        for (var role : List.of("production", "after_sales", "finance")) {
            assertThat(APP.role(role).orElseThrow().forms().get("customer").mask())
                    .containsKey("phone");
        }
        assertThat(APP.role("after_sales").orElseThrow().forms().get("contact").mask())
                .containsKeys("mobile", "phone", "email", "wechat");
    }

    /** What is said or written in a file cannot be masked, so who sees a form without its amounts sees no such file of it. */
    @Test
    @Tag("A4")
    void files_that_may_tell_amounts_stay_with_those_who_see_them() {
        for (var form : List.of("opportunity", "order", "contract", "quote")) {
            for (var role : APP.roles()) {
                var grant = role.forms().get(form);
                var amount = form.equals("quote") ? "total" : "amount";
                if (grant != null && !seeing(form, amount).contains(role.key())) {
                    assertThat(grant.attachments().keySet())
                            .as(role.key() + " " + form)
                            .doesNotContain("voice", "other", "quote", "contract_scan");
                }
            }
        }
    }

    @Test
    @Tag("A4")
    void files_go_to_the_roles_of_the_table() {
        var sales = List.of("sales_rep", "regional_manager", "sales_director");
        assertThat(filing("technical_agreement"))
                .containsExactlyInAnyOrderElementsOf(with(
                        sales, "executive", "technical_engineer", "technical_director", "production", "after_sales"));
        assertThat(filing("signed_survey"))
                .containsExactlyInAnyOrderElementsOf(
                        with(sales, "executive", "technical_engineer", "technical_director", "production"));
        assertThat(filing("quote")).containsExactlyInAnyOrderElementsOf(with(sales, "executive", "finance"));
        assertThat(filing("contract_scan")).containsExactlyInAnyOrderElementsOf(with(sales, "executive", "finance"));
        assertThat(filing("acceptance"))
                .containsExactlyInAnyOrderElementsOf(with(sales, "executive", "after_sales", "finance"));
    }

    private static List<String> with(List<String> some, String... more) {
        var all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }

    /** Roles that see files of the category on any form. */
    private static List<String> filing(String category) {
        return APP.roles().stream()
                .filter(role -> role.forms().values().stream()
                        .anyMatch(grant -> grant.attachments().containsKey(category)))
                .map(Role::key)
                .toList();
    }

    /** Roles that see the field's whole value. */
    private static List<String> seeing(String form, String field) {
        return APP.roles().stream()
                .filter(role -> role.forms().containsKey(form))
                .filter(role -> role.forms().get(form).read().contains(field)
                        || role.forms().get(form).write().contains(field))
                .map(Role::key)
                .toList();
    }

    @Test
    @Tag("I4")
    void the_files_keep_their_meaning_when_written_and_read_again() {
        assertThat(DefinitionFiles.read(DefinitionFiles.write(APP))).isEqualTo(APP);
    }
}
