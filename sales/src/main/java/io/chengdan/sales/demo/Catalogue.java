package io.chengdan.sales.demo;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the demo company sells, and at what price in which half year. */
final class Catalogue {

    record Product(
            UUID id,
            String code,
            String name,
            String model,
            String line,
            String unit,
            BigDecimal listPrice,
            BigDecimal cost,
            int warrantyMonths,
            String spec) {

        boolean isMachine() {
            return !line.equals("spare_parts") && !line.equals("service");
        }
    }

    record PriceList(UUID id, String name, LocalDate from, LocalDate to) {

        boolean holds(LocalDate day) {
            return !day.isBefore(from) && !day.isAfter(to);
        }
    }

    private static final List<String> MACHINE_LINES =
            List.of("laser_cutting", "bending", "shearing", "punching", "rolling", "welding", "coating", "automation");
    private static final List<Integer> MACHINE_LINE_WEIGHTS = List.of(36, 24, 5, 8, 6, 11, 4, 6);
    /** The first list begins this many months before the demo's history, so that no quote is without one. */
    private static final int MONTHS_BEFORE = 6;

    private final Dice dice;
    private final Calendar calendar;
    private final Instant begun;
    private final List<Product> products;
    private final List<PriceList> priceLists;

    Catalogue(Dice dice, Calendar calendar, Instant begun) {
        this.dice = dice;
        this.calendar = calendar;
        this.begun = begun;
        this.products =
                Csv.rows("/demo/products.csv").stream().map(this::product).toList();
        this.priceLists = halfYears();
    }

    List<Product> products() {
        return products;
    }

    String machineLine() {
        return dice.pick(MACHINE_LINES, MACHINE_LINE_WEIGHTS);
    }

    Product anyOf(String line) {
        return dice.pick(
                products.stream().filter(product -> product.line().equals(line)).toList());
    }

    PriceList priceListOn(LocalDate day) {
        return priceLists.stream().filter(list -> list.holds(day)).findFirst().orElse(priceLists.getLast());
    }

    List<DemoRecord> records(Staff staff) {
        var out = new ArrayList<DemoRecord>();
        var director = staff.id("director");
        for (var product : products) {
            out.add(new DemoRecord("product", product.id(), fields(product), director, begun, director, List.of()));
        }
        for (var list : priceLists) {
            var at = Calendar.earlier(calendar.noon(list.from()).minus(Duration.ofDays(10)), calendar.now());
            out.add(new DemoRecord("price_list", list.id(), fields(list), director, at, director, List.of()));
        }
        return out;
    }

    private Product product(List<String> row) {
        return new Product(
                dice.id(begun),
                row.get(0),
                row.get(1),
                row.get(2),
                row.get(3),
                row.get(4),
                Money.yuan(Long.parseLong(row.get(5))),
                Money.yuan(Long.parseLong(row.get(6))),
                Integer.parseInt(row.get(7)),
                row.get(8));
    }

    private List<PriceList> halfYears() {
        var out = new ArrayList<PriceList>();
        var first = calendar.date(calendar.start()).minusMonths(MONTHS_BEFORE);
        var from = first.withDayOfMonth(1).withMonth(first.getMonthValue() <= 6 ? 1 : 7);
        while (!from.isAfter(calendar.date(calendar.now()))) {
            var to = from.plusMonths(6).minusDays(1);
            var name = from.getYear() + (from.getMonthValue() == 1 ? " 年上半年价格表" : " 年下半年价格表");
            out.add(new PriceList(dice.id(calendar.noon(from)), name, from, to));
            from = to.plusDays(1);
        }
        return out;
    }

    private Map<String, Object> fields(Product product) {
        return new Fields(calendar.zone())
                .text("code", product.code())
                .text("name", product.name())
                .text("model", product.model())
                .text("line", product.line())
                .text("unit", product.unit())
                .text("spec", product.spec())
                .money("list_price", product.listPrice())
                .money("cost", product.cost())
                .percent("tax_rate", BigDecimal.valueOf(product.line().equals("service") ? 6 : 13))
                .number("warranty_months", product.warrantyMonths())
                .flag("active", true)
                .text("erp_code", "INV-" + product.code())
                .map();
    }

    private Map<String, Object> fields(PriceList list) {
        var rows = products.stream()
                .map(product -> new Fields(calendar.zone())
                        .ref("product", product.id())
                        .money("price", product.listPrice())
                        .money("floor", Money.percent(product.listPrice(), BigDecimal.valueOf(86)))
                        .percent("discount_limit", BigDecimal.valueOf(product.isMachine() ? 5 : 8))
                        .map())
                .toList();
        return new Fields(calendar.zone())
                .text("name", list.name())
                .date("valid_from", list.from())
                .date("valid_to", list.to())
                .rows("lines", rows)
                .map();
    }
}
