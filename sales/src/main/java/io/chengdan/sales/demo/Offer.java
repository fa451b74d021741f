package io.chengdan.sales.demo;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** What a customer is offered, with tax. Prices are such that no sum needs rounding. */
record Offer(List<Line> lines, Terms terms) {

    /** @param discount in percent off the list price */
    record Line(Catalogue.Product product, int quantity, BigDecimal discount) {

        BigDecimal netPrice() {
            return product.listPrice().subtract(Money.percent(product.listPrice(), discount));
        }

        BigDecimal amount() {
            return netPrice().multiply(BigDecimal.valueOf(quantity));
        }
    }

    /** How the customer pays: percent of the amount at each condition. */
    record Terms(String text, List<Integer> percents, List<String> conditions) {}

    private static final Terms ON_ORDER = new Terms("款到发货", List.of(100), List.of("prepay"));
    private static final Terms HALF = new Terms("预付 50%，发货前付 50%", List.of(50, 50), List.of("prepay", "delivery"));
    private static final Terms THIRDS =
            new Terms("预付 30%，发货前付 60%，质保金 10%", List.of(30, 60, 10), List.of("prepay", "delivery", "warranty_end"));
    private static final Terms FOURTHS = new Terms(
            "预付 30%，发货前付 30%，验收后付 30%，质保金 10%",
            List.of(30, 30, 30, 10), List.of("prepay", "delivery", "acceptance", "warranty_end"));

    BigDecimal total() {
        return Money.sum(lines.stream().map(Line::amount).toList());
    }

    /** Without tax. */
    BigDecimal cost() {
        return Money.sum(lines.stream()
                .map(line -> line.product().cost().multiply(BigDecimal.valueOf(line.quantity())))
                .toList());
    }

    BigDecimal deepestDiscount() {
        return lines.stream().map(Line::discount).reduce(BigDecimal.ZERO, BigDecimal::max);
    }

    int warrantyMonths() {
        return lines.getFirst().product().warrantyMonths();
    }

    static Offer of(Deal deal, String line, Catalogue catalogue, Dice dice) {
        var main = catalogue.anyOf(line);
        var discount = BigDecimal.valueOf(
                dice.pick(List.of(0, 2, 3, 4, 5, 6, 8, 10, 12), List.of(8, 8, 14, 14, 20, 14, 12, 7, 3)));
        int quantity = deal.isMachine() ? dice.pick(List.of(1, 2, 3), List.of(74, 20, 6)) : dice.between(1, 6);
        if (main.unit().equals("line")) {
            quantity = 1;
        }
        var lines = new java.util.ArrayList<Line>();
        lines.add(new Line(main, quantity, discount));
        if (line.equals("laser_cutting") && dice.chance(0.35)) {
            lines.add(new Line(catalogue.anyOf("automation"), 1, discount));
        }
        if (line.equals("bending") && dice.chance(0.5)) {
            lines.add(new Line(catalogue.anyOf("spare_parts"), dice.between(1, 3), BigDecimal.ZERO));
        }
        return new Offer(List.copyOf(lines), terms(deal, dice));
    }

    private static Terms terms(Deal deal, Dice dice) {
        return deal.isMachine() ? dice.pick(List.of(HALF, THIRDS, FOURTHS), List.of(20, 45, 35)) : ON_ORDER;
    }

    List<Map<String, Object>> quoteRows(Calendar calendar) {
        return lines.stream()
                .map(line -> new Fields(calendar.zone())
                        .ref("product", line.product().id())
                        .text("quantity", String.valueOf(line.quantity()))
                        .text("unit", line.product().unit())
                        .money("list_price", line.product().listPrice())
                        .money("price", line.product().listPrice())
                        .percent("discount", line.discount())
                        .map())
                .toList();
    }

    List<Map<String, Object>> orderRows(Calendar calendar, java.time.LocalDate due) {
        return lines.stream()
                .map(line -> new Fields(calendar.zone())
                        .ref("product", line.product().id())
                        .text("quantity", String.valueOf(line.quantity()))
                        .money("price", line.netPrice())
                        .date("due", due)
                        .map())
                .toList();
    }
}
