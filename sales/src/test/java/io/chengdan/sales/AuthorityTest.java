package io.chengdan.sales;

import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.DefinitionFiles;
import io.chengdan.kernel.expression.Env;
import io.chengdan.kernel.expression.Evaluator;
import io.chengdan.kernel.expression.ServerFunctions;
import io.chengdan.kernel.expression.Values;
import io.chengdan.kernel.release.RuleCompiler;
import io.chengdan.kernel.release.Rules;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may settle a quote or the terms of a contract: the levels of the design, as the app's own expressions give them. */
class AuthorityTest {

    private static final Definition APP = DefinitionFiles.read(Path.of("src/main/resources/app"));
    private static final Rules RULES = RuleCompiler.compile(APP, (file, path, code, message) -> {
        throw new AssertionError(file + " " + path + " " + message.en());
    });
    private static final UUID REP = UUID.randomUUID();
    private static final UUID MANAGER = UUID.randomUUID();
    private static final UUID FINANCE = UUID.randomUUID();

    @ParameterizedTest
    @Tag("C3")
    @CsvSource({
        // price, line discount, quote discount, cost: by the seller's own authority, by the manager
        "100000, 5, 0, 60000, true, true",
        "100000, 3, 3, 60000, false, true",
        "100000, 0, 0, 80000, false, false",
        "100000, 0, 0, , false, false",
        "500000, 10, 0, 300000, false, true",
        "500000, 11, 0, 300000, false, false",
        "600000, 0, 0, 300000, false, false",
    })
    void a_quote_passes_by_amount_discount_and_margin(
            BigDecimal price, BigDecimal line, BigDecimal whole, BigDecimal cost, boolean own, boolean manager) {
        var quote = quote(price, price, line, whole, cost);

        var status = Evaluator.evaluate(
                RULES.form("quote").actions().get("submit").set().get("status"), Values.of(quote), as(REP));
        assertThat(status).isEqualTo(own ? "approved" : "submitted");
        var level = RULES.grant("regional_manager", "quote")
                .actions()
                .get("approve")
                .orElseThrow();
        assertThat(Evaluator.holds(level, Values.of(quote), as(MANAGER))).isEqualTo(manager);
    }

    @Test
    @Tag("C3")
    void a_price_below_the_list_is_a_discount_too() {
        var quote = quote(
                new BigDecimal("90000"),
                new BigDecimal("100000"),
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                new BigDecimal("50000"));
        assertThat((BigDecimal) quote.get("effective_discount")).isEqualByComparingTo("10");
        assertThat((BigDecimal) quote.get("total")).isEqualByComparingTo("90000");
    }

    @Test
    @Tag("C3")
    void nobody_approves_a_quote_of_their_own() {
        var quote = quote(
                new BigDecimal("300000"),
                new BigDecimal("300000"),
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                new BigDecimal("9"));
        quote.put("status", "submitted");
        assertThat(may("quote", "approve", quote, MANAGER)).isTrue();
        assertThat(may("quote", "approve", quote, REP)).isFalse();
        quote.put("owner", MANAGER);
        assertThat(may("quote", "approve", quote, MANAGER)).isFalse();
    }

    @Test
    @Tag("H2")
    void two_persons_other_than_the_owner_confirm_the_terms() {
        var contract = new HashMap<String, Object>(Map.of(
                "status",
                "draft",
                "owner",
                REP,
                "opportunity.owner",
                REP,
                "amount",
                BigDecimal.TEN,
                "payment_terms",
                "款到发货",
                "delivery_date",
                LocalDate.EPOCH));
        assertThat(may("contract", "confirm_terms", contract, REP)).isFalse();

        act("contract", "confirm_terms", contract, MANAGER);
        assertThat(contract).containsEntry("status", "draft").containsEntry("terms_confirmed_by_1", MANAGER);
        assertThat(contract.get("terms_confirmed_by_2")).isNull();
        assertThat(may("contract", "confirm_terms", contract, MANAGER)).isFalse();
        assertThat(locked(contract)).isTrue();

        act("contract", "confirm_terms", contract, FINANCE);
        assertThat(contract)
                .containsEntry("status", "confirmed")
                .containsEntry("terms_confirmed_by_1", MANAGER)
                .containsEntry("terms_confirmed_by_2", FINANCE);

        act("contract", "reopen_terms", contract, MANAGER);
        assertThat(contract).containsEntry("status", "draft").containsEntry("terms_confirmed_by_1", null);
        assertThat(locked(contract)).isFalse();
    }

    private static boolean locked(Map<String, Object> contract) {
        var readonly = RULES.form("contract").readonly();
        return List.of("amount", "payment_terms", "delivery_date").stream()
                .allMatch(field -> Evaluator.holds(readonly.get(field), Values.of(contract), as(REP)));
    }

    private static boolean may(String form, String action, Map<String, Object> entry, UUID person) {
        var when = RULES.form(form).actions().get(action).when().orElseThrow();
        return Evaluator.holds(when, Values.of(entry), as(person));
    }

    private static void act(String form, String action, Map<String, Object> entry, UUID person) {
        assertThat(may(form, action, entry, person)).isTrue();
        var before = Values.of(Map.copyOf(withoutBlanks(entry)));
        RULES.form(form)
                .actions()
                .get(action)
                .set()
                .forEach((field, value) -> entry.put(field, Evaluator.evaluate(value, before, as(person))));
    }

    private static Map<String, Object> withoutBlanks(Map<String, Object> entry) {
        var out = new HashMap<>(entry);
        out.values().removeIf(java.util.Objects::isNull);
        return out;
    }

    /** A draft of one line, its formulas computed in their order and rounded as money is. */
    private static Map<String, Object> quote(
            BigDecimal price, BigDecimal list, BigDecimal line, BigDecimal whole, BigDecimal cost) {
        var row = new HashMap<String, Object>(
                Map.of("quantity", BigDecimal.ONE, "price", price, "list_price", list, "discount", line));
        RULES.form("quote").rowFormulas().get("lines").forEach(formula -> compute(row, formula));
        var quote = new HashMap<String, Object>(Map.of(
                "status",
                "draft",
                "owner",
                REP,
                "created_by",
                REP,
                "discount",
                whole,
                "tax_rate",
                new BigDecimal("13")));
        quote.put("lines", List.of(row));
        quote.put("cost", cost);
        RULES.form("quote").formulas().forEach(formula -> compute(quote, formula));
        return quote;
    }

    private static void compute(Map<String, Object> entry, Rules.Formula formula) {
        var value = Evaluator.evaluate(formula.expression(), Values.of(entry), as(REP));
        entry.put(
                formula.field(), value instanceof BigDecimal number ? number.setScale(2, RoundingMode.HALF_UP) : value);
    }

    private static Env as(UUID person) {
        return new Env(
                Instant.EPOCH, ZoneId.of("Asia/Shanghai"), Values.of(Map.of("id", person)), ServerFunctions.NONE);
    }
}
