package io.chengdan.sales.demo;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names of companies that buy machines: town, brand, trade, form. No two share town and brand. */
final class CompanyNames {

    record CompanyName(String full, String shortName) {}

    private static final List<String> FIRST =
            List.of("恒 宏 瑞 鑫 华 德 嘉 联 盛 达 泰 金 广 新 中 永 顺 和 天 远 博 凯 诚 信 力 正 东 亚 安 荣 明 聚 汇 立 万 佳 隆 科 智 精".split(" "));
    private static final List<String> SECOND =
            List.of("力 达 源 通 盛 宇 泰 隆 成 信 兴 昌 丰 邦 康 捷 锐 骏 格 诺 创 拓 航 驰 特 方 迪 祥 发 辉 维 顿 克 腾 固 恩 奥 莱 美 锋".split(" "));
    private static final Map<String, List<String>> TRADES = Map.ofEntries(
            Map.entry("metal_fabrication", List.of("钣金", "金属制品", "精密钣金", "五金")),
            Map.entry("machinery", List.of("机械", "机电", "机械设备", "重工")),
            Map.entry("construction_machinery", List.of("工程机械", "重工", "路面机械")),
            Map.entry("agricultural_machinery", List.of("农业装备", "农机", "收获机械")),
            Map.entry("textile_machinery", List.of("纺织机械", "纺机", "印染设备")),
            Map.entry("auto_parts", List.of("汽车零部件", "汽车部件", "车身件", "底盘系统")),
            Map.entry("rail", List.of("轨道装备", "轨道交通设备", "车辆装备")),
            Map.entry("shipbuilding", List.of("船舶重工", "海洋工程装备", "船用设备")),
            Map.entry("aerospace", List.of("航空部件", "航天结构件")),
            Map.entry("power_equipment", List.of("电力设备", "电气", "开关设备", "变压器")),
            Map.entry("new_energy", List.of("新能源装备", "光伏支架", "储能设备")),
            Map.entry("electronics", List.of("电子设备", "通信设备")),
            Map.entry("home_appliance", List.of("电器", "厨具")),
            Map.entry("elevator", List.of("电梯", "电梯部件")),
            Map.entry("steel", List.of("特种钢", "钢材加工", "金属材料")),
            Map.entry("steel_structure", List.of("钢结构", "幕墙")),
            Map.entry("hvac", List.of("空调设备", "净化设备", "暖通设备")),
            Map.entry("furniture", List.of("办公家具", "货架", "仓储设备")),
            Map.entry("chassis_cabinet", List.of("机箱", "电控柜", "机柜")),
            Map.entry("medical", List.of("医疗器械", "医疗设备")),
            Map.entry("food_machinery", List.of("食品机械", "包装机械")),
            Map.entry("chemical_equipment", List.of("化工装备", "压力容器")));
    private static final List<String> INDUSTRIES =
            TRADES.keySet().stream().sorted().toList();
    private static final List<String> FORMS = List.of("有限公司", "有限公司", "有限公司", "股份有限公司", "科技有限公司", "制造有限公司", "集团有限公司");

    private final Dice dice;
    private final Set<String> taken = new HashSet<>();

    CompanyNames(Dice dice) {
        this.dice = dice;
    }

    String industry() {
        return dice.pick(INDUSTRIES);
    }

    CompanyName unused(String town, String industry) {
        while (true) {
            var brand = dice.pick(FIRST) + dice.pick(SECOND);
            if (taken.add(town + brand)) {
                var trade = dice.pick(TRADES.getOrDefault(industry, List.of("机械")));
                return new CompanyName(town + brand + trade + dice.pick(FORMS), brand + trade);
            }
        }
    }
}
