package io.chengdan.sales.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The communication log: what the gates asked for, the first touches of leads, and everyday talk up to the number wanted. */
final class Log {

    static final int COUNT = 5_000;
    /** Of the talk before the change, so much was ever written down, compared with since. */
    private static final double LOGGED_BEFORE = 0.55;

    private final Dice dice;
    private final Calendar calendar;
    private final Staff staff;
    private final Talk talk;
    private final List<DemoRecord> entries = new ArrayList<>();

    Log(Dice dice, Calendar calendar, Staff staff) {
        this.dice = dice;
        this.calendar = calendar;
        this.staff = staff;
        this.talk = new Talk(dice);
    }

    /** All entries, the oldest first. */
    List<DemoRecord> of(List<Opportunity> sales, List<Leads.Lead> leads) {
        leads.forEach(this::firstTouch);
        sales.forEach(this::evidence);
        while (entries.size() < COUNT) {
            everyday(dice.pick(sales));
        }
        entries.sort(Comparator.comparing(DemoRecord::createdAt).thenComparing(DemoRecord::id));
        return entries;
    }

    private void firstTouch(Leads.Lead lead) {
        lead.touched().ifPresent(at -> {
            var fields = said(dice.chance(0.8) ? "call" : "wecom", "other", at, false)
                    .ref("lead", lead.entry().id())
                    .text("attendees_text", lead.contact())
                    .text("summary", "首次联系" + lead.contact() + "，介绍公司，了解需求，加了企业微信。");
            add(fields, lead.owner(), at);
        });
    }

    /** What the gates of the stages passed had asked for; of the present stage a part. */
    private void evidence(Opportunity sale) {
        var deal = sale.deal();
        if (!deal.isMachine()) {
            stage(sale, "needs_confirmed", "call", "service");
            return;
        }
        stage(sale, "initial_contact", "visit", "first_visit");
        stage(sale, "needs_confirmed", dice.chance(0.7) ? "visit" : "meeting", "requirement");
        stage(sale, "solution_design", "meeting", "technical_alignment");
        stage(sale, "solution_confirmed", "meeting", "solution");
        stage(sale, "negotiation", "meeting", "negotiation");
    }

    private void stage(Opportunity sale, String stage, String kind, String purpose) {
        var entered = sale.deal().enteredAt(stage);
        var passed = sale.deal().passedAt(stage);
        if (entered.isPresent() && (passed.isPresent() || dice.chance(0.5))) {
            // Evidence comes before the gate it opened.
            var until = passed.orElse(sale.deal().end());
            var at = calendar.working(dice.within(entered.get(), until), entered.get(), until);
            entry(sale, kind, purpose, at);
        }
    }

    private void everyday(Opportunity sale) {
        var deal = sale.deal();
        boolean after = deal.isWon() && dice.chance(0.25);
        var at = calendar.working(
                after ? dice.within(deal.end(), calendar.now()) : dice.within(deal.created(), deal.end()));
        if (!calendar.isNew(at) && !dice.chance(LOGGED_BEFORE)) {
            return;
        }
        var purpose = after ? "service" : dice.chance(0.5) ? "other" : purposeOf(deal, at);
        var kind = dice.pick(
                List.of("call", "wecom", "visit", "mail", "voice", "file_sent"), List.of(34, 26, 18, 9, 6, 7));
        entry(sale, kind, kind.equals("file_sent") ? "other" : purpose, at);
    }

    private static String purposeOf(Deal deal, Instant at) {
        var stage = deal.entered().entrySet().stream()
                .filter(entered -> !entered.getValue().isAfter(at))
                .map(java.util.Map.Entry::getKey)
                .reduce((_, later) -> later)
                .orElse("initial_contact");
        return switch (stage) {
            case "initial_contact", "needs_confirmed" -> deal.isMachine() ? "requirement" : "service";
            case "solution_design" -> "technical_alignment";
            case "solution_confirmed" -> "solution";
            default -> "negotiation";
        };
    }

    private void entry(Opportunity sale, String kind, String purpose, Instant at) {
        var customer = sale.customer();
        var who = dice.pick(customer.people());
        var what = sale.offer().lines().getFirst().product().name();
        var fields = said(kind, purpose, at, purpose.equals("negotiation"))
                .ref("customer", customer.id())
                .ref("opportunity", sale.id())
                .refs("contacts", List.of(who.id()))
                .text("attendees_text", who.name())
                .text(
                        "summary",
                        talk.about(purpose, who, what, customer.shortName().substring(2)));
        var ours = new ArrayList<>(List.of(sale.owner().id()));
        if (purpose.equals("technical_alignment") && kind.equals("meeting")) {
            ours.add(staff.id("engineer"));
        }
        fields.refs("participants", ours);
        if (dice.chance(0.45)) {
            fields.text("next_step", talk.next()).time("next_at", calendar.noon(workingDayAfter(at)));
        }
        if (kind.equals("visit")) {
            fields.text(
                    "place_address", customer.place().city() + customer.place().county());
        }
        add(fields, sale.owner(), at);
    }

    private java.time.LocalDate workingDayAfter(Instant at) {
        var day = calendar.date(at).plusDays(dice.between(1, 10));
        while (!calendar.isWorkingDay(day)) {
            day = day.plusDays(1);
        }
        return day;
    }

    private Fields said(String kind, String purpose, Instant at, boolean commercial) {
        return new Fields(calendar.zone())
                .text("kind", kind)
                .text("purpose", purpose)
                .time("occurred_at", at)
                .flag("commercial", commercial);
    }

    /** Written down soon after, or, before the change, often a day or two later. */
    private void add(Fields fields, DemoPerson by, Instant at) {
        int minutes = calendar.isNew(at) ? dice.between(2, 120) : dice.between(30, 2_800);
        var written = Calendar.earlier(at.plus(Duration.ofMinutes(minutes)), calendar.now());
        entries.add(new DemoRecord("activity", dice.id(written), fields.map(), by.id(), written, by.id(), List.of()));
    }
}
