package io.chengdan.sales.demo;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What happened to one opportunity, before anything is said of customer or product.
 *
 * @param entered stage → when it was entered, in the order of the pipeline
 * @param end when it was won or lost; now, for an open one
 */
record Deal(UUID id, String businessType, Map<String, Instant> entered, Outcome outcome, Instant end) {

    enum Outcome {
        OPEN,
        WON,
        LOST
    }

    static final List<String> MACHINE_STAGES = List.of(
            "initial_contact",
            "needs_confirmed",
            "solution_design",
            "solution_confirmed",
            "quote_approval",
            "negotiation",
            "signing");
    static final List<String> SERVICE_STAGES = List.of("needs_confirmed", "quote_approval", "signing");

    Deal {
        entered = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(entered));
    }

    boolean isMachine() {
        return businessType.equals("machine");
    }

    boolean isOpen() {
        return outcome == Outcome.OPEN;
    }

    boolean isWon() {
        return outcome == Outcome.WON;
    }

    Instant created() {
        return entered.values().iterator().next();
    }

    boolean reached(String stage) {
        return entered.containsKey(stage);
    }

    Optional<Instant> enteredAt(String stage) {
        return Optional.ofNullable(entered.get(stage));
    }

    /** When the stage was left forward, through its gate. */
    Optional<Instant> passedAt(String stage) {
        var after = entered.entrySet().stream()
                .dropWhile(entry -> !entry.getKey().equals(stage))
                .skip(1)
                .map(Map.Entry::getValue)
                .findFirst();
        return after.isEmpty() && isWon() && reached(stage) ? Optional.of(end) : after;
    }

    boolean passed(String stage) {
        return passedAt(stage).isPresent();
    }

    /** The stage it is in, or was in when it was lost. */
    String lastStage() {
        return List.copyOf(entered.keySet()).getLast();
    }

    /** The stage as the record shows it. */
    String stage() {
        return switch (outcome) {
            case OPEN -> lastStage();
            case WON -> "won";
            case LOST -> "lost";
        };
    }
}
