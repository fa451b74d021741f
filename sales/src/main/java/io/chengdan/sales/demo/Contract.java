package io.chengdan.sales.demo;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A contract and how it is being carried out.
 *
 * @param quote the approved quote it was made from
 * @param signed empty until both sides have signed
 * @param due when the machines are to be delivered
 * @param instalments planned; empty before the contract is about to be signed
 */
record Contract(
        UUID id,
        String number,
        Opportunity sale,
        UUID quote,
        Instant created,
        Optional<Instant> signed,
        LocalDate due,
        Optional<Instant> delivered,
        Optional<Instant> accepted,
        List<Instalment> instalments) {

    record Instalment(UUID id, int no, LocalDate due, String condition, BigDecimal amount, List<Payment> payments) {

        boolean isPaid() {
            return Money.sum(payments.stream().map(Payment::amount).toList()).compareTo(amount) == 0;
        }
    }

    record Payment(UUID id, Instant at, BigDecimal amount) {}

    BigDecimal amount() {
        return sale.offer().total();
    }

    boolean isDone() {
        return accepted.isPresent() && instalments.stream().allMatch(Instalment::isPaid);
    }
}
