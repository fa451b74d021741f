package io.chengdan.sales.demo;

import static io.chengdan.sales.demo.Calendar.earlier;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A contract and all that follows from it, as records. */
final class ContractRecords {

    private static final BigDecimal TAX = new BigDecimal("13");
    private static final BigDecimal WITH_TAX = new BigDecimal("113");

    private final Dice dice;
    private final Calendar calendar;
    private final Staff staff;
    private int orders;
    private int deliveries;
    private int invoices;
    private int receipts;
    private int serials;

    ContractRecords(Dice dice, Calendar calendar, Staff staff) {
        this.dice = dice;
        this.calendar = calendar;
        this.staff = staff;
    }

    /** Contract, payment plan, order, delivery, equipment, invoice and receipts, each after what it refers to. */
    List<DemoRecord> of(Contract contract) {
        var out = new ArrayList<DemoRecord>();
        out.add(contract(contract));
        contract.instalments().forEach(instalment -> out.add(instalment(contract, instalment)));
        contract.signed().ifPresent(signed -> {
            var order = order(contract, signed);
            out.add(order);
            contract.delivered().ifPresent(at -> delivered(contract, order.id(), at, out));
        });
        for (var instalment : contract.instalments()) {
            instalment.payments().forEach(payment -> out.add(receipt(contract, instalment, payment)));
        }
        return out;
    }

    private DemoRecord contract(Contract contract) {
        var sale = contract.sale();
        var deal = sale.deal();
        var fields = about(contract)
                .text("number", contract.number())
                .ref("opportunity", sale.id())
                .ref("quote", contract.quote())
                .money("amount", contract.amount())
                .text("payment_terms", sale.offer().terms().text())
                .date("delivery_date", contract.due())
                .number("warranty_months", sale.offer().warrantyMonths())
                .text("status", status(contract));
        var confirmed = deal.isMachine() ? deal.passedAt("negotiation") : contract.signed();
        confirmed.ifPresent(at -> {
            var first = dice.within(contract.created(), at);
            fields.ref("terms_confirmed_by_1", staff.managerOf(sale.owner()).id())
                    .time("terms_confirmed_at_1", first)
                    .ref("terms_confirmed_by_2", staff.id("finance"))
                    .time("terms_confirmed_at_2", dice.within(first, at));
        });
        contract.signed().ifPresent(at -> fields.date("signed_on", calendar.date(at)));
        return record(
                "contract",
                contract,
                contract.id(),
                fields,
                contract.created(),
                sale.owner().id());
    }

    private static String status(Contract contract) {
        var deal = contract.sale().deal();
        if (contract.signed().isPresent()) {
            return contract.isDone() ? "done" : "signed";
        }
        if (!deal.isOpen()) {
            return "cancelled";
        }
        return deal.passed("negotiation") ? "confirmed" : "draft";
    }

    private DemoRecord instalment(Contract contract, Contract.Instalment instalment) {
        var at = earlier(contract.signed().orElse(contract.created().plus(Duration.ofHours(4))), calendar.now());
        var fields = about(contract)
                .ref("contract", contract.id())
                .number("no", instalment.no())
                .date("due", instalment.due())
                .text("condition", instalment.condition())
                .money("amount", instalment.amount());
        return record(
                "payment_plan",
                contract,
                instalment.id(),
                fields,
                at,
                contract.sale().owner().id());
    }

    private DemoRecord order(Contract contract, Instant signed) {
        var at = earlier(signed.plus(Duration.ofHours(dice.between(4, 60))), calendar.now());
        var fields = about(contract)
                .text("number", "SO%06d".formatted(++orders))
                .ref("contract", contract.id())
                .date("date", calendar.date(at))
                .rows("lines", contract.sale().offer().orderRows(calendar, contract.due()))
                .money("amount", contract.amount())
                .text("status", contract.isDone() ? "closed" : "approved")
                .date("planned_on", contract.due().minusDays(5));
        return record("order", contract, dice.id(at), fields, at, staff.id("finance"));
    }

    private void delivered(Contract contract, UUID order, Instant at, List<DemoRecord> out) {
        var rows = new ArrayList<java.util.Map<String, Object>>();
        var machines = new ArrayList<DemoRecord>();
        for (var line : contract.sale().offer().lines()) {
            if (!line.product().isMachine()) {
                rows.add(deliveryRow(line.product(), line.quantity(), ""));
                continue;
            }
            for (int i = 0; i < line.quantity(); i++) {
                var serial = "%s-%s%04d"
                        .formatted(line.product().code(), calendar.date(at).getYear() % 100, ++serials);
                rows.add(deliveryRow(line.product(), 1, serial));
                machines.add(machine(contract, order, line.product(), serial, at));
            }
        }
        var fields = about(contract)
                .text("number", "DN%06d".formatted(++deliveries))
                .ref("order", order)
                .date("date", calendar.date(at))
                .rows("lines", rows);
        contract.accepted().ifPresent(time -> fields.date("accepted_on", calendar.date(time)));
        out.add(record("delivery", contract, dice.id(at), fields, at, staff.id("production")));
        out.addAll(machines);
        out.add(invoice(contract, order, at));
    }

    private java.util.Map<String, Object> deliveryRow(Catalogue.Product product, int quantity, String serial) {
        return new Fields(calendar.zone())
                .ref("product", product.id())
                .text("quantity", String.valueOf(quantity))
                .text("serial", serial)
                .map();
    }

    private DemoRecord machine(Contract contract, UUID order, Catalogue.Product product, String serial, Instant at) {
        var place = contract.sale().customer().place();
        var fields = about(contract)
                .text("serial", serial)
                .ref("product", product.id())
                .ref("order", order)
                .date("delivered_on", calendar.date(at))
                .text("place", place.city() + place.county())
                .text(
                        "status",
                        contract.accepted().isEmpty() ? "installing" : dice.chance(0.05) ? "repair" : "running");
        contract.accepted()
                .map(calendar::date)
                .ifPresent(day -> fields.date("accepted_on", day)
                        .date("warranty_until", day.plusMonths(product.warrantyMonths())));
        return record("equipment", contract, dice.id(at), fields, at, staff.id("aftersales"));
    }

    private DemoRecord invoice(Contract contract, UUID order, Instant delivered) {
        var at = earlier(delivered.plus(Duration.ofDays(dice.between(0, 6))), calendar.now());
        var tax = contract.amount().multiply(TAX).divide(WITH_TAX, 2, RoundingMode.HALF_UP);
        var fields = about(contract)
                .text("number", "%d%018d".formatted(calendar.date(at).getYear() % 100, 32_000_000L + ++invoices))
                .ref("contract", contract.id())
                .ref("order", order)
                .date("date", calendar.date(at))
                .money("amount", contract.amount())
                .money("tax", tax)
                .text("kind", "special");
        return record("invoice", contract, dice.id(at), fields, at, staff.id("finance"));
    }

    private DemoRecord receipt(Contract contract, Contract.Instalment instalment, Contract.Payment payment) {
        var fields = about(contract)
                .text("number", "RC%06d".formatted(++receipts))
                .ref("contract", contract.id())
                .ref("plan", instalment.id())
                .date("date", calendar.date(payment.at()))
                .money("amount", payment.amount())
                .text("method", dice.pick(List.of("bank_transfer", "bank_acceptance", "leasing"), List.of(70, 25, 5)))
                .flag("refund", false)
                .time("approved_at", earlier(payment.at().plus(Duration.ofHours(dice.between(1, 30))), calendar.now()));
        return record("receipt", contract, payment.id(), fields, payment.at(), staff.id("finance"));
    }

    private Fields about(Contract contract) {
        return new Fields(calendar.zone())
                .ref("customer", contract.sale().customer().id());
    }

    private static DemoRecord record(String form, Contract contract, UUID id, Fields fields, Instant at, UUID by) {
        return new DemoRecord(form, id, fields.map(), contract.sale().owner().id(), at, by, List.of());
    }
}
