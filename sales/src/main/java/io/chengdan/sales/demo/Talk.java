package io.chengdan.sales.demo;

import java.util.List;
import java.util.Map;

/** What is said at customers', in the words sales people use. */
final class Talk {

    private static final Map<String, List<String>> WORDS = Map.of(
            "first_visit",
            List.of(
                    "看了车间，现有设备用了八年，{who}说精度跟不上。主要做{trade}，想上{what}。",
                    "第一次见{who}，介绍了公司和{what}。客户关心交期和售后响应，答应安排看现场。",
                    "{who}带看生产线，瓶颈在下料工序，外协费用高。对{what}感兴趣，让我们先出个初步想法。"),
            "requirement",
            List.of(
                    "和{who}逐项填需求调研表，材质以碳钢为主，日产量有季节波动。{what}的参数基本定了，回去签字。",
                    "现场量了尺寸，地基和行车都够。{who}要求换型快，{what}要能接上下料。",
                    "{who}确认了板厚和精度要求，另外提出噪声不能超 80 分贝，已写进需求。"),
            "technical_alignment",
            List.of(
                    "技术对接会：和{who}过了{what}的方案，地基图和电源一次定下，夹具形式会后再确认。",
                    "与刘工一起和{who}对接{what}，客户技术提出三个问题，当场答复两个，节拍要算一遍。",
                    "对接会开了两小时，{who}认可总体布局，要求补充安全光栅。"),
            "solution",
            List.of(
                    "给{who}讲了方案书，布局没意见，软件接口希望开放。下周给答复。",
                    "{who}拿方案和别家比，强调我们{what}的售后网点。技术协议草稿已发。",
                    "和{who}逐条过技术协议，剩两条要领导定。"),
            "negotiation",
            List.of(
                    "谈价格和付款：{who}希望再让三个点，质保延到两年。答应回去申请，付款比例不变。",
                    "{who}提出预付从三成降到两成，我们坚持三成，可以送一套易损件。",
                    "{who}说对手报价低我们百分之五，比了配置清单，客户认可差在切割头。"),
            "service",
            List.of(
                    "回访{who}，设备运行正常，反映操作工需要再培训一次。",
                    "{who}来电，{what}报警，远程指导后恢复，约服务工程师上门检查。",
                    "和{who}约年度保养时间，顺便了解明年扩产计划。"),
            "other",
            List.of(
                    "给{who}发了{what}的样本和视频，客户说内部讨论后回复。",
                    "问候{who}，项目还在走立项流程，预计下月有结果。",
                    "{who}问我们能不能参加下周的技术交流，已答应。",
                    "和{who}确认了看样机的时间，来三个人，安排接站。"));

    private static final List<String> NEXT =
            List.of("发会议纪要并请客户确认", "约下次拜访", "请技术工程师出方案", "补资料给客户", "电话跟进进展", "带客户来厂参观", "准备报价");

    private final Dice dice;

    Talk(Dice dice) {
        this.dice = dice;
    }

    String about(String purpose, Customer.Person who, String what, String trade) {
        return dice.pick(WORDS.getOrDefault(purpose, List.of("和{who}保持联系。")))
                .replace("{who}", who.title() + who.name())
                .replace("{what}", what)
                .replace("{trade}", trade);
    }

    String next() {
        return dice.pick(NEXT);
    }
}
