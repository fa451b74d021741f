package io.chengdan.sales.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("L31")
class DemoCompanyTest {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");
    private static final Instant CHANGE = Instant.parse("2026-05-23T02:00:00Z");
    private static final DemoCompany DEMO = DemoCompany.generate(1, NOW, ZONE);

    @Test
    void has_the_people_and_departments_of_the_design() {
        assertThat(DEMO.people().stream().filter(person -> person.roles().contains("sales_rep")))
                .hasSize(46);
        assertThat(DEMO.people().stream().filter(person -> person.roles().contains("regional_manager")))
                .hasSize(5);
        assertThat(person("rep.east.1").name()).isEqualTo("陈晓东");
        assertThat(person("admin").roles()).containsExactly("process_admin", "system_admin");
        assertThat(DEMO.people()).extracting(DemoPerson::login).doesNotHaveDuplicates();
        assertThat(DEMO.people()).extracting(DemoPerson::name).doesNotHaveDuplicates();
        var provinces = DEMO.departments().stream()
                .flatMap(department -> department.provinces().stream())
                .toList();
        assertThat(provinces).hasSize(31).doesNotHaveDuplicates();
    }

    @Test
    void has_as_many_records_as_the_design_asks_for() {
        assertThat(of("customer")).hasSize(300);
        assertThat(of("opportunity")).hasSize(600);
        assertThat(of("activity")).hasSize(5_000);
        assertThat(of("product")).hasSizeBetween(25, 30);
        assertThat(of("opportunity").stream().filter(is("stage", "won"))).hasSize(190);
        assertThat(of("opportunity").stream().filter(is("stage", "lost"))).hasSize(254);
    }

    @Test
    void is_the_same_for_the_same_seed_and_another_for_another() {
        assertThat(DemoCompany.generate(1, NOW, ZONE)).isEqualTo(DEMO);
        assertThat(DemoCompany.generate(2, NOW, ZONE)).isNotEqualTo(DEMO);
    }

    @Test
    void comes_with_ids_that_are_unique_and_carry_the_time() {
        assertThat(DEMO.records()).extracting(DemoRecord::id).doesNotHaveDuplicates();
        assertThat(DEMO.records()).allSatisfy(entry -> {
            assertThat(entry.id().version()).isEqualTo(7);
            assertThat(entry.createdAt()).isBeforeOrEqualTo(NOW);
        });
    }

    @Test
    void refers_only_to_records_that_came_before() {
        var known = new HashSet<String>();
        DEMO.people().forEach(person -> known.add(person.id().toString()));
        for (var entry : DEMO.records()) {
            for (var id : idsIn(entry.fields())) {
                assertThat(known).as("%s refers to %s", entry, id).contains(id);
            }
            known.add(entry.id().toString());
        }
    }

    @Test
    @Tag("B6")
    void runs_at_the_old_pace_and_then_at_the_new_one() {
        assertThat(median(cycles(at -> at.isBefore(CHANGE)))).isCloseTo(89, within(4.0));
        assertThat(median(cycles(at -> !at.isBefore(CHANGE)))).isCloseTo(67, within(3.0));
        assertThat(median(confirmations(at -> at.isBefore(CHANGE)))).isCloseTo(14, within(1.5));
        assertThat(median(confirmations(at -> !at.isBefore(CHANGE)))).isCloseTo(8.2, within(1.0));
        assertThat(median(firstTouches(at -> at.isBefore(CHANGE)))).isCloseTo(18, within(1.5));
        assertThat(median(firstTouches(at -> !at.isBefore(CHANGE)))).isCloseTo(2.3, within(0.3));
    }

    @Test
    void moves_only_forward_in_time_and_never_past_now() {
        for (var deal : of("opportunity")) {
            var times = deal.moves().stream().map(DemoMove::at).toList();
            assertThat(times).isSorted().doesNotHaveDuplicates();
            assertThat(times.getFirst()).isEqualTo(deal.createdAt());
            assertThat(times.getLast()).isBeforeOrEqualTo(NOW);
            assertThat(deal.moves().getLast().to()).isEqualTo(deal.fields().get("stage"));
        }
    }

    @Test
    void adds_up_from_quote_to_receipt() {
        var quotes = byId("quote");
        var orders = group("order", "contract");
        var plans = group("payment_plan", "contract");
        var received = group("receipt", "plan");
        for (var contract : of("contract")) {
            var amount = money(contract, "amount");
            assertThat(total(quotes.get(text(contract, "quote")))).isEqualByComparingTo(amount);
            assertThat(amount).isEqualByComparingTo(money(deal(contract), "amount"));
            if (contract.fields().containsKey("signed_on")) {
                var order = orders.get(contract.id().toString()).getFirst();
                assertThat(sum(rows(order)
                                .map(row -> number(row, "quantity").multiply(number(row, "price")))
                                .toList()))
                        .isEqualByComparingTo(amount);
                assertThat(sum(plans.get(contract.id().toString()).stream()
                                .map(plan -> money(plan, "amount"))
                                .toList()))
                        .isEqualByComparingTo(amount);
            }
        }
        for (var plan : of("payment_plan")) {
            var paid = received.getOrDefault(plan.id().toString(), List.of()).stream()
                    .map(receipt -> money(receipt, "amount"))
                    .toList();
            assertThat(sum(paid)).isLessThanOrEqualTo(money(plan, "amount"));
        }
        assertThat(of("receipt")).hasSizeGreaterThan(200);
        assertThat(of("equipment")).hasSizeGreaterThan(100);
    }

    @Test
    @Tag("B2")
    void shows_the_evidence_for_every_stage_passed() {
        var log = group("activity", "opportunity");
        var requirements = group("requirement", "opportunity");
        var quotes = group("quote", "opportunity");
        var contracts = group("contract", "opportunity");
        var contacts = group("contact", "customer");
        for (var deal : of("opportunity")) {
            var id = deal.id().toString();
            var said = log.getOrDefault(id, List.of());
            if (passed(deal, "initial_contact")) {
                assertThat(said).anyMatch(is("kind", "visit"));
            }
            if (passed(deal, "needs_confirmed")
                    && deal.fields().get("business_type").equals("machine")) {
                assertThat(said).anyMatch(is("purpose", "requirement"));
                assertThat(requirements.get(id))
                        .filteredOn(is("status", "current"))
                        .hasSize(1);
                assertThat(contacts.get(text(deal, "customer"))).anyMatch(is("decision_role", "decides"));
            }
            if (passed(deal, "solution_design")) {
                assertThat(said)
                        .anyMatch(is("kind", "meeting")
                                .and(is("purpose", "technical_alignment"))
                                .and(DemoCompanyTest::withEngineer));
                assertThat(requirements.get(id))
                        .anyMatch(is("status", "current").and(is("feasibility", "feasible")));
            }
            if (passed(deal, "solution_confirmed")) {
                assertThat(deal.fields()).containsKeys("solution_accepted_by", "solution_accepted_on");
            }
            if (passed(deal, "quote_approval")) {
                assertThat(quotes.get(id).getLast().fields()).containsEntry("status", "approved");
            }
            if (passed(deal, "negotiation")) {
                var contract = contracts.get(id).getFirst().fields();
                assertThat(contract.get("terms_confirmed_by_1"))
                        .isNotNull()
                        .isNotEqualTo(contract.get("terms_confirmed_by_2"));
                assertThat(List.of(contract.get("terms_confirmed_by_1"), contract.get("terms_confirmed_by_2")))
                        .doesNotContain(deal.owner().toString());
            }
            assertThat(deal.fields().containsKey("won_reason"))
                    .isEqualTo(deal.fields().get("stage").equals("won"));
            assertThat(deal.fields().containsKey("lost_reason"))
                    .isEqualTo(deal.fields().get("stage").equals("lost"));
        }
    }

    @Test
    void places_customers_where_their_sales_region_is() {
        var departments =
                DEMO.departments().stream().collect(Collectors.toMap(DemoDepartment::key, Function.identity()));
        var people = DEMO.people().stream().collect(Collectors.toMap(DemoPerson::id, Function.identity()));
        assertThat(of("customer"))
                .allSatisfy(customer -> assertThat(departments
                                .get(people.get(customer.owner()).department())
                                .provinces())
                        .contains(text(customer, "region").substring(0, 2)));
        assertThat(of("customer"))
                .extracting(customer -> customer.fields().get("name"))
                .doesNotHaveDuplicates();
    }

    private static DemoPerson person(String login) {
        return DEMO.people().stream()
                .filter(person -> person.login().equals(login))
                .findFirst()
                .orElseThrow();
    }

    private static List<DemoRecord> of(String form) {
        return DEMO.records().stream()
                .filter(entry -> entry.form().equals(form))
                .toList();
    }

    private static Map<String, DemoRecord> byId(String form) {
        return of(form).stream().collect(Collectors.toMap(entry -> entry.id().toString(), Function.identity()));
    }

    private static Map<String, List<DemoRecord>> group(String form, String reference) {
        return of(form).stream()
                .filter(entry -> entry.fields().containsKey(reference))
                .collect(Collectors.groupingBy(entry -> text(entry, reference)));
    }

    private static DemoRecord deal(DemoRecord contract) {
        return of("opportunity").stream()
                .filter(deal -> deal.id().toString().equals(text(contract, "opportunity")))
                .findFirst()
                .orElseThrow();
    }

    private static Predicate<DemoRecord> is(String field, String value) {
        return entry -> value.equals(entry.fields().get(field));
    }

    private static boolean withEngineer(DemoRecord entry) {
        return ((List<?>) entry.fields().get("participants"))
                .contains(person("engineer").id().toString());
    }

    private static String text(DemoRecord entry, String field) {
        return (String) entry.fields().get(field);
    }

    private static BigDecimal money(DemoRecord entry, String field) {
        return new BigDecimal(text(entry, field));
    }

    private static BigDecimal number(Map<?, ?> row, String column) {
        return new BigDecimal((String) row.get(column));
    }

    private static java.util.stream.Stream<Map<?, ?>> rows(DemoRecord entry) {
        return ((List<?>) entry.fields().get("lines")).stream().map(row -> (Map<?, ?>) row);
    }

    /** As the quote's own formula reckons it. */
    private static BigDecimal total(DemoRecord quote) {
        var hundred = BigDecimal.valueOf(100);
        return sum(rows(quote)
                .map(row -> number(row, "quantity")
                        .multiply(number(row, "price"))
                        .multiply(hundred.subtract(number(row, "discount")))
                        .divide(hundred))
                .toList());
    }

    private static BigDecimal sum(List<BigDecimal> amounts) {
        return amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static List<String> idsIn(Object value) {
        var out = new ArrayList<String>();
        switch (value) {
            case Map<?, ?> map -> map.values().forEach(inner -> out.addAll(idsIn(inner)));
            case List<?> list -> list.forEach(inner -> out.addAll(idsIn(inner)));
            case String text when text.length() == 36 && isId(text) -> out.add(text);
            default -> {}
        }
        return out;
    }

    private static boolean isId(String text) {
        try {
            return UUID.fromString(text).version() == 7;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean passed(DemoRecord deal, String stage) {
        var stages = deal.moves().stream().map(DemoMove::to).toList();
        int place = stages.indexOf(stage);
        return place >= 0 && place + 1 < stages.size() && !stages.get(place + 1).equals("lost");
    }

    private static List<Double> cycles(Predicate<Instant> closed) {
        return of("opportunity").stream()
                .filter(is("business_type", "machine").and(is("stage", "won")))
                .filter(deal -> closed.test(deal.moves().getLast().at()))
                .map(deal -> days(deal.createdAt(), deal.moves().getLast().at()))
                .toList();
    }

    private static List<Double> confirmations(Predicate<Instant> left) {
        var out = new ArrayList<Double>();
        for (var deal : of("opportunity")) {
            for (int i = 0; i + 1 < deal.moves().size(); i++) {
                var move = deal.moves().get(i);
                var next = deal.moves().get(i + 1);
                if (move.to().equals("solution_confirmed") && !next.to().equals("lost") && left.test(next.at())) {
                    out.add(days(move.at(), next.at()));
                }
            }
        }
        return out;
    }

    private static List<Double> firstTouches(Predicate<Instant> came) {
        return of("lead").stream()
                .filter(lead -> lead.fields().containsKey("first_touch_at") && came.test(lead.createdAt()))
                .map(lead -> 24
                        * days(
                                lead.createdAt(),
                                OffsetDateTime.parse(text(lead, "first_touch_at"))
                                        .toInstant()))
                .toList();
    }

    private static double days(Instant from, Instant to) {
        return Duration.between(from, to).toMinutes() / 1440.0;
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        assertThat(sorted).hasSizeGreaterThan(30);
        return sorted.get(sorted.size() / 2);
    }
}
