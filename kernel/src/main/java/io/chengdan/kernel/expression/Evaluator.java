package io.chengdan.kernel.expression;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs an expression over values. Nulls never fail: a comparison with null is false, {@code ==} is null-safe, arithmetic
 * with null is null, a condition takes null as false. The same in TypeScript and SQL, held by the shared corpus.
 */
public final class Evaluator {

    /** Of a division, whose result may have no end. All other arithmetic is exact. */
    static final MathContext PRECISION = new MathContext(34, RoundingMode.HALF_UP);

    static final int MAX_STEPS = 10_000;

    private static final int MAX_SCALE = 20;
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,40}(\\.[0-9]{1,40})?");

    /** What String.trim of ECMAScript takes off, the ideographic space of Chinese keyboards among it. */
    private static final String SPACE =
            "[\\t\\n\\x0B\\f\\r \\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\uFEFF]+";

    private static final Pattern OUTER_SPACE = Pattern.compile("\\A" + SPACE + "|" + SPACE + "\\z");

    private final Values values;
    private final Env env;
    private final Calendar calendar;
    private final Map<String, @Nullable Object> variables = new HashMap<>();
    private int steps;

    private Evaluator(Values values, Env env) {
        this.values = values;
        this.env = env;
        this.calendar = new Calendar(env.zone());
    }

    /**
     * The value: BigDecimal, String, Boolean, LocalDate, Instant, UUID, a list of these, or null.
     *
     * @throws ExpressionProblem if it would go through more than 10,000 list elements
     */
    public static @Nullable Object evaluate(Expression expression, Values values, Env env) {
        return evaluate(expression.root(), values, env);
    }

    /** Whether the condition is true; null is not. */
    public static boolean holds(Expression expression, Values values, Env env) {
        return Boolean.TRUE.equals(evaluate(expression, values, env));
    }

    static @Nullable Object evaluate(Node node, Values values, Env env) {
        return new Evaluator(values, env).value(node);
    }

    private @Nullable Object value(Node node) {
        return switch (node) {
            case Node.Literal literal -> literal.value();
            case Node.Items items -> list(items.items());
            case Node.Field field -> read(field);
            case Node.Variable variable -> element(variable);
            case Node.Call call -> call(call.function(), call.arguments());
            case Node.Each each -> each(each);
        };
    }

    private List<@Nullable Object> list(List<Node> items) {
        var list = new ArrayList<@Nullable Object>();
        for (Node item : items) {
            list.add(value(item));
        }
        return list;
    }

    private @Nullable Object read(Node.Field field) {
        Object value = Pushdown.ofMe(field)
                ? env.me()
                        .get(String.join(
                                ".", field.path().subList(1, field.path().size())))
                : values.get(field.dotted());
        return plain(value, field.type());
    }

    private @Nullable Object element(Node.Variable variable) {
        Object element = variables.get(variable.name());
        return plain(variable.path().isEmpty() ? element : Values.member(element, variable.dotted()), variable.type());
    }

    /** The value in the one form its type has here. */
    private static @Nullable Object plain(@Nullable Object value, Type type) {
        return switch (value) {
            case null -> null;
            case BigDecimal number -> number;
            case Long number -> BigDecimal.valueOf(number);
            case Integer number -> BigDecimal.valueOf(number);
            case Number number -> new BigDecimal(number.toString());
            case OffsetDateTime time -> time.toInstant();
            case Map<?, ?> row when type != Scalar.NULL && type.fits(Scalar.ID) -> Values.member(row, "id");
            case Values row when type != Scalar.NULL && type.fits(Scalar.ID) -> row.get("id");
            default -> value;
        };
    }

    private @Nullable Object each(Node.Each each) {
        var list = elements(each.list());
        Object outer = variables.get(each.variable());
        var kept = new ArrayList<@Nullable Object>();
        Object found = null;
        for (Object element : list) {
            countStep(each);
            variables.put(each.variable(), element);
            Object result = value(each.body());
            switch (each.pass()) {
                case MAP -> kept.add(result);
                case FILTER -> {
                    if (truth(result)) {
                        kept.add(element);
                    }
                }
                case EXISTS -> found = truth(result) ? true : found;
                case ALL -> found = truth(result) ? found : false;
            }
            if (found != null) {
                break;
            }
        }
        variables.put(each.variable(), outer);
        return switch (each.pass()) {
            case MAP, FILTER -> kept;
            case EXISTS -> found != null;
            case ALL -> found == null;
        };
    }

    private void countStep(Node.Each each) {
        if (++steps > MAX_STEPS) {
            throw new ExpressionProblem(
                    "too_many_steps",
                    each.at(),
                    "要处理的列表项超过 " + MAX_STEPS + " 个。",
                    "There are more than " + MAX_STEPS + " list elements to go through.");
        }
    }

    private @Nullable Object call(Function function, List<Node> arguments) {
        return switch (function) {
            case AND -> holds(arguments.get(0)) && holds(arguments.get(1));
            case OR -> holds(arguments.get(0)) || holds(arguments.get(1));
            case NOT -> !holds(arguments.get(0));
            case IF -> value(arguments.get(holds(arguments.get(0)) ? 1 : 2));
            case EQUAL -> same(value(arguments.get(0)), value(arguments.get(1)));
            case UNEQUAL -> !same(value(arguments.get(0)), value(arguments.get(1)));
            case IN -> isIn(value(arguments.get(0)), elements(arguments.get(1)));
            case BLANK -> blank(value(arguments.get(0)));
            case COALESCE ->
                arguments.stream()
                        .map(this::value)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
            case SIZE -> BigDecimal.valueOf(elements(arguments.get(0)).size());
            case COUNT -> BigDecimal.valueOf(present(elements(arguments.get(0))).size());
            case SUM -> sum(present(elements(arguments.get(0))));
            case AVG -> {
                var present = present(elements(arguments.get(0)));
                yield present.isEmpty() ? null : sum(present).divide(BigDecimal.valueOf(present.size()), PRECISION);
            }
            case MIN -> extreme(arguments, (a, b) -> compare(a, b) <= 0 ? a : b);
            case MAX -> extreme(arguments, (a, b) -> compare(a, b) >= 0 ? a : b);
            case TODAY -> env.today();
            case NOW -> env.now();
            case IN_DEPARTMENT -> inDepartment(value(arguments.get(0)), value(arguments.get(1)));
            default -> strict(function, list(arguments));
        };
    }

    /** Functions that answer null (or, asked a question, false) as soon as one argument is null. */
    private @Nullable Object strict(Function function, List<@Nullable Object> given) {
        var arguments = present(given);
        if (arguments.size() < given.size()) {
            return switch (function) {
                case LESS, AT_MOST, GREATER, AT_LEAST, CONTAINS, STARTS_WITH, ENDS_WITH, CREDIT_CODE -> false;
                default -> null;
            };
        }
        return switch (function) {
            case LESS -> compare(arguments.get(0), arguments.get(1)) < 0;
            case AT_MOST -> compare(arguments.get(0), arguments.get(1)) <= 0;
            case GREATER -> compare(arguments.get(0), arguments.get(1)) > 0;
            case AT_LEAST -> compare(arguments.get(0), arguments.get(1)) >= 0;
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, REMAINDER, NEGATE, ROUND, ABS, FLOOR, CEIL ->
                arithmetic(function, arguments);
            case CONTAINS -> text(arguments.get(0)).contains(text(arguments.get(1)));
            case STARTS_WITH -> text(arguments.get(0)).startsWith(text(arguments.get(1)));
            case ENDS_WITH -> text(arguments.get(0)).endsWith(text(arguments.get(1)));
            case LOWER -> text(arguments.get(0)).toLowerCase(Locale.ROOT);
            case UPPER -> text(arguments.get(0)).toUpperCase(Locale.ROOT);
            case TRIM -> OUTER_SPACE.matcher(text(arguments.get(0))).replaceAll("");
            case LENGTH ->
                BigDecimal.valueOf(text(arguments.get(0))
                        .codePointCount(0, text(arguments.get(0)).length()));
            case CREDIT_CODE -> CreditCode.holds(text(arguments.get(0)));
            case TO_TEXT -> toText(arguments.get(0));
            case TO_NUMBER -> toNumber(text(arguments.get(0)));
            default -> onCalendar(function, arguments);
        };
    }

    private static @Nullable Object arithmetic(Function function, List<Object> arguments) {
        if (arguments.get(0) instanceof String left) {
            return left + arguments.get(1);
        }
        var left = (BigDecimal) arguments.get(0);
        var right = arguments.size() > 1 ? (BigDecimal) arguments.get(1) : BigDecimal.ZERO;
        return switch (function) {
            case ADD -> left.add(right);
            case SUBTRACT -> left.subtract(right);
            case MULTIPLY -> left.multiply(right);
            case DIVIDE -> right.signum() == 0 ? null : left.divide(right, PRECISION);
            case REMAINDER -> right.signum() == 0 ? null : left.remainder(right);
            case NEGATE -> left.negate();
            case ABS -> left.abs();
            case FLOOR -> left.setScale(0, RoundingMode.FLOOR);
            case CEIL -> left.setScale(0, RoundingMode.CEILING);
            case ROUND -> round(left, right);
            default -> throw new IllegalStateException(function + " is no arithmetic");
        };
    }

    private static @Nullable BigDecimal round(BigDecimal number, BigDecimal places) {
        var scale = Calendar.steps(places, MAX_SCALE);
        return scale.isEmpty() ? null : number.setScale((int) scale.getAsLong(), RoundingMode.HALF_UP);
    }

    private @Nullable Object onCalendar(Function function, List<Object> arguments) {
        Object first = arguments.get(0);
        return switch (function) {
            case TO_DATE ->
                arguments.size() == 1
                        ? toDate(first)
                        : Calendar.date(number(first), number(arguments.get(1)), number(arguments.get(2)));
            case ADD_DAYS -> calendar.plusDays(first, number(arguments.get(1)));
            case ADD_MONTHS -> calendar.plusMonths(first, number(arguments.get(1)));
            case ADD_HOURS -> calendar.plusHours((Instant) first, number(arguments.get(1)));
            case DAYS_BETWEEN -> calendar.daysBetween(first, arguments.get(1));
            case HOURS_BETWEEN -> Calendar.hoursBetween((Instant) first, (Instant) arguments.get(1));
            case YEAR -> BigDecimal.valueOf(calendar.day(first).getYear());
            case MONTH -> BigDecimal.valueOf(calendar.day(first).getMonthValue());
            case DAY -> BigDecimal.valueOf(calendar.day(first).getDayOfMonth());
            default -> throw new IllegalStateException(function + " is not known here");
        };
    }

    private @Nullable LocalDate toDate(Object value) {
        return value instanceof String text ? Calendar.read(text) : calendar.day(value);
    }

    private String toText(Object value) {
        return switch (value) {
            case String text -> text;
            case Boolean truth -> truth.toString();
            case BigDecimal number -> number.stripTrailingZeros().toPlainString();
            default -> calendar.text(value);
        };
    }

    private static @Nullable BigDecimal toNumber(String text) {
        String bare = OUTER_SPACE.matcher(text).replaceAll("");
        return NUMBER.matcher(bare).matches() ? new BigDecimal(bare) : null;
    }

    private boolean inDepartment(@Nullable Object people, @Nullable Object department) {
        if (department == null) {
            return false;
        }
        return switch (people) {
            case null -> false;
            case Collection<?> list ->
                list.stream().anyMatch(person -> inDepartment(plain(person, Scalar.ID), department));
            default -> env.server().inDepartment((UUID) people, text(department));
        };
    }

    private @Nullable Object extreme(List<Node> arguments, BinaryOperator<Object> better) {
        var candidates = arguments.size() == 1 ? elements(arguments.get(0)) : list(arguments);
        return present(candidates).stream().reduce(better).orElse(null);
    }

    private boolean holds(Node condition) {
        return truth(value(condition));
    }

    private static boolean truth(@Nullable Object value) {
        return Boolean.TRUE.equals(value);
    }

    /** Null is no different from an empty list. */
    private List<@Nullable Object> elements(Node list) {
        Object value = value(list);
        var elements = new ArrayList<@Nullable Object>();
        if (value instanceof Collection<?> collection) {
            for (Object element : collection) {
                elements.add(plain(element, Scalar.NULL)); // rows stay rows: their fields may be asked for
            }
        }
        return elements;
    }

    private static List<Object> present(List<@Nullable Object> list) {
        var present = new ArrayList<Object>();
        for (Object element : list) {
            if (element != null) {
                present.add(element);
            }
        }
        return present;
    }

    /** Null is in no list. */
    private static boolean isIn(@Nullable Object value, List<@Nullable Object> list) {
        return value != null && list.stream().anyMatch(element -> same(value, plain(element, Scalar.ID)));
    }

    private static boolean blank(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case String text -> text.isEmpty();
            case Collection<?> list -> list.isEmpty();
            default -> false;
        };
    }

    private static boolean same(@Nullable Object left, @Nullable Object right) {
        if (left instanceof BigDecimal a && right instanceof BigDecimal b) {
            return a.compareTo(b) == 0;
        }
        return Objects.equals(left, right);
    }

    @SuppressWarnings("unchecked") // the checker let only numbers, dates and times of one type through
    private static int compare(Object left, Object right) {
        return ((Comparable<Object>) left).compareTo(right);
    }

    private static BigDecimal sum(List<Object> numbers) {
        return numbers.stream().map(Evaluator::number).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal number(Object value) {
        return (BigDecimal) value;
    }

    private static String text(Object value) {
        return (String) value;
    }
}
