package io.chengdan.kernel.record;

import static org.jooq.impl.DSL.and;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.or;
import static org.jooq.impl.DSL.trueCondition;
import static org.jooq.impl.DSL.val;

import io.chengdan.kernel.access.FormAccess;
import io.chengdan.kernel.access.Viewer;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.SystemFields;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.problem.Problem.Fault;
import io.chengdan.kernel.record.Query.Where;
import io.chengdan.kernel.schema.FormTable;
import io.chengdan.kernel.schema.Storage;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Conditions of a query as SQL. A field that may not be read is refused exactly like one that does not exist, so that no filter
 * can feel out what is hidden. One that may be read on some rows only is asked of those alone. A condition on a blank is never met, except {@code blank} and {@code ne}.
 */
final class WhereSql {

    private static final FieldType COUNT = new FieldType.Amount(FieldType.NumberKind.INTEGER, 0, null, null);

    private final FormAccess access;
    private final FormTable table;
    private final Codec codec;
    private final Viewer viewer;
    private final Function<String, Condition> granted;

    /** @param granted the rows on which a field may be read that may not be read on all */
    WhereSql(FormAccess access, FormTable table, Codec codec, Viewer viewer, Function<String, Condition> granted) {
        this.access = access;
        this.table = table;
        this.codec = codec;
        this.viewer = viewer;
        this.granted = granted;
    }

    Condition condition(Where where) {
        return switch (where) {
            case Where.And(var all) ->
                all.isEmpty()
                        ? trueCondition()
                        : and(all.stream().map(this::condition).toList());
            case Where.Or(var any) ->
                any.isEmpty()
                        ? falseCondition()
                        : or(any.stream().map(this::condition).toList());
            // "not (amount > 5)" also finds the blank amounts: what is not so
            case Where.Not(var of) ->
                DSL.condition(coalesce(DSL.field(condition(of)), inline(false))).not();
            // a hidden value meets nothing, so that nothing about it can be told from what is found
            case Where.Test test
            when byRow(test.field()) -> granted.apply(test.field()).and(test(test));
            case Where.Test test -> test(test);
        };
    }

    private boolean byRow(String key) {
        return access.ever().mayRead(key) && !access.mayAlwaysRead(key);
    }

    /** The column of a field that may be read, if not on every row; {@code id} is readable always. */
    static org.jooq.Field<?> column(FormAccess access, FormTable table, String key) {
        if (key.equals("id")) {
            return table.id();
        }
        if (key.equals(SystemFields.DAYS_IN_STAGE) && access.ever().mayRead(key)) {
            throw new Problem.Malformed(
                    "bad_query",
                    new Text(
                            "停留天数不能用来筛选或排序，请用进入阶段的时间。",
                            "Days in stage cannot be filtered or sorted by; use the time the stage was entered."));
        }
        if (!access.ever().mayRead(key) || !table.has(key)) {
            throw Problem.Malformed.unknownField(key);
        }
        return table.column(key);
    }

    private Condition test(Where.Test test) {
        var column = column(access, table, test.field());
        if (test.field().equals("id")) {
            return idTest(test);
        }
        var field = access.form().field(test.field()).orElseThrow();
        return switch (test.op()) {
            case BLANK -> blank(column, test);
            case IN -> in(field, column, test);
            case EQ -> test.value() == null ? column.isNull() : equal(field, column, test.value());
            case NE ->
                test.value() == null
                        ? column.isNotNull()
                        : DSL.condition(coalesce(DSL.field(equal(field, column, test.value())), inline(false)))
                                .not();
            case LT, LE, GT, GE -> ordered(field, column, test);
            case CONTAINS, STARTS -> contains(field, column, test);
            case WITHIN -> within(field, column, test);
        };
    }

    private static Condition blank(org.jooq.Field<?> column, Where.Test test) {
        if (test.value() != null && !(test.value() instanceof Boolean)) {
            throw bad(test.field(), "blank 后面是 true 或 false。", "blank takes true or false.");
        }
        return Boolean.FALSE.equals(test.value()) ? column.isNotNull() : column.isNull();
    }

    private Condition idTest(Where.Test test) {
        var values = test.value() instanceof List<?> list ? list : List.of(test.value() == null ? "" : test.value());
        var ids = new ArrayList<UUID>();
        for (var value : values) {
            try {
                ids.add(UUID.fromString(String.valueOf(value)));
            } catch (IllegalArgumentException _) {
                throw bad(test.field(), "id 格式不对。", "That is no id.");
            }
        }
        return switch (test.op()) {
            case EQ, IN -> Storage.among(table.id(), ids);
            case NE -> table.id().notIn(ids);
            default -> throw bad(test.field(), "id 只能用 eq、ne 或 in。", "id takes eq, ne or in.");
        };
    }

    private Condition in(Field field, org.jooq.Field<?> column, Where.Test test) {
        if (!(test.value() instanceof List<?> list) || list.size() > 500) {
            throw bad(test.field(), "in 要一个列表，最多 500 个。", "in takes a list of at most 500.");
        }
        if (list.isEmpty()) {
            return falseCondition();
        }
        if (column.getDataType().isArray()) {
            return or(list.stream().map(each -> equal(field, column, each)).toList());
        }
        var values = list.stream().map(each -> typed(field, each)).toList();
        return DSL.condition(
                "{0} = any({1})",
                column, val(values.toArray(array(column)), column.getDataType().getArrayDataType()));
    }

    private static Object[] array(org.jooq.Field<?> column) {
        return (Object[]) java.lang.reflect.Array.newInstance(column.getType(), 0);
    }

    private Condition equal(Field field, org.jooq.Field<?> column, @Nullable Object value) {
        if (column.getDataType().isArray()) {
            var element = typedElement(field, value);
            return DSL.condition(
                    "{0} @> {1}",
                    column,
                    val(
                            element instanceof UUID id ? new UUID[] {id} : new String[] {(String) element},
                            column.getDataType()));
        }
        return DSL.condition("{0} = {1}", column, val(typed(field, value), column.getDataType()));
    }

    private Condition ordered(Field field, org.jooq.Field<?> column, Where.Test test) {
        var type = column.getType();
        if (type != BigDecimal.class && type != LocalDate.class && type != Instant.class) {
            throw bad(test.field(), "只有数字、日期和时间能比大小。", "Only numbers, dates and times have an order here.");
        }
        var value = val(typed(field, test.value()), column.getDataType());
        var sign = switch (test.op()) {
            case LT -> "<";
            case LE -> "<=";
            case GT -> ">";
            default -> ">=";
        };
        return DSL.condition("{0} " + sign + " {1}", column, value);
    }

    private Condition contains(Field field, org.jooq.Field<?> column, Where.Test test) {
        if (column.getDataType().isArray()) {
            return equal(field, column, test.value());
        }
        if (column.getType() != String.class || !(test.value() instanceof String text) || text.length() > 200) {
            throw bad(test.field(), "只有文字能这样查，最多 200 个字。", "Only texts can be searched so, by at most 200 characters.");
        }
        if (text.isBlank()) {
            return trueCondition();
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text) || text.indexOf('\0') >= 0) {
            throw bad(test.field(), "文字里有不能保存的字符，所以不会有结果。", "No kept text can have these characters.");
        }
        var pattern = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
        return column.cast(Storage.TEXT).likeIgnoreCase(test.op() == Query.Op.STARTS ? pattern : "%" + pattern);
    }

    private Condition within(Field field, org.jooq.Field<?> column, Where.Test test) {
        var value = test.value();
        return switch (field.valueType()) {
            case FieldType.DepartmentRef _
            when typed(field, value) instanceof UUID id ->
                DSL.condition(
                        "{0} = any({1})", column, val(viewer.org().subtree(id).toArray(UUID[]::new), Storage.IDS));
            case FieldType.Region _
            when value instanceof String code && code.matches("\\d{2,6}") ->
                column.cast(Storage.TEXT).like(code + "%");
            case FieldType.Day _ -> period(test, day -> val(day), column);
            case FieldType.Moment _ ->
                period(test, day -> val(day.atStartOfDay(viewer.zone()).toInstant()), column);
            default -> throw bad(test.field(), "within 用于部门、地区和日期。", "within is for departments, regions and dates.");
        };
    }

    private Condition period(Where.Test test, Function<LocalDate, org.jooq.Field<?>> bound, org.jooq.Field<?> column) {
        var period = Periods.named(String.valueOf(test.value()), viewer.env().today())
                .orElseThrow(() ->
                        bad(test.field(), "没有这个时间段，例如 this_month。", "There is no such period; this_month is one."));
        return DSL.condition(
                "{0} >= {1} and {0} < {2}", column, bound.apply(period.from()), bound.apply(period.until()));
    }

    private Object typedElement(Field field, @Nullable Object raw) {
        var typed = typed(field, raw == null ? null : List.of(raw));
        return ((List<?>) typed).getFirst();
    }

    private Object typed(Field field, @Nullable Object raw) {
        try {
            // a computed value is compared like an ordinary one of its type; a retired option may still be asked for
            var typed = codec.parse(access.form(), comparable(field), raw, codec.retired(access.form(), field));
            if (typed == null) {
                throw bad(field.key(), "这里要一个值。", "A value is needed here.");
            }
            return typed;
        } catch (BadValue problem) {
            throw bad(field.key(), problem.text().zh(), problem.text().en());
        }
    }

    private Field comparable(Field field) {
        return field.withType(lenient(rolledUp(field)));
    }

    /** The type of the values that are compared; options of another form's choice are compared as texts. */
    private FieldType rolledUp(Field field) {
        if (!(field.type() instanceof FieldType.Rollup rollup)) {
            return field.valueType();
        }
        var type = codec.definition().summed(rollup).map(this::rolledUp).orElse(COUNT);
        return type instanceof FieldType.Choice ? new FieldType.Words(FieldType.TextKind.LONG_TEXT, 2000) : type;
    }

    /** Bounds and pickers limit what is stored, not what is asked for. */
    private static FieldType lenient(FieldType type) {
        return switch (type) {
            case FieldType.Amount _ -> new FieldType.Amount(FieldType.NumberKind.DECIMAL, 8, null, null);
            case FieldType.Words _, FieldType.AutoNumber _ -> new FieldType.Words(FieldType.TextKind.LONG_TEXT, 2000);
            case FieldType.Region _ -> new FieldType.Region(FieldType.RegionLevel.COUNTY);
            default -> type;
        };
    }

    private static Problem.Malformed bad(String field, String zh, String en) {
        return new Problem.Malformed(
                "bad_query",
                new Text("条件“" + field + "”：" + zh, "Condition on " + field + ": " + en),
                List.of(new Fault(field, "bad_query", new Text(zh, en))));
    }
}
