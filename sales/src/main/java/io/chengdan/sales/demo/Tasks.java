package io.chengdan.sales.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What people had and have to do for their deals. */
final class Tasks {

    private static final Map<String, List<String>> TITLES = Map.of(
            "initial_contact", List.of("约首次拜访", "发公司介绍和样本"),
            "needs_confirmed", List.of("带需求调研表去现场", "请客户签字回传调研表", "弄清谁拍板"),
            "solution_design", List.of("约技术对接会", "催方案书初稿", "核对节拍计算"),
            "solution_confirmed", List.of("跟进技术协议签字", "答复客户开放问题"),
            "quote_approval", List.of("补齐报价明细", "跟进报价审批"),
            "negotiation", List.of("准备合同草稿", "谈付款节点", "请财务确认条款"),
            "signing", List.of("跟进客户盖章", "上传合同扫描件", "排回款计划"));

    private final Dice dice;
    private final Calendar calendar;
    private final Staff staff;

    Tasks(Dice dice, Calendar calendar, Staff staff) {
        this.dice = dice;
        this.calendar = calendar;
        this.staff = staff;
    }

    List<DemoRecord> of(Opportunity sale) {
        var deal = sale.deal();
        var out = new ArrayList<DemoRecord>();
        if (deal.isOpen()) {
            var stage = deal.lastStage();
            var begun = deal.enteredAt(stage).orElseThrow();
            boolean technical = stage.equals("solution_design") && dice.chance(0.5);
            var assignee = technical ? staff.person("engineer") : sale.owner();
            var due = calendar.now().plus(Duration.ofHours(dice.between(-72, 240)));
            out.add(task(sale, stage, assignee, dice.within(begun, calendar.now()), due, "open"));
        }
        if (dice.chance(0.4)) {
            var stage = List.copyOf(deal.entered().keySet()).getFirst();
            var at = deal.created();
            out.add(task(
                    sale,
                    stage,
                    sale.owner(),
                    at,
                    at.plus(Duration.ofDays(dice.between(2, 9))),
                    dice.chance(0.93) ? "done" : "dropped"));
        }
        return out;
    }

    private DemoRecord task(
            Opportunity sale, String stage, DemoPerson assignee, Instant at, Instant due, String status) {
        var fields = new Fields(calendar.zone())
                .text(
                        "title",
                        dice.pick(TITLES.getOrDefault(stage, List.of("跟进"))) + "："
                                + sale.customer().shortName())
                .ref("assignee", assignee.id())
                .time("due", due)
                .text("priority", dice.pick(List.of("low", "normal", "high", "urgent"), List.of(10, 60, 24, 6)))
                .text("status", status)
                .ref("customer", sale.customer().id())
                .ref("opportunity", sale.id());
        var owner = sale.owner().id();
        return new DemoRecord("task", dice.id(at), fields.map(), owner, at, owner, List.of());
    }
}
