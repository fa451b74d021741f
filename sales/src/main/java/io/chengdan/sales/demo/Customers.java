package io.chengdan.sales.demo;

import static io.chengdan.sales.demo.Calendar.days;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Who the customers are, who looks after them and which deals are theirs. */
final class Customers {

    static final int COUNT = 300;
    private static final int WITHOUT_DEAL = 20;
    private static final List<String> SOURCES = List.of(
            "exhibition",
            "website",
            "short_video",
            "search_ads",
            "b2b_platform",
            "phone_in",
            "cold_call",
            "referral",
            "tender",
            "seminar");
    private static final List<Integer> SOURCE_WEIGHTS = List.of(18, 14, 10, 8, 8, 8, 14, 12, 5, 3);

    private final Dice dice;
    private final Calendar calendar;
    private final Staff staff;
    private final Places places;
    private final CompanyNames companies;
    private final PersonNames names;
    private int phones;

    Customers(Dice dice, Calendar calendar, Staff staff, Places places) {
        this.dice = dice;
        this.calendar = calendar;
        this.staff = staff;
        this.places = places;
        this.companies = new CompanyNames(dice);
        this.names = new PersonNames(dice);
    }

    /** The customers, the oldest first, with all the deals dealt out among them. */
    List<Customer> of(List<Deal> deals) {
        var shares = shares(deals);
        var reps = staff.reps();
        var customers = new ArrayList<Customer>();
        for (int i = 0; i < COUNT; i++) {
            customers.add(customer(reps.get(i % reps.size()), shares.get(i)));
        }
        customers.sort(Comparator.comparing(Customer::created).thenComparing(Customer::id));
        return customers;
    }

    private List<List<Deal>> shares(List<Deal> deals) {
        var shares = new ArrayList<List<Deal>>();
        for (int i = 0; i < COUNT; i++) {
            shares.add(new ArrayList<>());
        }
        var order = dice.shuffled(deals);
        int buyers = COUNT - WITHOUT_DEAL;
        for (int i = 0; i < order.size(); i++) {
            // Everybody one, then the rest: the square lets a few customers buy often.
            double chance = dice.between(0.0, 1.0);
            int to = i < buyers ? i : (int) (chance * chance * buyers);
            shares.get(to).add(order.get(i));
        }
        shares.forEach(share -> share.sort(Comparator.comparing(Deal::created)));
        return dice.shuffled(shares);
    }

    private Customer customer(DemoPerson owner, List<Deal> deals) {
        var place = places.in(staff.provincesOf(owner));
        var industry = companies.industry();
        var name = companies.unused(place.town(), industry);
        boolean fromLead = dice.chance(0.7);
        var created = created(deals, fromLead);
        var lead = fromLead && created.isAfter(calendar.start())
                ? Optional.of(created.minus(days(dice.between(0.3, 4.0))))
                : Optional.<Instant>empty();
        var source = lead.isPresent()
                ? dice.pick(SOURCES, SOURCE_WEIGHTS)
                : dice.pick(List.of("repeat", "referral", "cold_call", "exhibition"));
        boolean young = deals.stream().noneMatch(deal -> deal.passed("needs_confirmed"));
        return new Customer(
                dice.id(created),
                name.full(),
                name.shortName(),
                industry,
                source,
                place,
                owner,
                created,
                lead,
                people(created, young),
                deals);
    }

    private Instant created(List<Deal> deals, boolean fromLead) {
        if (deals.isEmpty()) {
            return calendar.working(dice.within(calendar.start(), calendar.now().minus(Duration.ofDays(2))));
        }
        double before = fromLead ? dice.between(0.2, 12.0) : dice.between(20.0, 900);
        return calendar.working(deals.getFirst().created().minus(days(before))).minus(Duration.ofHours(2));
    }

    /** The general manager on top, heads of department below, users below them. */
    private List<Customer.Person> people(Instant created, boolean young) {
        var people = new ArrayList<Customer.Person>();
        if (!young || dice.chance(0.6)) {
            people.add(person(created, dice.chance(0.8) ? "总经理" : "董事长", "decides", Optional.empty()));
        }
        var top = people.isEmpty()
                ? Optional.<UUID>empty()
                : Optional.of(people.getFirst().id());
        var production = person(created, dice.pick(List.of("生产经理", "生产总监", "厂长", "车间主任")), "uses", top);
        people.add(production);
        people.add(person(
                created, dice.pick(List.of("设备主管", "设备科长", "设备经理")), "influences", Optional.of(production.id())));
        if (dice.chance(0.75)) {
            people.add(person(created, dice.pick(List.of("采购经理", "采购主管", "供应链经理")), "buys", top));
        }
        if (dice.chance(0.55)) {
            people.add(person(created, dice.pick(List.of("技术经理", "总工程师", "工艺主管")), "guards_technology", top));
        }
        if (dice.chance(0.3)) {
            people.add(person(created, dice.pick(List.of("班组长", "工艺员", "设备员")), "uses", Optional.of(production.id())));
        }
        return people;
    }

    private Customer.Person person(Instant created, String title, String part, Optional<UUID> reportsTo) {
        return new Customer.Person(
                dice.id(created.plusSeconds(dice.between(60, 3600))), names.any(), title, part, mobile(), reportsTo);
    }

    /** A number that looks right and reaches nobody: no operator gives out 0000 in the middle in a row. */
    private String mobile() {
        var prefixes = List.of("138", "139", "136", "158", "186", "189", "177", "133");
        int n = phones++;
        return prefixes.get(n / 10_000 % prefixes.size()) + "0000" + "%04d".formatted((n * 7_919) % 10_000);
    }
}
