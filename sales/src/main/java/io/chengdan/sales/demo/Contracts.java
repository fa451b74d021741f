package io.chengdan.sales.demo;

import static io.chengdan.sales.demo.Calendar.days;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Makes the contracts of deals that came so far, with deliveries and payments up to now. */
final class Contracts {

    private final Dice dice;
    private final Calendar calendar;
    private int numbers;

    Contracts(Dice dice, Calendar calendar) {
        this.dice = dice;
        this.calendar = calendar;
    }

    /** The contract of the sale, from the quote; none before negotiation, and not always at its beginning. */
    Optional<Contract> of(Opportunity sale, UUID quote) {
        var deal = sale.deal();
        var begun = deal.enteredAt(deal.isMachine() ? "negotiation" : "signing");
        boolean mustBe = deal.reached("signing") || deal.isWon();
        if (begun.isEmpty() || (!mustBe && dice.chance(0.4))) {
            return Optional.empty();
        }
        var latest = deal.isMachine() ? deal.passedAt("negotiation").orElse(deal.end()) : deal.end();
        var half = begun.get().plus(Duration.between(begun.get(), latest).dividedBy(2));
        var created = calendar.working(dice.within(begun.get(), half), begun.get(), half);
        var signed = deal.isWon() ? Optional.of(deal.end()) : Optional.<Instant>empty();
        var expected = signed.orElse((deal.isOpen() ? calendar.now() : created).plus(Duration.ofDays(10)));
        var due = calendar.date(
                expected.plus(Duration.ofDays(deal.isMachine() ? dice.between(30, 75) : dice.between(4, 12))));
        var delivered = signed.flatMap(_ -> happened(due, -3, 12));
        var accepted = delivered.flatMap(
                at -> happened(calendar.date(at), deal.isMachine() ? 7 : 1, deal.isMachine() ? 25 : 4));
        boolean planned = signed.isPresent() || (deal.isOpen() && deal.reached("signing") && dice.chance(0.5));
        var plan = planned ? plan(sale, expected, due, accepted, signed.isPresent()) : List.<Contract.Instalment>of();
        var number = "CD%s-%04d"
                .formatted(calendar.date(created).toString().substring(0, 7).replace("-", ""), ++numbers);
        return Optional.of(
                new Contract(dice.id(created), number, sale, quote, created, signed, due, delivered, accepted, plan));
    }

    private Optional<Instant> happened(LocalDate planned, int least, int most) {
        var at = calendar.working(calendar.noon(planned.plusDays(dice.between(least, most))));
        return at.isBefore(calendar.now()) ? Optional.of(at) : Optional.empty();
    }

    private List<Contract.Instalment> plan(
            Opportunity sale, Instant signed, LocalDate due, Optional<Instant> accepted, boolean inForce) {
        var terms = sale.offer().terms();
        var amounts = Money.shares(sale.offer().total(), terms.percents());
        var acceptance = accepted.map(calendar::date).orElse(due.plusDays(20));
        var out = new ArrayList<Contract.Instalment>();
        for (int i = 0; i < amounts.size(); i++) {
            var condition = terms.conditions().get(i);
            var day = switch (condition) {
                case "prepay" -> calendar.date(signed).plusDays(7);
                case "delivery" -> due.minusDays(2);
                case "acceptance" -> acceptance.plusDays(10);
                default -> acceptance.plusMonths(sale.offer().warrantyMonths());
            };
            var payments = inForce ? payments(day, amounts.get(i), signed) : List.<Contract.Payment>of();
            out.add(new Contract.Instalment(dice.id(signed), i + 1, day, condition, amounts.get(i), payments));
        }
        return List.copyOf(out);
    }

    /** Most pay in time, some late, a few in two parts, a few not at all. */
    private List<Contract.Payment> payments(LocalDate due, BigDecimal amount, Instant signed) {
        int delay = dice.pick(
                List.of(dice.between(-4, 3), dice.between(4, 20), dice.between(21, 60), 10_000),
                List.of(60, 25, 10, 5));
        var at = Calendar.later(calendar.noon(due.plusDays(delay)), signed.plus(days(1)));
        if (!at.isBefore(calendar.now())) {
            return List.of();
        }
        if (dice.chance(0.08)) {
            var parts = Money.shares(amount, List.of(60, 40));
            var first = new Contract.Payment(dice.id(at), at, parts.getFirst());
            var second = at.plus(Duration.ofDays(dice.between(5, 25)));
            return second.isBefore(calendar.now())
                    ? List.of(first, new Contract.Payment(dice.id(second), second, parts.getLast()))
                    : List.of(first);
        }
        return List.of(new Contract.Payment(dice.id(at), at, amount));
    }
}
