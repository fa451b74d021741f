package io.chengdan.sales.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Technical parameters that customers ask for, by product line. */
final class Parameters {

    private record Parameter(String name, List<String> values, String unit, String tolerance) {}

    private static final Parameter OUTPUT =
            new Parameter("日产量", List.of("200", "300", "400", "600", "800"), "pcs_day", "");
    private static final Parameter POWER = new Parameter("厂房可用功率", List.of("60", "80", "120", "200"), "kw", "");
    private static final Map<String, List<Parameter>> BY_LINE = Map.of(
            "laser_cutting",
            List.of(
                    new Parameter("最大板厚", List.of("6", "12", "16", "20", "25"), "mm", ""),
                    new Parameter("板材幅面", List.of("3000×1500", "4000×2000", "6000×2500"), "mm", ""),
                    new Parameter("切割精度", List.of("0.05", "0.08", "0.1"), "mm", "±")),
            "bending",
            List.of(
                    new Parameter("折弯长度", List.of("2500", "3200", "4100", "6000"), "mm", ""),
                    new Parameter("公称力", List.of("1000", "1700", "3000"), "kn", ""),
                    new Parameter("角度精度", List.of("0.5", "0.3"), "degree", "±")),
            "welding",
            List.of(
                    new Parameter("工件最大重量", List.of("300", "500", "1000"), "kg", ""),
                    new Parameter("焊缝长度", List.of("800", "1500", "2400"), "mm", "±1"),
                    new Parameter("节拍", List.of("60", "90", "120"), "s", "±5")),
            "rolling",
            List.of(
                    new Parameter("最大板厚", List.of("20", "40", "60"), "mm", ""),
                    new Parameter("最小卷圆直径", List.of("600", "900", "1200"), "mm", "")));
    private static final List<Parameter> OTHER = List.of(
            new Parameter("最大板厚", List.of("3", "6", "8"), "mm", ""),
            new Parameter("加工节拍", List.of("12", "20", "45"), "s", ""));

    private Parameters() {}

    static List<Map<String, Object>> of(String line, Dice dice, Calendar calendar) {
        var asked = new ArrayList<>(BY_LINE.getOrDefault(line, OTHER));
        asked.add(OUTPUT);
        asked.add(POWER);
        return asked.stream()
                .map(parameter -> new Fields(calendar.zone())
                        .text("name", parameter.name())
                        .text("value", dice.pick(parameter.values()))
                        .text("unit", parameter.unit())
                        .text("tolerance", parameter.tolerance())
                        .flag("must", dice.chance(0.6))
                        .map())
                .toList();
    }
}
