package io.chengdan.sales;

import static io.chengdan.kernel.Refusals.faults;
import static io.chengdan.kernel.Refusals.refused;
import static io.chengdan.kernel.Refusals.unmet;
import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.Worker;
import io.chengdan.kernel.access.CutDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The application as it ships, at work on a real database. */
class SellingTest {

    private static Fixture given;
    private static Worker rep;
    private static Worker colleague;
    private static Worker manager;
    private static Worker otherManager;
    private static Worker engineer;
    private static int next;

    private UUID customer = UUID.randomUUID();

    @BeforeAll
    static void open() {
        given = Fixture.of(Fixture.read(Path.of("src/main/resources/app")));
        given.department("sales_center", "company")
                .department("east", "sales_center")
                .department("south", "sales_center")
                .department("tech_center", "company");
        rep = given.person("Li", "east", "sales_rep");
        colleague = given.person("Zhou", "east", "sales_rep");
        manager = given.person("Ma", "east", "regional_manager");
        otherManager = given.person("Sun", "south", "regional_manager");
        engineer = given.person("Wu", "tech_center", "technical_engineer");
    }

    @AfterAll
    static void close() {
        given.close();
    }

    @BeforeEach
    void customer() {
        customer = rep.creates(
                "customer",
                "name",
                "Changzhou Press " + next++,
                "industry",
                "machinery",
                "region",
                "320412",
                "phone",
                "0519-8866 1234");
    }

    private UUID opportunity() {
        return rep.creates("opportunity", "name", "Laser line", "customer", customer);
    }

    @Test
    @Tag("A4")
    void a_technical_engineer_sees_the_name_and_exactly_two_tabs() {
        assertThat(engineer.gets("customer", customer).fields().keySet()).containsExactly("name");
        assertThat(engineer.gets("customer", customer).access().write()).isEmpty();
        var forms = (List<?>) CutDefinition.of(engineer.plan()).get("forms");
        var form = (Map<?, ?>) forms.stream()
                .filter(each -> "customer".equals(((Map<?, ?>) each).get("key")))
                .findFirst()
                .orElseThrow();
        assertThat((List<?>) form.get("tabs"))
                .extracting(tab -> ((Map<?, ?>) tab).get("key"))
                .isEqualTo(List.of("minutes", "requirements"));
        refused("not_found", () -> engineer.gets("opportunity", opportunity()));
        refused("action_refused", () -> engineer.changes("customer", customer, "name", "Mine"));
        refused("unknown_field", () -> engineer.lists(Map.of("form", "customer", "sort", "region")));
    }

    @Test
    @Tag("A4")
    void a_commercial_entry_stays_among_sales_people() {
        var open = rep.creates("activity", "customer", customer, "kind", "visit", "summary", "Saw the workshop");
        var priced = rep.creates(
                "activity", "customer", customer, "kind", "call", "summary", "Spoke of the price", "commercial", true);
        assertThat(engineer.sees("activity", open)).isTrue();
        assertThat(engineer.sees("activity", priced)).isFalse();
        assertThat(manager.sees("activity", priced)).isTrue();
    }

    @Test
    @Tag("A4")
    void a_customer_is_its_owners_their_managers_and_its_teams() {
        assertThat(manager.sees("customer", customer)).isTrue();
        assertThat(otherManager.sees("customer", customer)).isFalse();
        assertThat(colleague.sees("customer", customer)).isFalse();
        given.team("customer", customer, colleague, true);
        assertThat(colleague.sees("customer", customer)).isTrue();
        assertThat(faults(() -> rep.changes("customer", customer, "owner", colleague.id())))
                .containsExactly("owner not_writable");
        manager.changes("customer", customer, "owner", colleague.id());
        assertThat(rep.sees("customer", customer)).isFalse();
    }

    @Test
    @Tag("B2")
    void an_opportunity_goes_through_its_gates_one_by_one() {
        var deal = opportunity();
        assertThat(rep.reads("opportunity", deal, "stage")).isEqualTo("initial_contact");
        assertThat(unmet(() -> rep.moves("opportunity", deal, "needs_confirmed")))
                .containsExactly("first_visit", "basics");
        logs(deal, "visit", "first_visit");
        rep.changes(
                "opportunity",
                deal,
                "product_line",
                "bending",
                "amount",
                "880000",
                "expected_close",
                "2027-02-01",
                "source",
                source());
        rep.moves("opportunity", deal, "needs_confirmed");

        assertThat(unmet(() -> rep.moves("opportunity", deal, "solution_design")))
                .containsExactly("requirement_visit", "requirement", "decision_maker", "signed_survey");
        logs(deal, "visit", "requirement");
        var requirement = rep.creates(
                "requirement",
                "title",
                "Parts up to 12 mm",
                "customer",
                customer,
                "opportunity",
                deal,
                "status",
                "current");
        rep.creates("contact", "name", "Director Chen", "customer", customer, "decision_role", "decides");
        given.attach(deal, "signed_survey");
        rep.moves("opportunity", deal, "solution_design");

        assertThat(unmet(() -> rep.moves("opportunity", deal, "solution_confirmed")))
                .containsExactly("alignment_meeting", "feasible", "solution_file");
        rep.creates(
                "activity",
                "customer",
                customer,
                "opportunity",
                deal,
                "kind",
                "meeting",
                "purpose",
                "technical_alignment",
                "summary",
                "Went through the drawings",
                "participants",
                List.of(engineer.id()));
        engineer.changes("requirement", requirement, "feasibility", "feasible");
        given.attach(deal, "solution");
        rep.moves("opportunity", deal, "solution_confirmed");
        assertThat(manager.reads("opportunity", deal, "stage")).isEqualTo("solution_confirmed");
        assertThat(faults(() -> rep.changes("opportunity", deal, "business_type", "service")))
                .containsExactly("business_type not_writable");
    }

    private void logs(UUID deal, String kind, String purpose) {
        rep.creates(
                "activity",
                "customer",
                customer,
                "opportunity",
                deal,
                "kind",
                kind,
                "purpose",
                purpose,
                "summary",
                "Walked through the workshop");
    }

    private static String source() {
        return given.app()
                .definition()
                .choiceSet("source")
                .orElseThrow()
                .options()
                .getFirst()
                .key();
    }

    @Test
    @Tag("B2")
    void a_lost_opportunity_says_why_and_reopens_by_a_manager() {
        var deal = opportunity();
        assertThat(unmet(() -> rep.moves("opportunity", deal, "lost"))).containsExactly("lost_reason");
        rep.changes("opportunity", deal, "stage", "lost", "lost_reason", "budget");
        refused("action_refused", () -> rep.moves("opportunity", deal, "initial_contact", "budget found", null));
        manager.moves("opportunity", deal, "initial_contact", "budget found", null);
        assertThat(rep.reads("opportunity", deal, "closed_at")).isNull();
    }

    @Test
    @Tag("A1")
    void the_same_company_is_not_entered_twice() {
        rep.creates(
                "customer", "name", "Wuxi Tools (China)", "industry", "machinery", "credit_code", "91320211MA1XQ2WM3B");
        assertThat(faults(() -> colleague
                        .creates(
                                "customer",
                                "name",
                                "Another",
                                "industry",
                                "machinery",
                                "credit_code",
                                "91320211MA1XQ2WM3B")
                        .toString()))
                .containsExactly("credit_code not_unique");
    }

    @Test
    @Tag("C3")
    void a_new_quote_is_a_draft_that_only_actions_approve() {
        var deal = opportunity();
        var quote = rep.creates(
                "quote",
                "customer",
                customer,
                "opportunity",
                deal,
                "version",
                1,
                "valid_until",
                "2027-01-01",
                "payment_terms",
                "30/60/10");
        assertThat(rep.reads("quote", quote, "status")).isEqualTo("draft");
        assertThat(faults(() -> rep.changes("quote", quote, "status", "approved")))
                .containsExactly("status not_writable");
    }
}
