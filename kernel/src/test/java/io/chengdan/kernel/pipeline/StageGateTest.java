package io.chengdan.kernel.pipeline;

import static io.chengdan.kernel.Refusals.faults;
import static io.chengdan.kernel.Refusals.refused;
import static io.chengdan.kernel.Refusals.unmet;
import static io.chengdan.kernel.Worker.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.Worker;
import io.chengdan.kernel.pipeline.Checklists.Item;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.problem.Unmet;
import io.chengdan.kernel.problem.Unmet.Kind;
import io.chengdan.kernel.record.Change;
import io.chengdan.kernel.record.WriteRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contact → design → offer → won or lost; the gates are those of the workshop's {@code pipelines/sales.yaml}. */
@Tag("B2")
class StageGateTest {

    private static final String LONG_REASON = "The customer insists on it";

    private static Fixture given;
    private static Worker rep;
    private static Worker manager;
    private static Worker director;
    private static Worker stranger;
    private static UUID product;

    private UUID customer = UUID.randomUUID();
    private int next;

    @BeforeAll
    static void open() {
        given = Fixture.workshop();
        given.department("east", "company");
        given.department("west", "company");
        rep = given.person("Li", "east", "rep");
        manager = given.person("Ma", "east", "manager");
        director = given.person("Dong", "company", "director");
        stranger = given.person("Xu", "west", "manager");
        product = director.creates("product", "name", "Lathe", "price", "200");
    }

    @AfterAll
    static void close() {
        given.close();
    }

    @BeforeEach
    void customer() {
        customer = rep.creates("customer", "name", UUID.randomUUID().toString());
    }

    private Map<String, @Nullable Object> deal(@Nullable Object... more) {
        var fields = fields(more);
        fields.putIfAbsent("name", "Deal " + next++);
        fields.put("customer", customer);
        return fields;
    }

    private UUID opens(@Nullable Object... more) {
        return rep.creates("deal", deal(more));
    }

    private static void visits(UUID deal) {
        rep.creates("visit", "deal", deal, "kind", "onsite", "summary", "Met the boss");
    }

    /** A deal in design. */
    private UUID inDesign(@Nullable Object... more) {
        var deal = opens(more);
        visits(deal);
        rep.changes("deal", deal, "closes", "2026-12-31");
        rep.moves("deal", deal, "design");
        return deal;
    }

    /** A deal in offer. */
    private UUID inOffer() {
        var deal = inDesign("lines", List.of(Map.of("product", product)));
        given.attach(deal, "signed");
        manager.changes("deal", deal, "secret", "hush");
        rep.moves("deal", deal, "offer");
        return deal;
    }

    /** A deal that is won. */
    private UUID won() {
        var deal = inOffer();
        var quote = rep.creates("quote", "deal", deal, "issue", 1);
        rep.acts("quote", quote, "submit");
        manager.acts("quote", quote, "settle");
        manager.acts("deal", deal, "approve");
        rep.creates("visit", "customer", customer, "kind", "onsite", "confidential", true);
        rep.moves("deal", deal, "won");
        return deal;
    }

    private static @Nullable Object stage(UUID deal) {
        return director.reads("deal", deal, "stage");
    }

    private static List<Record> transitions(UUID deal) {
        return given
                .superuser()
                .fetch("select * from kernel.transition where record = ? order by at, id", deal)
                .stream()
                .map(Record.class::cast)
                .toList();
    }

    // ---- the gate holds

    @Test
    void a_deal_begins_in_the_first_stage_and_moves_when_nothing_is_missing() {
        var deal = opens();
        assertThat(stage(deal)).isEqualTo("contact");
        assertThat(unmet(() -> rep.moves("deal", deal, "design"))).containsExactly("visited", "closes");

        visits(deal);
        assertThat(unmet(() -> rep.moves("deal", deal, "design"))).containsExactly("closes");
        given.clock().moves(Duration.ofDays(3));
        rep.changes("deal", deal, "closes", "2026-12-31", "stage", "design");

        assertThat(stage(deal)).isEqualTo("design");
        assertThat(transitions(deal)).extracting(row -> row.get("kind")).containsExactly("begin", "forward");
        assertThat(rep.reads("deal", deal, "days_in_stage")).isEqualTo(0L);
        given.clock().moves(Duration.ofDays(2));
        assertThat(rep.reads("deal", deal, "days_in_stage")).isEqualTo(2L);
    }

    /** Every way by which a stage can be written. A new way in joins here. */
    enum WayIn {
        CREATE,
        PATCH,
        BATCH,
        IMPORT_CREATE,
        SWITCH_THROUGH_SERVICE,
        SWITCH_THROUGH_NOTHING
    }

    @ParameterizedTest
    @EnumSource(WayIn.class)
    void no_way_in_goes_round_the_gate(WayIn way) {
        var list = unmet(() -> comesIn(way));
        assertThat(list).contains("visited", "closes", "signed", "worth", "restricted");
    }

    private void comesIn(WayIn way) {
        switch (way) {
            case CREATE -> opens("stage", "offer");
            case PATCH -> rep.changes("deal", opens(), "stage", "offer");
            case BATCH ->
                rep.writes(new WriteRequest(
                        "deal",
                        List.of(
                                Change.update(opens(), Map.of("stage", "contact"), 1),
                                Change.update(opens(), Map.of("stage", "offer"), 1)),
                        false,
                        "page",
                        null));
            case IMPORT_CREATE ->
                rep.writes(new WriteRequest(
                        "deal", List.of(Change.create(null, deal("stage", "offer"))), false, "import", null));
            case SWITCH_THROUGH_SERVICE -> {
                var deal = opens("business", "service", "budget", "1");
                rep.moves("deal", deal, "offer");
                rep.changes("deal", deal, "business", "machine");
            }
            case SWITCH_THROUGH_NOTHING -> {
                var deal = opens("business", "other", "remark", "x");
                rep.changes("deal", deal, "business", "machine", "stage", "offer");
            }
        }
    }

    @Test
    void where_no_pipeline_applies_no_stage_can_be_set() {
        assertThat(faults(() -> opens("business", "other", "remark", "x", "stage", "won")
                        .toString()))
                .containsExactly("stage not_an_option");
        var deal = opens("business", "other", "remark", "x");
        assertThat(stage(deal)).isNull();
        assertThat(faults(() -> rep.moves("deal", deal, "won"))).containsExactly("stage not_an_option");
        rep.changes("deal", deal, "business", "machine");
        assertThat(stage(deal)).isEqualTo("contact");
    }

    @Test
    void switching_the_pipeline_is_no_way_out_of_won() {
        var deal = won();
        refused("action_refused", () -> rep.changes("deal", deal, "business", "service", "budget", "500"));
        refused("action_refused", () -> rep.changes("deal", deal, "business", "other", "remark", "x"));
        assertThat(stage(deal)).isEqualTo("won");
    }

    @Test
    void a_stage_that_the_pipeline_does_not_have_is_refused() {
        var deal = opens("business", "service", "budget", "1");
        assertThat(faults(() -> rep.moves("deal", deal, "design"))).containsExactly("stage not_an_option");
        assertThat(faults(() -> rep.changes("deal", deal, "stage", null))).contains("stage not_an_option");
        assertThat(faults(() -> rep.moves("deal", deal, "nowhere"))).containsExactly("stage not_an_option");
    }

    @Test
    void skipping_stages_asks_every_gate_between() {
        var deal = inDesign();
        assertThat(unmet(() -> rep.moves("deal", deal, "won")))
                .containsExactly("signed", "worth", "restricted", "quote", "approved", "friend");
    }

    // ---- what each kind of rule looks at

    @Test
    void an_attached_file_counts_by_its_category() {
        var deal = inDesign("lines", List.of(Map.of("product", product)));
        manager.changes("deal", deal, "secret", "hush");
        given.attach(deal, "internal");
        assertThat(unmet(() -> rep.moves("deal", deal, "offer"))).containsExactly("signed");
        given.attach(deal, "signed");
        rep.moves("deal", deal, "offer");
    }

    @Test
    void of_several_quotes_only_the_newest_counts() {
        var deal = inOffer();
        manager.acts("deal", deal, "approve");
        rep.creates("visit", "customer", customer, "kind", "onsite", "confidential", true);
        var first = rep.creates("quote", "deal", deal, "issue", 1);
        rep.acts("quote", first, "submit");
        manager.acts("quote", first, "settle");
        var second = rep.creates("quote", "deal", deal, "issue", 2);
        assertThat(unmet(() -> rep.moves("deal", deal, "won"))).containsExactly("quote");
        rep.deletes("quote", second);
        rep.creates("quote", "deal", deal);
        rep.moves("deal", deal, "won");
    }

    @Test
    void evidence_of_another_deal_does_not_count() {
        var deal = opens("closes", "2026-12-31");
        visits(opens());
        assertThat(unmet(() -> rep.moves("deal", deal, "design"))).containsExactly("visited");
        rep.creates("visit", "deal", deal, "kind", "onsite", "summary", " ");
        assertThat(unmet(() -> rep.moves("deal", deal, "design"))).containsExactly("visited");
    }

    @Test
    void evidence_counts_where_the_caller_cannot_see_it() {
        var deal = opens("closes", "2026-12-31");
        director.creates("visit", "deal", deal, "kind", "onsite", "summary", "quiet", "confidential", true);
        assertThat(rep.lists(Map.of(
                                "form",
                                "visit",
                                "where",
                                Map.of("field", "deal", "op", "eq", "value", deal.toString())))
                        .items())
                .isEmpty();
        rep.moves("deal", deal, "design");
    }

    // ---- what is told

    @Test
    void each_missing_thing_comes_with_the_way_to_get_it() {
        var deal = opens("lines", List.of(Map.of("product", product)));
        var refusal = (Problem.GateUnmet) refused("gate_unmet", () -> rep.moves("deal", deal, "offer"));
        var fixes = refusal.unmet();
        assertThat(fixes)
                .extracting(rule -> rule.fix().kind())
                .containsExactly(Kind.CREATE, Kind.FILL, Kind.ATTACH, Kind.ASK);
        assertThat(fixes.get(0).fix().form()).isEqualTo("visit");
        assertThat(fixes.get(0).fix().values())
                .containsEntry("deal", deal.toString())
                .containsEntry("customer", customer.toString())
                .containsEntry("kind", "onsite");
        assertThat(fixes.get(1).fix().field()).isEqualTo("closes");
        assertThat(fixes.get(2).fix().category()).isEqualTo("signed");
        assertThat(fixes.get(3).fix().roles()).containsExactly("manager");
    }

    @Test
    @Tag("A4")
    void a_rule_on_hidden_inputs_gives_nothing_away() {
        var deal = inDesign("lines", List.of(Map.of("product", product)));
        given.attach(deal, "signed");
        var refusal = (Problem.GateUnmet) refused("gate_unmet", () -> rep.moves("deal", deal, "offer"));
        assertThat(refusal.unmet()).singleElement().satisfies(rule -> {
            assertThat(rule.rule()).isEqualTo("restricted");
            assertThat(rule.message().en()).doesNotContain("secret");
            assertThat(rule.fix()).isEqualTo(Unmet.Fix.ask(List.of("manager")));
        });
        assertThat(unmet(() -> manager.moves("deal", deal, "offer"))).containsExactly("secret");
    }

    @Test
    void the_checklist_says_what_the_gate_will_say() {
        var deal = inDesign("lines", List.of(Map.of("product", product)));
        var list = rep.checklist("deal", deal);
        assertThat(list.stage()).isEqualTo("design");
        assertThat(list.next()).isEqualTo("offer");
        assertThat(list.rules()).extracting(Item::key).containsExactly("signed", "worth", "restricted");
        assertThat(list.rules()).extracting(Item::met).containsExactly(false, true, false);
        given.attach(deal, "signed");
        assertThat(rep.checklist("deal", deal).rules()).extracting(Item::met).containsExactly(true, true, false);
        refused("not_found", () -> stranger.checklist("deal", deal));
        assertThat(rep.checklist("deal", won()).next()).isNull();
    }

    // ---- going past it

    @Test
    void an_override_needs_its_right_and_a_reason_and_stays_on_record() {
        var deal = opens("lines", List.of(Map.of("product", product)));
        refused("action_refused", () -> rep.moves("deal", deal, "design", null, LONG_REASON));
        assertThat(faults(() -> manager.moves("deal", deal, "design", null, " too short ")))
                .isNotEmpty();
        assertThat(faults(() -> manager.moves("deal", deal, "design", null, "123456789")))
                .containsExactly("override reason_too_short");
        assertThat(stage(deal)).isEqualTo("contact");

        manager.moves("deal", deal, "design", null, LONG_REASON);

        assertThat(stage(deal)).isEqualTo("design");
        var kept = transitions(deal).getLast();
        assertThat(String.valueOf(kept.get("waived"))).contains("visited", "closes");
        assertThat(kept.get("reason")).isEqualTo(LONG_REASON);
        assertThat(kept.get("person")).isEqualTo(manager.id());
    }

    @Test
    void the_right_to_override_is_judged_on_the_record_as_it_was() {
        var deal = opens("lines", List.of(Map.of("product", product)));
        var change = Change.update(deal, fields("stage", "design", "lines", null), 1)
                .with(null, new Change.Waiver(LONG_REASON));
        refused("action_refused", () -> rep.writes("deal", change));
        var cheap = opens();
        rep.moves("deal", cheap, "design", null, LONG_REASON);
    }

    @Test
    void some_rules_cannot_be_waived() {
        var deal = inOffer();
        assertThat(unmet(() -> director.moves("deal", deal, "won", null, LONG_REASON)))
                .contains("approved", "quote");
        manager.acts("deal", deal, "approve");
        director.moves("deal", deal, "won", null, LONG_REASON);
        assertThat(String.valueOf(transitions(deal).getLast().get("waived")))
                .contains("quote", "friend")
                .doesNotContain("approved");
    }

    @Test
    void an_override_with_nothing_to_waive_names_nothing() {
        var deal = inDesign("lost_reason", "price");
        manager.moves("deal", deal, "lost", null, LONG_REASON);
        assertThat(String.valueOf(transitions(deal).getLast().get("waived"))).isEqualTo("[]");
    }

    // ---- the other moves

    @Test
    void back_needs_a_right_and_a_reason_but_no_gate() {
        var deal = inDesign();
        refused("action_refused", () -> rep.moves("deal", deal, "contact", "wrong", null));
        assertThat(faults(() -> manager.moves("deal", deal, "contact"))).containsExactly("reason required");
        manager.moves("deal", deal, "contact", "wrong", null);
        assertThat(transitions(deal).getLast().get("kind")).isEqualTo("back");
        assertThat(transitions(deal).getLast().get("reason")).isEqualTo("wrong");
        rep.changes("deal", deal, "closes", null);
        assertThat(unmet(() -> rep.moves("deal", deal, "design"))).containsExactly("closes");
    }

    @Test
    void lost_asks_its_own_rules_and_reopens_where_it_was() {
        var deal = inDesign();
        assertThat(unmet(() -> rep.moves("deal", deal, "lost"))).containsExactly("lost_reason");
        rep.changes("deal", deal, "stage", "lost", "lost_reason", "price");
        assertThat(director.reads("deal", deal, "closed_at")).isNotNull();
        assertThat(director.reads("deal", deal, "days_in_stage")).isNull();

        refused("action_refused", () -> director.moves("deal", deal, "won", "they came back", LONG_REASON));
        refused("action_refused", () -> rep.moves("deal", deal, "design", "they came back", null));
        refused("action_refused", () -> manager.moves("deal", deal, "offer", "they came back", null));
        assertThat(faults(() -> manager.moves("deal", deal, "design"))).containsExactly("reason required");
        given.clock().moves(Duration.ofDays(1));
        manager.moves("deal", deal, "design", "they came back", null);
        assertThat(transitions(deal).getLast().get("kind")).isEqualTo("reopen");
        assertThat(director.reads("deal", deal, "closed_at")).isNull();
    }

    @Test
    void won_is_left_by_those_who_may_with_a_reason() {
        var deal = won();
        refused("action_refused", () -> manager.moves("deal", deal, "offer", "signed too early", null));
        assertThat(faults(() -> director.moves("deal", deal, "offer"))).containsExactly("reason required");
        director.moves("deal", deal, "offer", "signed too early", null);
        assertThat(transitions(deal).getLast().get("kind")).isEqualTo("leave_won");
        assertThat(rep.reads("customer", customer, "won_total")).isEqualTo("0.00");
    }

    @Test
    void a_move_by_somebody_who_does_not_see_the_deal_leaves_no_trace() {
        var deal = inDesign();
        refused("not_found", () -> stranger.moves("deal", deal, "lost"));
        assertThat(transitions(deal)).hasSize(2);
    }
}
