package io.chengdan.sales.demo;

import static io.chengdan.sales.demo.Calendar.earlier;
import static io.chengdan.sales.demo.Calendar.later;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Leads: those that became customers, and those that came to nothing or are still waiting. */
final class Leads {

    /** A lead with the moment somebody first got in touch, which the log tells as well. */
    record Lead(DemoRecord entry, DemoPerson owner, String contact, Optional<Instant> touched) {}

    private static final int COUNT = 420;
    private static final int UNTOUCHED = 9;
    private static final List<String> EXHIBITIONS = List.of("上海工博会", "深圳机械展", "济南数控机床展");
    private static final List<String> INVALID = List.of(
            "wrong_number", "no_need", "no_budget", "not_our_product", "duplicate", "competitor", "unreachable");

    private final Dice dice;
    private final Calendar calendar;
    private final Staff staff;
    private final Places places;
    private final Catalogue catalogue;
    private final CompanyNames companies;
    private final PersonNames names;
    private final Spread oldTouch = new Spread(18, 0.6, Math.sqrt(3));
    private final Spread newTouch = new Spread(2.3, 0.6, Math.sqrt(3));

    Leads(Dice dice, Calendar calendar, Staff staff, Places places, Catalogue catalogue) {
        this.dice = dice;
        this.calendar = calendar;
        this.staff = staff;
        this.places = places;
        this.catalogue = catalogue;
        this.companies = new CompanyNames(dice);
        this.names = new PersonNames(dice);
    }

    /** The leads, the oldest first. */
    List<Lead> of(List<Customer> customers) {
        var out = new ArrayList<Lead>();
        for (var customer : customers) {
            customer.lead().ifPresent(at -> out.add(converted(customer, at)));
        }
        while (out.size() < COUNT - UNTOUCHED) {
            out.add(touched());
        }
        while (out.size() < COUNT) {
            out.add(untouched());
        }
        out.sort(Comparator.comparing((Lead lead) -> lead.entry().createdAt())
                .thenComparing(lead -> lead.entry().id()));
        return out;
    }

    private Lead converted(Customer customer, Instant at) {
        var touched = earlier(calendar.working(at), customer.created().minus(Duration.ofHours(1)));
        var person = customer.people().getLast();
        var fields = asked(customer.name(), person.name(), customer.place(), customer.industry(), customer.source())
                .text("phone", person.mobile())
                .text("status", "qualified")
                .text("feedback", "已联系" + person.title() + person.name() + "，需求明确，转为客户跟进。")
                .ref("customer", customer.id());
        return lead(fields, customer.owner(), person.name(), touched, Optional.of(touched));
    }

    private Lead touched() {
        var touched = calendar.working(dice.within(
                calendar.start().plus(Duration.ofDays(4)), calendar.now().minus(Duration.ofHours(3))));
        boolean invalid = dice.chance(0.4);
        var owner = dice.pick(staff.reps());
        var contact = names.any();
        var fields = stranger(owner, contact)
                .text("status", invalid ? "invalid" : "contacted")
                .text(
                        "feedback",
                        invalid
                                ? "联系后确认暂无合作可能。"
                                : dice.pick(
                                        List.of("客户在比较三家，约了下周通话。", "已发样本，等技术确认板厚。", "预算明年才有，先保持联系。", "要来厂看样机，时间待定。")));
        if (invalid) {
            fields.text("invalid_reason", dice.pick(INVALID));
        }
        return lead(fields, owner, contact, touched, Optional.of(touched));
    }

    private Lead untouched() {
        var owner = dice.pick(staff.reps());
        var contact = names.any();
        var at = calendar.now().minus(Duration.ofMinutes(dice.between(20, 25 * 60)));
        return lead(stranger(owner, contact).text("status", "new"), owner, contact, at, Optional.empty());
    }

    private Fields stranger(DemoPerson owner, String contact) {
        var place = places.in(staff.provincesOf(owner));
        var industry = companies.industry();
        var company = companies.unused(place.town(), industry).full();
        var source =
                dice.pick(List.of("exhibition", "website", "short_video", "search_ads", "b2b_platform", "phone_in"));
        return asked(company, contact, place, industry, source)
                .text("phone", "1370000%04d".formatted(dice.below(10_000)));
    }

    private Fields asked(String company, String contact, Places.Place place, String industry, String source) {
        var line = catalogue.machineLine();
        return new Fields(calendar.zone())
                .text("name", company)
                .text("contact_name", contact)
                .text("region", place.code())
                .text("industry", industry)
                .text("source", source)
                .text("campaign", campaign(source))
                .text("product_line", line)
                .text(
                        "need",
                        dice.pick(
                                List.of("想了解价格和交期。", "旧设备精度不够，准备更换。", "新厂房年底投产，要配整线。", "外协费用太高，想自己做。", "先要一份样本和报价。")));
    }

    private String campaign(String source) {
        return switch (source) {
            case "exhibition" -> dice.pick(EXHIBITIONS);
            case "short_video" -> "春季直播周";
            case "website" -> "官网询价";
            default -> "";
        };
    }

    /** {@code at} is the first touch; the lead came in before it, by as much as people took then. */
    private Lead lead(Fields fields, DemoPerson owner, String contact, Instant at, Optional<Instant> touched) {
        var waited = touched.map(time -> (calendar.isNew(time) ? newTouch : oldTouch).next())
                .orElse(0.0);
        var created = at.minus(Duration.ofSeconds(Math.round(waited * 3600)));
        fields.time("assigned_at", touched.map(time -> assigned(created, time)).orElse(later(created, at)));
        touched.ifPresent(time -> fields.time("first_touch_at", time));
        var entry = new DemoRecord(
                "lead", dice.id(created), fields.map(), owner.id(), created, staff.id("marketing"), List.of());
        return new Lead(entry, owner, contact, touched);
    }

    /** By hand, hours later, before the change; within seconds since. */
    private Instant assigned(Instant created, Instant touched) {
        var half = Duration.between(created, touched).dividedBy(2);
        return calendar.isNew(touched) ? created.plusSeconds(4) : created.plus(half);
    }
}
