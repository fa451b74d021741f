package io.chengdan.kernel.expression;

import static io.chengdan.kernel.expression.Scalar.BOOL;
import static io.chengdan.kernel.expression.Scalar.DATE;
import static io.chengdan.kernel.expression.Scalar.DATETIME;
import static io.chengdan.kernel.expression.Scalar.ID;
import static io.chengdan.kernel.expression.Scalar.NULL;
import static io.chengdan.kernel.expression.Scalar.NUMBER;
import static io.chengdan.kernel.expression.Scalar.TEXT;

import java.util.List;
import java.util.stream.Stream;

/** What each function takes and gives. */
final class Signatures {

    private final Function function;
    private final List<Node> arguments;
    private final Position at;

    private Signatures(Function function, List<Node> arguments, Position at) {
        this.function = function;
        this.arguments = arguments;
        this.at = at;
    }

    /** The call with its type. */
    static Node.Call call(Function function, List<Node> arguments, Position at) {
        var type = new Signatures(function, arguments, at).result();
        return new Node.Call(function, List.copyOf(arguments), type, at);
    }

    private Type result() {
        return switch (function) {
            case AND, OR -> all(2, BOOL, BOOL);
            case NOT -> all(1, BOOL, BOOL);
            case IF -> choice();
            case EQUAL, UNEQUAL -> equality();
            case LESS, AT_MOST, GREATER, AT_LEAST -> order();
            case ADD -> sum();
            case SUBTRACT -> difference();
            case MULTIPLY, DIVIDE, REMAINDER -> all(2, NUMBER, NUMBER);
            case NEGATE, ABS, FLOOR, CEIL -> all(1, NUMBER, NUMBER);
            case IN -> membership();
            case BLANK -> {
                count(1, 1);
                noRow(0);
                yield BOOL;
            }
            case COALESCE -> {
                count(1, 20);
                yield common(arguments, at);
            }
            case SIZE, COUNT -> {
                count(1, 1);
                list(0);
                yield NUMBER;
            }
            case SUM, AVG -> {
                count(1, 1);
                want(0, Type.list(NUMBER));
                yield NUMBER;
            }
            case MIN, MAX -> extreme();
            case ROUND -> {
                count(1, 2);
                arguments.forEach(argument -> want(argument, NUMBER));
                yield NUMBER;
            }
            case CONTAINS, STARTS_WITH, ENDS_WITH -> all(2, TEXT, BOOL);
            case CREDIT_CODE -> all(1, TEXT, BOOL);
            case LOWER, UPPER, TRIM -> all(1, TEXT, TEXT);
            case LENGTH, TO_NUMBER -> all(1, TEXT, NUMBER);
            case TO_TEXT -> {
                count(1, 1);
                oneOf(0, NUMBER, TEXT, BOOL, DATE, DATETIME);
                yield TEXT;
            }
            case TODAY -> all(0, NULL, DATE);
            case NOW -> all(0, NULL, DATETIME);
            case TO_DATE -> date();
            case ADD_DAYS, ADD_MONTHS -> {
                count(2, 2);
                oneOf(0, DATE, DATETIME);
                want(1, NUMBER);
                yield type(0);
            }
            case ADD_HOURS -> {
                count(2, 2);
                want(0, DATETIME);
                want(1, NUMBER);
                yield DATETIME;
            }
            case DAYS_BETWEEN -> {
                count(2, 2);
                oneOf(0, DATE, DATETIME);
                oneOf(1, DATE, DATETIME);
                yield NUMBER;
            }
            case HOURS_BETWEEN -> all(2, DATETIME, NUMBER);
            case YEAR, MONTH, DAY -> {
                count(1, 1);
                oneOf(0, DATE, DATETIME);
                yield NUMBER;
            }
            case IN_DEPARTMENT -> {
                count(2, 2);
                oneOf(0, ID, Type.list(ID));
                want(1, TEXT);
                yield BOOL;
            }
        };
    }

    private Type choice() {
        count(3, 3);
        want(0, BOOL);
        return common(arguments.subList(1, 3), at);
    }

    private Type equality() {
        Type left = type(0);
        Type right = type(1);
        if (left instanceof Type.ListOf || right instanceof Type.ListOf) {
            throw new ExpressionProblem(
                    "wrong_type",
                    at,
                    "列表不能用 " + function.key() + " 比较。判断是否为空用 blank(…)，判断是否包含用 值 in 列表。",
                    "Lists cannot be compared by " + function.key()
                            + ". Use blank(…) to ask whether one is empty, value in list to ask what it contains.");
        }
        if (left instanceof Type.Row || right instanceof Type.Row) {
            throw notComparable(left, right);
        }
        if (!left.fits(right) && !right.fits(left)) {
            throw notComparable(left, right);
        }
        return BOOL;
    }

    private Type order() {
        Type left = type(0);
        Type right = type(1);
        if (left == TEXT || right == TEXT) {
            throw new ExpressionProblem(
                    "text_order",
                    at,
                    "文本不能比较大小，只能用 == 和 !=。若内容是数字，请用 number(…)。",
                    "Texts have no order here; only == and != compare them. If the text holds a number, use number(…).");
        }
        oneOf(0, NUMBER, DATE, DATETIME);
        oneOf(1, NUMBER, DATE, DATETIME);
        if (!left.fits(right) && !right.fits(left)) {
            throw notComparable(left, right);
        }
        return BOOL;
    }

    private ExpressionProblem notComparable(Type left, Type right) {
        boolean dates = Stream.of(left, right).allMatch(t -> t == DATE || t == DATETIME);
        return new ExpressionProblem(
                "wrong_type",
                at,
                left.label().zh() + "不能与" + right.label().zh() + "比较。"
                        + (dates ? "请用 date(…) 把日期时间变为日期。" : "请让两边的类型相同。"),
                "A " + left.label().en() + " cannot be compared with a "
                        + right.label().en() + ". "
                        + (dates
                                ? "Use date(…) to make a date of the date and time."
                                : "Make both sides the same type."));
    }

    private Type sum() {
        Type left = type(0);
        Type right = type(1);
        if ((left == TEXT && right.fits(TEXT)) || (left == NULL && right == TEXT)) {
            return TEXT;
        }
        if (left == TEXT || right == TEXT) {
            throw new ExpressionProblem(
                    "wrong_type",
                    at,
                    "文本只能与文本相加；请用 text(…) 把另一边变为文本。",
                    "Text is joined with text only; use text(…) to make a text of the other side.");
        }
        if (isDate(left) || isDate(right)) {
            throw new ExpressionProblem(
                    "wrong_type",
                    at,
                    "日期不能用 +；请用 addDays(日期, 天数)、addMonths 或 addHours。",
                    "Dates take no +; use addDays(date, days), addMonths or addHours.");
        }
        return all(2, NUMBER, NUMBER);
    }

    private Type difference() {
        if (isDate(type(0)) || isDate(type(1))) {
            throw new ExpressionProblem(
                    "wrong_type",
                    at,
                    "日期不能用 -；相差天数用 daysBetween(起, 止)，往前推用 addDays(日期, -天数)。",
                    "Dates take no -; use daysBetween(from, to) for the days between, addDays(date, -days) to go back.");
        }
        return all(2, NUMBER, NUMBER);
    }

    private static boolean isDate(Type type) {
        return type == DATE || type == DATETIME;
    }

    private Type membership() {
        Type element = type(0);
        if (type(1) == NULL) {
            return BOOL;
        }
        if (!(type(1) instanceof Type.ListOf(var of)) || of instanceof Type.Row) {
            throw new ExpressionProblem(
                    "wrong_type",
                    arguments.get(1).at(),
                    "in 的右边要是列表，例如 [\"a\", \"b\"]；查找文本片段用 contains(文本, 片段)。",
                    "The right side of in must be a list such as [\"a\", \"b\"]; to look for a piece of text use"
                            + " contains(text, piece).");
        }
        if (element instanceof Type.ListOf || element instanceof Type.Row || (!element.fits(of) && !of.fits(element))) {
            throw notComparable(element, of);
        }
        return BOOL;
    }

    private Type extreme() {
        count(1, 20);
        if (arguments.size() > 1) {
            Type type = common(arguments, at);
            oneOf(0, NUMBER, DATE, DATETIME);
            return type;
        }
        list(0);
        Type of = element(type(0));
        if (of != NULL && of != NUMBER && !isDate(of)) {
            throw mismatch(arguments.get(0), Type.list(NUMBER));
        }
        return of;
    }

    private Type date() {
        if (arguments.size() == 1) {
            oneOf(0, TEXT, DATE, DATETIME);
            return DATE;
        }
        return all(3, NUMBER, DATE);
    }

    /** The type of a list written out with these elements, or of a choice between them. */
    static Type common(List<Node> nodes, Position at) {
        Type common = NULL;
        for (Node node : nodes) {
            Type type = node.type();
            if (common.fits(type)) {
                common = type;
            } else if (!type.fits(common)) {
                throw new ExpressionProblem(
                        "wrong_type",
                        node.at().equals(Position.NONE) ? at : node.at(),
                        "这里的各个值类型要相同：有" + common.label().zh() + "，又有"
                                + type.label().zh() + "。",
                        "The values here must have one type: there is a "
                                + common.label().en() + " and a " + type.label().en() + ".");
            }
        }
        return common;
    }

    static Type element(Type list) {
        return list instanceof Type.ListOf(var of) ? of : NULL;
    }

    private Type all(int count, Type each, Type result) {
        count(count, count);
        arguments.forEach(argument -> want(argument, each));
        return result;
    }

    private void count(int least, int most) {
        int count = arguments.size();
        if (count < least || count > most) {
            String wanted = least == most ? "" + least : least + "–" + most;
            throw new ExpressionProblem(
                    "wrong_arguments",
                    at,
                    function.key() + "(…) 要 " + wanted + " 个参数，这里有 " + count + " 个。",
                    function.key() + "(…) takes " + wanted + " argument(s); there are " + count + ".");
        }
    }

    private Type type(int index) {
        return arguments.get(index).type();
    }

    private void want(int index, Type type) {
        want(arguments.get(index), type);
    }

    private void want(Node argument, Type type) {
        if (!argument.type().fits(type)) {
            throw mismatch(argument, type);
        }
    }

    private void oneOf(int index, Type... types) {
        if (Stream.of(types).noneMatch(type(index)::fits)) {
            throw mismatch(arguments.get(index), types);
        }
    }

    private void list(int index) {
        Type type = type(index);
        if (type != NULL && !(type instanceof Type.ListOf)) {
            var hint = type == TEXT && function == Function.SIZE;
            throw new ExpressionProblem(
                    "wrong_type",
                    arguments.get(index).at(),
                    function.key() + " 要一个列表，这里是" + type.label().zh() + "。" + (hint ? "文本的字数用 length(…)。" : ""),
                    function.key() + " takes a list; this is a " + type.label().en() + "."
                            + (hint ? " For the length of a text use length(…)." : ""));
        }
    }

    private void noRow(int index) {
        if (type(index) instanceof Type.Row) {
            throw mismatch(arguments.get(index), TEXT);
        }
    }

    private ExpressionProblem mismatch(Node argument, Type... wanted) {
        Type type = argument.type();
        var zh = Stream.of(wanted).map(t -> t.label().zh()).reduce((a, b) -> a + "或" + b);
        var en = Stream.of(wanted).map(t -> t.label().en()).reduce((a, b) -> a + " or " + b);
        return new ExpressionProblem(
                "wrong_type",
                argument.at(),
                symbol() + " 要" + zh.orElse("") + "，这里是" + type.label().zh() + "。",
                symbol() + " takes a " + en.orElse("") + "; this is a "
                        + type.label().en() + ".");
    }

    private String symbol() {
        return function == Function.NEGATE ? "-" : function.key();
    }
}
