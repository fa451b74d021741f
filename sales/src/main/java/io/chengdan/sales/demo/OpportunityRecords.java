package io.chengdan.sales.demo;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Opportunities with the stages they went through, and the technical requirements behind them. */
final class OpportunityRecords {

    /** The file each gate asks for. */
    private static final Map<String, String> GATE_FILES = Map.of(
            "needs_confirmed", "signed_survey",
            "solution_design", "solution",
            "solution_confirmed", "technical_agreement",
            "signing", "contract_scan");

    private static final List<String> WON_REASONS =
            List.of("product", "price", "relationship", "delivery", "service", "reference", "financing");
    private static final List<String> LOST_REASONS =
            List.of("price", "competitor", "technology", "delivery", "budget", "no_decision", "relationship");
    private static final List<String> COMPETITORS =
            List.of("hans", "bodor", "hsg", "penta", "yawei", "jfy", "trumpf", "amada", "local", "used");
    private static final List<String> NEXT_STEPS = List.of(
            "约客户来厂看样机", "带技术工程师去现场量尺寸", "发方案书给设备主管", "等客户内部立项会", "与采购谈付款节点", "请大区经理一起拜访总经理", "补齐试样检测报告", "确认安装场地与电源");

    private final Dice dice;
    private final Calendar calendar;

    OpportunityRecords(Dice dice, Calendar calendar) {
        this.dice = dice;
        this.calendar = calendar;
    }

    DemoRecord opportunity(Opportunity sale) {
        var deal = sale.deal();
        var owner = sale.owner().id();
        var fields = new Fields(calendar.zone())
                .text("name", sale.name())
                .ref("customer", sale.customer().id())
                .text("business_type", deal.businessType())
                .text("product_line", sale.line())
                .money("amount", sale.offer().total())
                .text("currency", "cny")
                .date("expected_close", calendar.date(expectedClose(deal)))
                .text("stage", deal.stage())
                .time("stage_entered_at", stageEntered(deal))
                .text("source", sale.customer().source())
                .refs(
                        "key_contacts",
                        sale.customer().people().stream()
                                .limit(2)
                                .map(Customer.Person::id)
                                .toList())
                .flag("green_channel", false);
        if (dice.chance(0.6)) {
            fields.money("budget", roundedBudget(sale.offer().total()));
        }
        deal.passedAt("solution_confirmed")
                .ifPresent(at -> fields.ref(
                                "solution_accepted_by",
                                sale.customer().who("guards_technology").id())
                        .date("solution_accepted_on", calendar.date(at)));
        ending(deal, fields);
        return new DemoRecord("opportunity", deal.id(), fields.map(), owner, deal.created(), owner, moves(sale));
    }

    private void ending(Deal deal, Fields fields) {
        var rivals = dice.chance(0.55) ? dice.shuffled(COMPETITORS).subList(0, dice.between(1, 2)) : List.<String>of();
        switch (deal.outcome()) {
            case OPEN -> fields.text("next_step", dice.pick(NEXT_STEPS)).words("competitors", rivals);
            case WON ->
                fields.text("won_reason", dice.pick(WON_REASONS))
                        .words("competitors", rivals)
                        .time("closed_at", deal.end());
            case LOST -> {
                var reason = dice.pick(LOST_REASONS, List.of(26, 24, 12, 8, 14, 12, 4));
                boolean rival = reason.equals("competitor") && rivals.isEmpty();
                fields.text("lost_reason", reason)
                        .words("competitors", rival ? List.of(dice.pick(COMPETITORS)) : rivals)
                        .time("closed_at", deal.end());
            }
        }
    }

    private static Instant stageEntered(Deal deal) {
        return deal.isOpen() ? deal.enteredAt(deal.lastStage()).orElseThrow() : deal.end();
    }

    private Instant expectedClose(Deal deal) {
        return deal.isOpen()
                ? calendar.now().plus(Duration.ofDays(dice.between(5, 75)))
                : deal.end().plus(Duration.ofDays(dice.between(-10, 12)));
    }

    private static BigDecimal roundedBudget(BigDecimal total) {
        return Money.yuan(total.longValue() / 50_000 * 50_000 + 50_000);
    }

    private static List<DemoMove> moves(Opportunity sale) {
        var deal = sale.deal();
        var by = sale.owner().id();
        var moves = new ArrayList<DemoMove>();
        var files = List.<String>of();
        for (var entry : deal.entered().entrySet()) {
            moves.add(new DemoMove(entry.getKey(), entry.getValue(), by, files));
            var file = GATE_FILES.get(entry.getKey());
            files = file == null ? List.of() : List.of(file);
        }
        if (deal.isWon()) {
            moves.add(new DemoMove("won", deal.end(), by, files));
        } else if (!deal.isOpen()) {
            moves.add(new DemoMove("lost", deal.end(), by, List.of()));
        }
        return List.copyOf(moves);
    }

    /** The requirements of a deal: a draft while needs are being confirmed, then a current one, now and then after an older. */
    List<DemoRecord> requirements(Opportunity sale, Staff staff) {
        var deal = sale.deal();
        var begun = deal.isMachine() ? deal.enteredAt("needs_confirmed") : java.util.Optional.<Instant>empty();
        if (begun.isEmpty() || (!deal.passed("needs_confirmed") && dice.chance(0.4))) {
            return List.of();
        }
        var end = deal.passedAt("needs_confirmed").orElse(deal.end());
        var out = new ArrayList<DemoRecord>();
        boolean revised = deal.passed("solution_design") && dice.chance(0.2);
        if (revised) {
            out.add(requirement(sale, staff, 1, "replaced", between(begun.get(), end)));
        }
        var status = deal.passed("needs_confirmed") ? "current" : "draft";
        var from = revised ? out.getFirst().createdAt() : begun.get();
        out.add(requirement(sale, staff, revised ? 2 : 1, status, between(from, end)));
        return out;
    }

    private Instant between(Instant from, Instant to) {
        return calendar.working(dice.within(from, to), from, to);
    }

    private DemoRecord requirement(Opportunity sale, Staff staff, int version, String status, Instant at) {
        var deal = sale.deal();
        boolean judged = deal.passed("solution_design") || (status.equals("current") && dice.chance(0.5));
        var fields = new Fields(calendar.zone())
                .text("title", sale.name())
                .ref("customer", sale.customer().id())
                .ref("opportunity", sale.id())
                .number("version", version)
                .text("status", status)
                .rows("parameters", Parameters.of(sale.line(), dice, calendar))
                .text(
                        "site_conditions",
                        dice.pick(List.of(
                                "三相 380 V，地面承重 5 t/m²",
                                "行车 10 t，车间净高 8 m",
                                "气源 1.2 MPa，需加干燥机",
                                "旧厂房，地基要重做",
                                "新厂房，预留设备基础")))
                .text("feasibility", judged ? "feasible" : "open")
                .ref("engineer", staff.id("engineer"))
                .date("needed_by", calendar.date(at.plus(Duration.ofDays(dice.between(5, 15)))))
                .flag("urgent", dice.chance(0.08));
        return new DemoRecord(
                "requirement",
                dice.id(at),
                fields.map(),
                sale.owner().id(),
                at,
                sale.owner().id(),
                List.of());
    }
}
