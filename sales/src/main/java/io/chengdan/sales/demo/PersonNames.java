package io.chengdan.sales.demo;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names of people, of the frequency they have. */
final class PersonNames {

    private static final List<String> SURNAMES = List.of(
            "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 肖 田 董 潘 袁 蔡 蒋 余 于 杜 叶 程 魏 苏 吕 丁 任 卢 姚 沈 钟 姜 崔 谭 陆 范 汪 廖 石 金 韦 贾 夏 付 方 邹 熊 白 孟 秦 邱 侯 江 尹 薛 顾 段 雷 龙 史 陶 贺 毛 郝 龚 邵 万 钱 严 武 戴 莫 孔 向 欧阳"
                    .split(" "));
    private static final List<String> MEN = List.of(
            "伟 强 磊 军 勇 杰 涛 超 明 刚 平 辉 鹏 华 飞 斌 波 宇 浩 凯 健 俊 帆 帅 旭 宁 龙 林 志强 建国 建华 国强 志伟 海涛 文斌 晓东 立新 永刚 振华 德明 家豪 俊杰 子轩 浩然 天宇 志远 少华 学军 卫东 长江 春生 鹤鸣 启明 思远 正阳 国栋 庆丰 世杰 兆祥 光明"
                    .split(" "));
    private static final List<String> WOMEN = List.of(
            "芳 娜 敏 静 丽 艳 娟 霞 燕 玲 婷 雪 慧 莉 洁 倩 颖 琳 蕾 秀英 桂英 晓燕 丽华 海燕 文静 雅婷 梦洁 思雨 佳怡 雨欣 红梅 春梅 玉兰 淑珍 美玲 小红 婉清 若兰 晓雯 欣怡"
                    .split(" "));

    private final Dice dice;
    private final Set<String> taken = new HashSet<>();

    PersonNames(Dice dice, String... taken) {
        this.dice = dice;
        this.taken.addAll(List.of(taken));
    }

    /** A name nobody has yet among those this source gave out. */
    String unused() {
        while (true) {
            var name = any();
            if (taken.add(name)) {
                return name;
            }
        }
    }

    /** A name; customers' people may share theirs. */
    String any() {
        return dice.pick(SURNAMES) + dice.pick(dice.chance(0.68) ? MEN : WOMEN);
    }
}
