package io.chengdan.sales;

import static io.chengdan.kernel.Refusals.faults;
import static io.chengdan.kernel.Refusals.refused;
import static io.chengdan.kernel.Refusals.unmet;
import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.Worker;
import io.chengdan.kernel.access.CutDefinition;
import io.chengdan.kernel.access.Explain;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.problem.Unmet.Fix;
import io.chengdan.kernel.problem.Unmet.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
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
    private static Worker director;
    private static Worker marketing;
    private static Worker finance;
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
        director = given.person("Dong", "sales_center", "sales_director");
        marketing = given.person("Shi", "company", "marketing");
        finance = given.person("Cai", "company", "finance");
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
                "customer", "name", "Wuxi Tools (China)", "industry", "machinery", "credit_code", "91320211MA1XQ2WM3J");
        assertThat(faults(() -> colleague
                        .creates(
                                "customer",
                                "name",
                                "Another",
                                "industry",
                                "machinery",
                                "credit_code",
                                "91320211MA1XQ2WM3J")
                        .toString()))
                .containsExactly("credit_code not_unique");
        assertThat(faults(() -> rep.changes("customer", customer, "credit_code", "91320211MA1XQ2WM3B")))
                .as("a slip of the pen")
                .containsExactly("credit_code check");
        rep.changes("customer", customer, "credit_code", "91110000600037341l");
    }

    @Test
    @Tag("B2")
    void what_is_there_already_is_completed_and_not_made_anew() {
        var deal = opportunity();
        assertThat(way(deal, "contract_draft").kind()).isEqualTo(Kind.CREATE);
        var contract = rep.creates(
                "contract", "number", "C-" + next++, "customer", customer, "opportunity", deal, "amount", "880000");
        assertThat(way(deal, "contract_draft"))
                .returns(Kind.FILL, Fix::kind)
                .returns(contract.toString(), Fix::id)
                .returns("payment_terms", Fix::field);
        assertThat(way(deal, "two_persons"))
                .returns(Kind.ASK, Fix::kind)
                .returns(List.of("regional_manager", "finance"), Fix::roles);

        assertThat(way(deal, "approved_quote").kind()).isEqualTo(Kind.CREATE);
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
        assertThat(way(deal, "approved_quote"))
                .as("it wants to be submitted, so it is opened")
                .returns(Kind.FILL, Fix::kind)
                .returns(quote.toString(), Fix::id)
                .returns(null, Fix::field);

        rep.creates("requirement", "title", "Parts", "customer", customer, "opportunity", deal, "status", "current");
        assertThat(way(deal, "feasible").kind()).as("the engineer's to judge").isEqualTo(Kind.ASK);
    }

    /** How a rule on the way to the signing is met, as the rep is told. */
    private static Fix way(UUID deal, String rule) {
        var refusal = (Problem.GateUnmet) refused("gate_unmet", () -> rep.moves("opportunity", deal, "signing"));
        return refusal.unmet().stream()
                .filter(each -> each.rule().equals(rule))
                .findFirst()
                .orElseThrow()
                .fix();
    }

    @Test
    @Tag("A3")
    void the_state_of_an_instalment_is_one_of_three_options() {
        var contract = rep.creates(
                "contract",
                "number",
                "C-" + next++,
                "customer",
                customer,
                "opportunity",
                opportunity(),
                "amount",
                "900");
        var plan = rep.creates(
                "payment_plan", "contract", contract, "customer", customer, "due", "2027-01-01", "amount", "900");
        assertThat(rep.reads("payment_plan", plan, "status")).isEqualTo("open");
        assertThat(rep.lists(Map.of(
                                "form",
                                "payment_plan",
                                "where",
                                Map.of("field", "status", "op", "in", "value", List.of("open", "partly"))))
                        .items())
                .extracting(item -> item.id())
                .contains(plan);
        assertThat(field("payment_plan", "status"))
                .containsEntry("result", "choice")
                .extractingByKey("options")
                .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
                .extracting(option -> option.get("key"))
                .isEqualTo(List.of("open", "partly", "paid"));
    }

    /** A field as the rep's client is told of it. */
    private static Map<String, Object> field(String form, String key) {
        return parts(CutDefinition.of(rep.plan()), "forms")
                .filter(each -> form.equals(each.get("key")))
                .flatMap(each -> parts(each, "fields"))
                .filter(each -> key.equals(each.get("key")))
                .findFirst()
                .orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static Stream<Map<String, Object>> parts(Map<String, ?> of, String name) {
        return ((List<Map<String, Object>>) of.get(name)).stream();
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

    private UUID quote(UUID deal, int version, Map<String, Object> line) {
        return rep.creates(
                "quote",
                "customer",
                customer,
                "opportunity",
                deal,
                "version",
                version,
                "valid_until",
                "2027-01-01",
                "payment_terms",
                "30/60/10",
                "lines",
                List.of(line));
    }

    private static UUID product(String price, @Nullable String cost) {
        return director.creates(
                "product",
                "code",
                "P-" + next++,
                "name",
                "Tool",
                "unit",
                "piece",
                "list_price",
                price,
                "cost",
                cost,
                "tax_rate",
                "13");
    }

    @Test
    @Tag("C3")
    void the_products_of_a_quote_decide_whether_it_passes_by_itself() {
        var deal = opportunity();
        var known = quote(deal, 1, Map.of("product", product("10000", "5000"), "quantity", 2));
        var line = (Map<?, ?>) ((List<?>) rep.reads("quote", known, "lines")).getFirst();
        assertThat(line.get("price")).isEqualTo("10000.00");
        assertThat(line.get("unit")).isEqualTo("piece");
        assertThat(manager.reads("quote", known, "lines_cost")).isEqualTo("10000.00");
        assertThat(rep.gets("quote", known).fields()).doesNotContainKeys("lines_cost", "cost", "margin");
        rep.acts("quote", known, "submit");
        assertThat(rep.reads("quote", known, "status")).isEqualTo("approved");

        var unknown = quote(deal, 2, Map.of("product", product("10000", null)));
        assertThat(manager.reads("quote", unknown, "margin")).isNull();
        rep.acts("quote", unknown, "submit");
        assertThat(rep.reads("quote", unknown, "status"))
                .as("an unknown cost is no low cost")
                .isEqualTo("submitted");
        refused("action_refused", () -> manager.acts("quote", unknown, "approve"));

        var cheap = quote(deal, 3, Map.of("product", product("10000", "5000"), "price", "9000"));
        rep.acts("quote", cheap, "submit");
        assertThat(rep.reads("quote", cheap, "status"))
                .as("a price below the list is a discount")
                .isEqualTo("submitted");
    }

    @Test
    @Tag("C3")
    void nobody_approves_a_quote_they_wrote_own_or_submitted() {
        var deal = manager.creates("opportunity", "name", "Own line", "customer", customer);
        var own = manager.creates(
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
                "30/60/10",
                "lines",
                List.of(Map.of("product", product("200000", "50000"))));
        manager.acts("quote", own, "submit");
        refused("action_refused", () -> manager.acts("quote", own, "approve"));

        var theirs = quote(opportunity(), 1, Map.of("product", product("200000", "50000")));
        manager.acts("quote", theirs, "submit");
        refused("action_refused", () -> manager.acts("quote", theirs, "approve"));
        refused("action_refused", () -> rep.acts("quote", theirs, "approve"));
        refused("not_found", () -> otherManager.acts("quote", own, "approve"));
        director.acts("quote", theirs, "approve");
        assertThat(rep.reads("quote", theirs, "status")).isEqualTo("approved");
        assertThat(finance.plan().form("quote").ever().knows("margin")).isFalse();
    }

    @Test
    @Tag("B3")
    void the_moment_a_lead_is_assigned_is_set_by_the_machine() {
        var lead = rep.creates(
                "lead",
                "name",
                "Suzhou Bearings",
                "contact_name",
                "Qian",
                "phone",
                "0512-1234567",
                "region",
                "320412",
                "source",
                source());
        var first = rep.reads("lead", lead, "assigned_at");
        assertThat(first).as("who takes it down has it").isEqualTo(rep.reads("lead", lead, "created_at"));

        given.clock().moves(Duration.ofHours(5));
        rep.changes("lead", lead, "need", "rolling");
        assertThat(rep.reads("lead", lead, "assigned_at")).isEqualTo(first);
        marketing.changes("lead", lead, "owner", colleague.id());
        assertThat(colleague.reads("lead", lead, "assigned_at"))
                .isEqualTo(colleague.reads("lead", lead, "updated_at"))
                .isNotEqualTo(first);
        assertThat(faults(() -> marketing.changes("lead", lead, "assigned_at", "2026-01-01T00:00:00Z")))
                .containsExactly("assigned_at not_writable");

        var second = colleague.reads("lead", lead, "assigned_at");
        marketing.changes("lead", lead, "owner", null);
        assertThat(marketing.reads("lead", lead, "assigned_at")).isEqualTo(second);
        given.clock().moves(Duration.ofHours(1));
        marketing.changes("lead", lead, "owner", rep.id());
        assertThat(rep.reads("lead", lead, "assigned_at")).isEqualTo(rep.reads("lead", lead, "updated_at"));
    }

    @Test
    @Tag("A4")
    void marketing_knows_no_price_list_and_no_recording_of_a_deal() {
        refused("not_found", () -> marketing.lists(Map.of("form", "price_list")));
        var opportunity = marketing.plan().form("opportunity").ever();
        assertThat(opportunity.attachments()).isEmpty();
        assertThat(opportunity.tabs()).doesNotContainKey("attachments");
    }

    @Test
    @Tag("A1")
    void who_accepted_the_solution_stays_with_the_customer_of_the_deal() {
        var deal = opportunity();
        var contact = rep.creates("contact", "name", "Director Chen", "customer", customer);
        rep.changes("opportunity", deal, "solution_accepted_by", contact, "key_contacts", List.of(contact));
        var elsewhere = rep.creates("customer", "name", "Elsewhere " + next++, "industry", "machinery");

        assertThat(faults(() -> rep.changes("opportunity", deal, "customer", elsewhere)))
                .containsExactlyInAnyOrder("solution_accepted_by not_to_be_picked", "key_contacts not_to_be_picked");
        rep.changes(
                "opportunity", deal, "customer", elsewhere, "solution_accepted_by", null, "key_contacts", List.of());
    }

    @Test
    @Tag("A7")
    void who_only_reads_in_a_team_hangs_nothing_below_the_record() {
        var deal = opportunity();
        given.team("customer", customer, colleague, false);
        assertThat(colleague.sees("customer", customer)).isTrue();
        for (var missing : List.of(customer, UUID.randomUUID())) {
            assertThat(faults(() -> colleague.creates("contact", "name", "Mine", "customer", missing)))
                    .containsExactly("customer no_such_record");
            assertThat(faults(() -> colleague.creates("opportunity", "name", "Mine", "customer", missing)))
                    .containsExactly("customer no_such_record");
        }
        given.team("opportunity", deal, colleague, false);
        assertThat(faults(() -> colleague.creates(
                        "activity", "opportunity", deal, "customer", customer, "kind", "call", "summary", "x")))
                .containsExactlyInAnyOrder("customer no_such_record", "opportunity no_such_record");
        given.superuser().execute("update kernel.team set may_write = true where record = ?", customer);
        colleague.creates("contact", "name", "Ours", "customer", customer);
    }

    @Test
    @Tag("A4")
    void history_and_team_are_for_those_with_the_tab_and_the_owner() {
        refused("not_found", () -> engineer.history("customer", customer));
        refused("not_found", () -> marketing.history("opportunity", opportunity()));
        refused("not_found", () -> given.teams().of(engineer.plan(), "customer", customer));
        assertThat(manager.history("customer", customer)).hasSize(1);
        assertThat(given.teams().of(manager.plan(), "customer", customer)).isEmpty();
    }

    @Test
    @Tag("A4")
    void refusals_and_explanations_name_nothing_hidden() {
        var deal = opportunity();
        for (var title : List.of("Old", "New")) {
            rep.creates(
                    "requirement",
                    "title",
                    title,
                    "customer",
                    customer,
                    "opportunity",
                    deal,
                    "version",
                    title.equals("Old") ? 1 : 2,
                    "status",
                    title.equals("Old") ? "current" : "draft");
        }
        var draft = engineer.lists(Map.of(
                        "form",
                        "requirement",
                        "where",
                        Map.of(
                                "and",
                                List.of(
                                        Map.of("field", "customer", "op", "eq", "value", customer.toString()),
                                        Map.of("field", "title", "op", "eq", "value", "New")))))
                .items()
                .getFirst()
                .id();
        var refused = refused("not_unique", () -> engineer.changes("requirement", draft, "status", "current"));
        assertThat(faults(refused)).containsExactly(" not_unique");
        assertThat(refused.text().zh()).doesNotContain("商机");
        assertThat(faults(() -> rep.changes("requirement", draft, "status", "current")))
                .containsExactly("opportunity not_unique");

        rep.creates("contract", "number", "C-" + next++, "customer", customer, "opportunity", deal);
        assertThat(finance.plan().form("customer").ever().knows("contracts")).isFalse();
        var explained = new Explain(given.db()).of(finance.plan(), "customer", customer, null);
        assertThat(explained.visible()).isTrue();
        assertThat(explained.toString()).doesNotContain("contracts");
    }
}
