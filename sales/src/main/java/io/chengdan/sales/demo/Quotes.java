package io.chengdan.sales.demo;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The quotes of a deal, approved by whom the level asks for. */
final class Quotes {

    private static final BigDecimal OWN_AUTHORITY = Money.yuan(100_000);
    private static final BigDecimal MANAGERS_AUTHORITY = Money.yuan(500_000);

    private final Dice dice;
    private final Calendar calendar;
    private final Staff staff;
    private final Catalogue catalogue;

    Quotes(Dice dice, Calendar calendar, Staff staff, Catalogue catalogue) {
        this.dice = dice;
        this.calendar = calendar;
        this.staff = staff;
        this.catalogue = catalogue;
    }

    /** The quotes in the order of their versions; the last of a deal past the approval is the approved one. */
    List<DemoRecord> of(Opportunity sale) {
        var deal = sale.deal();
        var begun = deal.enteredAt("quote_approval");
        if (begun.isEmpty()) {
            return List.of();
        }
        var passed = deal.passedAt("quote_approval");
        var until = passed.orElse(deal.end());
        var created = dice.within(
                begun.get(),
                begun.get().plus(Duration.between(begun.get(), until).dividedBy(3)));
        if (passed.isEmpty()) {
            return waiting(sale, created);
        }
        var out = new ArrayList<DemoRecord>();
        if (dice.chance(0.15)) {
            out.add(quote(sale, 1, created, "replaced", Optional.empty()));
            created = between(created, until);
        }
        out.add(quote(sale, out.size() + 1, created, "approved", Optional.of(between(created, until))));
        return out;
    }

    private Instant between(Instant from, Instant to) {
        return calendar.working(dice.within(from, to), from, to);
    }

    private List<DemoRecord> waiting(Opportunity sale, Instant created) {
        if (!sale.deal().isOpen()) {
            return List.of(quote(sale, 1, created, "rejected", Optional.empty()));
        }
        var status = dice.pick(List.of("submitted", "draft", ""), List.of(6, 3, 1));
        return status.isEmpty() ? List.of() : List.of(quote(sale, 1, created, status, Optional.empty()));
    }

    private DemoRecord quote(Opportunity sale, int version, Instant at, String status, Optional<Instant> approved) {
        var offer = sale.offer();
        var day = calendar.date(at);
        var validUntil =
                sale.deal().isOpen() ? calendar.date(calendar.now()).plusDays(dice.between(7, 30)) : day.plusDays(60);
        var fields = new Fields(calendar.zone())
                .number("version", version)
                .ref("customer", sale.customer().id())
                .ref("opportunity", sale.id())
                .ref("price_list", catalogue.priceListOn(day).id())
                .date("valid_until", validUntil)
                .rows("lines", offer.quoteRows(calendar))
                .percent("tax_rate", BigDecimal.valueOf(13))
                .money("cost", offer.cost())
                .text("payment_terms", offer.terms().text())
                .text("delivery_terms", sale.deal().isMachine() ? "合同生效后 45 天，含运费、安装与培训" : "款到三个工作日内发货")
                .text("status", status);
        approved.ifPresent(time -> fields.ref("approved_by", approver(sale)).time("approved_at", time));
        var owner = sale.owner().id();
        return new DemoRecord("quote", dice.id(at), fields.map(), owner, at, owner, List.of());
    }

    /** Nobody, where it lies within the seller's own authority. */
    private Optional<java.util.UUID> approver(Opportunity sale) {
        var total = sale.offer().total();
        int discount = sale.offer().deepestDiscount().intValue();
        if (total.compareTo(OWN_AUTHORITY) <= 0 && discount <= 5) {
            return Optional.empty();
        }
        return Optional.of(
                total.compareTo(MANAGERS_AUTHORITY) <= 0 && discount <= 10
                        ? staff.managerOf(sale.owner()).id()
                        : staff.id("executive"));
    }
}
