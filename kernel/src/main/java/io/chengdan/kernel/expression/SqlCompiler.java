package io.chengdan.kernel.expression;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.impl.DSL;
import org.jooq.impl.QOM;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Turns a pushable expression into SQL with the very answers of the {@link Evaluator}. What does not depend on the row is
 * computed once and bound; where a condition only has to be found true, plain comparisons are left for indexes to serve,
 * and the null-safe forms stand only where a null would change the answer.
 */
public final class SqlCompiler {

    private final SqlScope scope;
    private final Env env;

    private SqlCompiler(SqlScope scope, Env env) {
        this.scope = scope;
        this.env = env;
    }

    /**
     * A condition for a WHERE clause: true for exactly the rows on which the expression holds, false or null for others.
     *
     * @throws ExpressionProblem if the expression is not pushable
     */
    public static Condition condition(Expression expression, SqlScope scope, Env env) {
        requirePushable(expression);
        return new SqlCompiler(scope, env).holds(expression.root());
    }

    /**
     * The value as a column of a query; a condition is never null.
     *
     * @throws ExpressionProblem if the expression is not pushable
     */
    public static Field<?> value(Expression expression, SqlScope scope, Env env) {
        requirePushable(expression);
        return new SqlCompiler(scope, env).value(expression.root());
    }

    private static void requirePushable(Expression expression) {
        expression.obstacle().ifPresent(problem -> {
            throw problem;
        });
    }

    /** True where the node is true; elsewhere false or null. */
    private Condition holds(Node node) {
        if (Pushdown.constant(node)) {
            return Boolean.TRUE.equals(constant(node)) ? DSL.trueCondition() : DSL.falseCondition();
        }
        if (!(node instanceof Node.Call call)) {
            return DSL.condition(bool(value(node)));
        }
        List<Node> arguments = call.arguments();
        return switch (call.function()) {
            case AND -> both(holds(arguments.get(0)), holds(arguments.get(1)));
            case OR -> either(holds(arguments.get(0)), holds(arguments.get(1)));
            case NOT -> fails(arguments.get(0));
            case EQUAL -> equal(value(arguments.get(0)), value(arguments.get(1)));
            case UNEQUAL -> unequal(value(arguments.get(0)), value(arguments.get(1)));
            case LESS -> compare("{0} < {1}", arguments);
            case AT_MOST -> compare("{0} <= {1}", arguments);
            case GREATER -> compare("{0} > {1}", arguments);
            case AT_LEAST -> compare("{0} >= {1}", arguments);
            case IN -> in(arguments.get(0), arguments.get(1));
            case BLANK -> blank(arguments.get(0));
            case CONTAINS -> contains(value(arguments.get(0)), value(arguments.get(1)));
            case STARTS_WITH -> startsWith(value(arguments.get(0)), value(arguments.get(1)));
            case IN_DEPARTMENT -> inDepartment(arguments.get(0), arguments.get(1));
            case COALESCE -> DSL.condition(bool(value(node)));
            default -> throw new IllegalStateException("not a condition: " + call.function());
        };
    }

    /** True where the node is false or null; elsewhere false or null. */
    private Condition fails(Node node) {
        if (Pushdown.constant(node)) {
            return Boolean.TRUE.equals(constant(node)) ? DSL.falseCondition() : DSL.trueCondition();
        }
        if (node instanceof Node.Call call) {
            List<Node> arguments = call.arguments();
            switch (call.function()) {
                case AND -> {
                    return either(fails(arguments.get(0)), fails(arguments.get(1)));
                }
                case OR -> {
                    return both(fails(arguments.get(0)), fails(arguments.get(1)));
                }
                case NOT -> {
                    return holds(arguments.get(0));
                }
                case EQUAL -> {
                    return unequal(value(arguments.get(0)), value(arguments.get(1)));
                }
                case UNEQUAL -> {
                    return equal(value(arguments.get(0)), value(arguments.get(1)));
                }
                case BLANK -> {
                    return filled(arguments.get(0));
                }
                default -> {}
            }
        }
        return DSL.condition("({0}) is not true", holds(node));
    }

    /** What is decided by who asks leaves no trace in the query. */
    private static Condition both(Condition left, Condition right) {
        if (left instanceof QOM.True || right instanceof QOM.False) {
            return right;
        }
        return left instanceof QOM.False || right instanceof QOM.True ? left : left.and(right);
    }

    private static Condition either(Condition left, Condition right) {
        if (left instanceof QOM.False || right instanceof QOM.True) {
            return right;
        }
        return left instanceof QOM.True || right instanceof QOM.False ? left : left.or(right);
    }

    private Condition compare(String template, List<Node> arguments) {
        return DSL.condition(template, value(arguments.get(0)), value(arguments.get(1)));
    }

    private static Condition equal(Field<?> left, Field<?> right) {
        if (isNull(left) || isNull(right)) {
            return DSL.condition("{0} is null", isNull(left) ? right : left);
        }
        return bound(left) || bound(right)
                ? DSL.condition("{0} = {1}", left, right)
                : DSL.condition("{0} is not distinct from {1}", left, right);
    }

    private static Condition unequal(Field<?> left, Field<?> right) {
        if (isNull(left) || isNull(right)) {
            return DSL.condition("{0} is not null", isNull(left) ? right : left);
        }
        return DSL.condition("{0} is distinct from {1}", left, right);
    }

    private Condition in(Node element, Node list) {
        if (list instanceof Node.Items items) {
            Field<?> wanted = value(element);
            var present = items.items().stream()
                    .map(this::value)
                    .filter(item -> !isNull(item))
                    .toList();
            if (isNull(wanted) || present.isEmpty()) {
                return DSL.falseCondition();
            }
            return DSL.condition("{0} in ({1})", wanted, DSL.list(present));
        }
        if (Pushdown.constant(list)) {
            var items = new ArrayList<Field<?>>();
            if (constant(list) instanceof Collection<?> elements) {
                Type type = Signatures.element(list.type());
                elements.stream().filter(item -> item != null).forEach(item -> items.add(bind(item, type)));
            }
            return items.isEmpty()
                    ? DSL.falseCondition()
                    : DSL.condition("{0} in ({1})", value(element), DSL.list(items));
        }
        return DSL.condition("{0} = any({1})", value(element), value(list));
    }

    private Condition blank(Node node) {
        Field<?> value = value(node);
        if (node.type() == Scalar.TEXT) {
            return DSL.condition("({0} is null or {0} = '')", value);
        }
        if (node.type() instanceof Type.ListOf) {
            return DSL.condition("({0} is null or cardinality({0}) = 0)", value);
        }
        return DSL.condition("{0} is null", value);
    }

    private Condition filled(Node node) {
        Field<?> value = value(node);
        if (node.type() == Scalar.TEXT) {
            return DSL.condition("{0} <> ''", value);
        }
        if (node.type() instanceof Type.ListOf) {
            return DSL.condition("cardinality({0}) > 0", value);
        }
        return DSL.condition("{0} is not null", value);
    }

    private static Condition contains(Field<?> text, Field<?> piece) {
        return piece instanceof Param<?> param && param.getValue() instanceof String literal
                ? DSL.condition("{0} like {1}", text, DSL.val("%" + likeLiteral(literal) + "%"))
                : DSL.condition("strpos({0}, {1}) > 0", text, piece);
    }

    private static Condition startsWith(Field<?> text, Field<?> start) {
        return start instanceof Param<?> param && param.getValue() instanceof String literal
                ? DSL.condition("{0} like {1}", text, DSL.val(likeLiteral(literal) + "%"))
                : DSL.condition("starts_with({0}, {1})", text, start);
    }

    private static String likeLiteral(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    private Condition inDepartment(Node people, Node department) {
        if (!(constant(department) instanceof String key)) {
            return DSL.falseCondition();
        }
        if (!(people.type() instanceof Type.ListOf)) {
            return scope.departmentMember(uuid(value(people)), key);
        }
        var person = DSL.field(DSL.name("member", "id"), SQLDataType.UUID);
        return DSL.condition(
                "exists (select 1 from unnest({0}) as member(id) where {1})",
                value(people), scope.departmentMember(person, key));
    }

    private Field<?> value(Node node) {
        if (Pushdown.constant(node)) {
            return bind(constant(node), node.type());
        }
        return switch (node) {
            case Node.Field field -> scope.column(field.path());
            case Node.Call call -> call(call);
            default -> throw new IllegalStateException("not pushable: " + node);
        };
    }

    private Field<?> call(Node.Call call) {
        List<Node> arguments = call.arguments();
        return switch (call.function()) {
            case ADD -> number("({0} + {1})", arguments);
            case SUBTRACT -> number("({0} - {1})", arguments);
            case MULTIPLY -> number("({0} * {1})", arguments);
            case NEGATE -> number("(- {0})", arguments);
            case SIZE -> DSL.field("coalesce(cardinality({0}), 0)", SQLDataType.NUMERIC, value(arguments.get(0)));
            case COALESCE ->
                DSL.field(
                        "coalesce({0})",
                        dataType(call.type()),
                        DSL.list(arguments.stream().map(this::value).toList()));
            case ADD_DAYS -> addDays(arguments);
            case ADD_MONTHS -> addMonths(arguments);
            case ADD_HOURS ->
                stepped(
                        "({0} + {1} * interval '1 hour')",
                        SQLDataType.TIMESTAMPWITHTIMEZONE, arguments, Calendar.MAX_HOURS);
            default -> DSL.field("(({0}) is true)", SQLDataType.BOOLEAN, holds(call));
        };
    }

    /** Columns of whole numbers would overflow where the evaluator does not. */
    private Field<?> number(String template, List<Node> arguments) {
        var values = arguments.stream()
                .map(this::value)
                .map(value -> value.getType() == BigDecimal.class ? value : value.cast(SQLDataType.NUMERIC))
                .toArray(Field<?>[]::new);
        return DSL.field(template, SQLDataType.NUMERIC, (Object[]) values);
    }

    private Field<?> addDays(List<Node> arguments) {
        return arguments.get(0).type() == Scalar.DATE
                ? stepped("({0} + {1})", SQLDataType.LOCALDATE, arguments, Calendar.MAX_DAYS)
                : inZone("interval '1 day'", arguments, Calendar.MAX_DAYS);
    }

    private Field<?> addMonths(List<Node> arguments) {
        return arguments.get(0).type() == Scalar.DATE
                ? stepped(
                        "({0} + {1} * interval '1 month')::date", SQLDataType.LOCALDATE, arguments, Calendar.MAX_MONTHS)
                : inZone("interval '1 month'", arguments, Calendar.MAX_MONTHS);
    }

    private Field<?> inZone(String interval, List<Node> arguments, int limit) {
        String zone = DSL.inline(env.zone().getId()).toString();
        return stepped(
                "((({0} at time zone " + zone + ") + {1} * " + interval + ") at time zone " + zone + ")",
                SQLDataType.TIMESTAMPWITHTIMEZONE,
                arguments,
                limit);
    }

    private Field<?> stepped(String template, DataType<?> type, List<Node> arguments, int limit) {
        Field<?> date = value(arguments.get(0));
        if (isNull(date)) {
            return date;
        }
        if (Pushdown.constant(arguments.get(1))) {
            var steps = constant(arguments.get(1)) instanceof BigDecimal count
                    ? Calendar.steps(count, limit)
                    : OptionalLong.empty();
            return steps.isEmpty()
                    ? DSL.val(null, type)
                    : DSL.field(template, type, date, DSL.inline((int) steps.getAsLong()));
        }
        Field<?> count = DSL.field("trunc({0})", SQLDataType.NUMERIC, value(arguments.get(1)));
        var whole = DSL.field("{0}::int", SQLDataType.INTEGER, count);
        return DSL.field(
                "case when abs({0}) <= {1} then {2} end",
                type, count, DSL.inline(limit), DSL.field(template, type, date, whole));
    }

    private @Nullable Object constant(Node node) {
        return Evaluator.evaluate(node, Values.NONE, env);
    }

    private static Field<?> bind(@Nullable Object value, Type type) {
        return switch (value) {
            // Untyped, a bare null goes with whatever stands beside it.
            case null -> type == Scalar.NULL ? DSL.inline((Object) null) : DSL.val(null, dataType(type));
            case BigDecimal number -> DSL.val(number, SQLDataType.NUMERIC);
            case String text -> DSL.val(text, SQLDataType.CLOB);
            case Boolean truth -> DSL.val(truth, SQLDataType.BOOLEAN);
            case LocalDate date -> DSL.val(date, SQLDataType.LOCALDATE);
            case Instant time -> DSL.val(time.atOffset(ZoneOffset.UTC), SQLDataType.TIMESTAMPWITHTIMEZONE);
            case UUID id -> DSL.val(id, SQLDataType.UUID);
            case Map<?, ?> row -> bind(Values.member(row, "id"), Scalar.ID);
            case Collection<?> list -> array(list, Signatures.element(type));
            default -> throw new IllegalArgumentException("cannot bind " + value.getClass());
        };
    }

    private static Field<?> array(Collection<?> list, Type of) {
        var items = list.stream().map(item -> bind(item, of)).toList();
        return DSL.field("cast(array[{0}] as {1})", dataType(of).array(), DSL.list(items), DSL.sql(arrayName(of)));
    }

    private static String arrayName(Type of) {
        return switch (of.key()) {
            case "number" -> "numeric[]";
            case "bool" -> "boolean[]";
            case "date" -> "date[]";
            case "datetime" -> "timestamptz[]";
            case "id" -> "uuid[]";
            default -> "text[]";
        };
    }

    private static DataType<?> dataType(Type type) {
        return switch (type) {
            case Scalar scalar ->
                switch (scalar) {
                    case NUMBER -> SQLDataType.NUMERIC;
                    case TEXT, NULL -> SQLDataType.CLOB;
                    case BOOL -> SQLDataType.BOOLEAN;
                    case DATE -> SQLDataType.LOCALDATE;
                    case DATETIME -> SQLDataType.TIMESTAMPWITHTIMEZONE;
                    case ID -> SQLDataType.UUID;
                };
            case Type.Reference _, Type.Row _ -> SQLDataType.UUID;
            case Type.ListOf(var of) -> dataType(of).array();
        };
    }

    private static boolean bound(Field<?> field) {
        return field instanceof Param<?>;
    }

    private static boolean isNull(Field<?> field) {
        return field instanceof Param<?> param && param.getValue() == null;
    }

    @SuppressWarnings("unchecked") // the checker knows the expression to be a condition
    private static Field<Boolean> bool(Field<?> field) {
        return (Field<Boolean>) field;
    }

    @SuppressWarnings("unchecked") // the checker knows the expression to be an id
    private static Field<UUID> uuid(Field<?> field) {
        return (Field<UUID>) field;
    }
}
