package io.chengdan.kernel.record;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.Query.Aggregate;
import io.chengdan.kernel.record.Query.Measure;
import io.chengdan.kernel.record.Query.Op;
import io.chengdan.kernel.record.Query.Sort;
import io.chengdan.kernel.record.Query.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a query from parsed JSON. Refuses what it does not know, so that a misspelt condition never means "everything". */
public final class QueryReader {

    private static final Set<String> KEYS =
            Set.of("form", "where", "sort", "limit", "cursor", "fields", "count", "group", "measures");
    private static final int MOST_TESTS = 200;
    private static final int DEEPEST = 12;
    private static final int MOST_GROUPS = 3;
    private static final int MOST_MEASURES = 20;

    private int tests;

    private QueryReader() {}

    /** @throws Problem.Malformed naming what is wrong */
    public static Query read(Map<String, ?> json) {
        return new QueryReader().query(json);
    }

    /** Reads the short form of a list's address: {@code sort=-amount,name}. */
    public static List<Sort> sort(@Nullable String text) {
        var sorts = new ArrayList<Sort>();
        if (text != null && !text.isBlank()) {
            for (var part : text.split(",", -1)) {
                boolean down = part.startsWith("-");
                sorts.add(new Sort(down ? part.substring(1).strip() : part.strip(), down));
            }
        }
        return sorts;
    }

    private Query query(Map<String, ?> json) {
        for (var key : json.keySet()) {
            require(KEYS.contains(key), "没有“" + key + "”这个查询参数。", "A query has no “" + key + "”.");
        }
        var group = strings(json.get("group"), "group");
        require(group.size() <= MOST_GROUPS, "最多按 3 个字段分组。", "At most 3 fields to group by.");
        return new Query(
                text(json.get("form"), "form"),
                json.get("where") == null ? null : where(json.get("where"), 0),
                sorts(json.get("sort")),
                limit(json.get("limit")),
                string(json.get("cursor"), "cursor"),
                json.get("fields") == null ? null : strings(json.get("fields"), "fields"),
                Boolean.TRUE.equals(json.get("count")),
                group,
                measures(json.get("measures")));
    }

    private Where where(@Nullable Object json, int depth) {
        require(depth <= DEEPEST, "条件套得太深了。", "The conditions are nested too deeply.");
        if (!(json instanceof Map<?, ?> map)) {
            throw malformed(
                    "条件要写成 {field, op, value}、{and: […]}、{or: […]} 或 {not: …}。",
                    "A condition is {field, op, value}, {and: […]}, {or: […]} or {not: …}.");
        }
        if (map.size() == 1 && map.get("and") instanceof List<?> all) {
            return new Where.And(
                    all.stream().map(each -> where(each, depth + 1)).toList());
        }
        if (map.size() == 1 && map.get("or") instanceof List<?> any) {
            return new Where.Or(any.stream().map(each -> where(each, depth + 1)).toList());
        }
        if (map.size() == 1 && map.containsKey("not")) {
            return new Where.Not(where(map.get("not"), depth + 1));
        }
        require(++tests <= MOST_TESTS, "条件太多了。", "There are too many conditions.");
        require(
                Set.of("field", "op", "value").containsAll(map.keySet()),
                "条件要写成 {field, op, value}。",
                "A condition is {field, op, value}.");
        return new Where.Test(text(map.get("field"), "field"), op(text(map.get("op"), "op")), map.get("value"));
    }

    private static Op op(String text) {
        try {
            return Op.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw malformed("没有“" + text + "”这种比较。", "There is no operator “" + text + "”.");
        }
    }

    private static List<Sort> sorts(@Nullable Object json) {
        if (json == null) {
            return List.of();
        }
        if (json instanceof String text) {
            return sort(text);
        }
        require(json instanceof List<?>, "sort 要是列表。", "sort is a list.");
        var sorts = new ArrayList<Sort>();
        for (var each : (List<?>) json) {
            require(
                    each instanceof Map<?, ?> map && map.get("field") instanceof String,
                    "排序要写成 {field, dir}。",
                    "A sort is {field, dir}.");
            var map = (Map<?, ?>) each;
            var direction = map.get("dir");
            require(
                    direction == null || "asc".equals(direction) || "desc".equals(direction),
                    "dir 是 asc 或 desc。",
                    "dir is asc or desc.");
            sorts.add(new Sort(text(map.get("field"), "field"), "desc".equals(direction)));
        }
        return sorts;
    }

    private static int limit(@Nullable Object json) {
        if (json == null) {
            return 50;
        }
        require(
                json instanceof Number number && number.doubleValue() >= 1 && number.doubleValue() <= Query.MOST,
                "limit 要在 1 到 " + Query.MOST + " 之间。",
                "limit lies between 1 and " + Query.MOST + ".");
        return ((Number) json).intValue();
    }

    private static List<Measure> measures(@Nullable Object json) {
        if (json == null) {
            return List.of();
        }
        require(
                json instanceof List<?> list && list.size() <= MOST_MEASURES,
                "measures 要是列表，最多 " + MOST_MEASURES + " 个。",
                "measures is a list of at most " + MOST_MEASURES + ".");
        var measures = new ArrayList<Measure>();
        for (var each : (List<?>) json) {
            require(
                    each instanceof Map<?, ?> map && map.get("op") instanceof String,
                    "指标要写成 {op, field}。",
                    "A measure is {op, field}.");
            var map = (Map<?, ?>) each;
            measures.add(new Measure(measureOp(text(map.get("op"), "op")), string(map.get("field"), "field")));
        }
        return measures;
    }

    private static Aggregate measureOp(String text) {
        try {
            return Aggregate.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw malformed("没有“" + text + "”这种指标。", "There is no measure “" + text + "”.");
        }
    }

    private static String text(@Nullable Object json, String key) {
        if (json instanceof String text) {
            return text;
        }
        throw malformed("请写明 " + key + "。", "Give " + key + " as a text.");
    }

    private static @Nullable String string(@Nullable Object json, String key) {
        require(json == null || json instanceof String, key + " 要是文字。", key + " is a text.");
        return (String) json;
    }

    private static List<String> strings(@Nullable Object json, String key) {
        if (json == null) {
            return List.of();
        }
        require(
                json instanceof List<?> list && list.stream().allMatch(String.class::isInstance) && list.size() <= 200,
                key + " 要是文字的列表。",
                key + " is a list of texts.");
        return ((List<?>) json).stream().map(String.class::cast).toList();
    }

    private static void require(boolean holds, String zh, String en) {
        if (!holds) {
            throw malformed(zh, en);
        }
    }

    private static Problem.Malformed malformed(String zh, String en) {
        return new Problem.Malformed("bad_query", new Text(zh, en));
    }
}
