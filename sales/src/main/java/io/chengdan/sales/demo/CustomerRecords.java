package io.chengdan.sales.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Customers and their contacts as records. */
final class CustomerRecords {

    private static final List<String> SIZES = List.of("micro", "small", "medium", "large", "huge");
    private static final List<String> ATTITUDES = List.of("supports", "supports", "neutral", "neutral", "opposes");

    private final Dice dice;
    private final Calendar calendar;
    private int erpCodes;

    CustomerRecords(Dice dice, Calendar calendar) {
        this.dice = dice;
        this.calendar = calendar;
    }

    List<DemoRecord> customers(List<Customer> customers) {
        return customers.stream().map(this::customer).toList();
    }

    /** The contacts, superiors before those who report to them. */
    List<DemoRecord> contacts(List<Customer> customers) {
        var out = new ArrayList<DemoRecord>();
        for (var customer : customers) {
            // One after the other, so that a superior is there before those who report to them.
            var added = customer.created();
            for (var person : customer.people()) {
                added = Calendar.earlier(added.plus(Duration.ofMinutes(dice.between(2, 20))), calendar.now());
                out.add(contact(customer, person, added));
            }
        }
        return out;
    }

    private DemoRecord customer(Customer customer) {
        var place = customer.place();
        boolean bought = customer.hasBought();
        var fields = new Fields(calendar.zone())
                .text("name", customer.name())
                .text("short_name", customer.shortName())
                .text("country", "cn")
                .text("region", place.code())
                .text("address", address(place))
                .text("industry", customer.industry())
                .text("size", dice.pick(SIZES, List.of(5, 25, 40, 24, 6)))
                .text("level", level(customer))
                .text("source", customer.source())
                .text("phone", "0" + dice.between(510, 579) + "-8000" + "%04d".formatted(dice.below(10_000)));
        if (bought || dice.chance(0.4)) {
            fields.text("credit_code", CreditCode.of(place.code(), dice));
        }
        if (bought) {
            fields.text("erp_code", "KH%05d".formatted(++erpCodes))
                    .money("credit_limit", Money.yuan(dice.between(2, 30) * 100_000L));
        }
        return record("customer", customer, customer.id(), fields, customer.created());
    }

    private String level(Customer customer) {
        long won = customer.deals().stream().filter(Deal::isWon).count();
        return won >= 2 ? "a" : won == 1 ? "b" : customer.deals().isEmpty() ? "d" : dice.chance(0.3) ? "b" : "c";
    }

    private String address(Places.Place place) {
        var road = dice.pick(List.of("工业大道", "创新路", "振兴路", "科技路", "兴业路", "东环路", "长江路", "人民东路", "开发大道", "纬五路"));
        return place.city() + place.county() + road + dice.between(1, 399) + "号";
    }

    private DemoRecord contact(Customer customer, Customer.Person person, Instant added) {
        var fields = new Fields(calendar.zone())
                .text("name", person.name())
                .ref("customer", customer.id())
                .ref("reports_to", person.reportsTo())
                .text("job_title", person.title())
                .text("decision_role", person.part())
                .text("attitude", dice.chance(0.8) ? dice.pick(ATTITUDES) : "")
                .text("mobile", person.mobile())
                .flag("left", false);
        if (dice.chance(0.4)) {
            fields.text("email", "lxr" + person.mobile().substring(7) + "@example.com");
        }
        return record("contact", customer, person.id(), fields, added);
    }

    private static DemoRecord record(String form, Customer customer, UUID id, Fields fields, Instant at) {
        var owner = customer.owner().id();
        return new DemoRecord(form, id, fields.map(), owner, at, owner, List.of());
    }
}
