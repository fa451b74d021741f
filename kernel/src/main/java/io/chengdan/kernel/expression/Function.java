package io.chengdan.kernel.expression;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every operator and function of the language, by the name used in the text and in the JSON of a tree. */
public enum Function {
    AND("&&"),
    OR("||"),
    NOT("!"),
    IF("?:"),
    EQUAL("=="),
    UNEQUAL("!="),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">="),
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    REMAINDER("%"),
    NEGATE("neg"),
    IN("in"),
    BLANK("blank"),
    COALESCE("coalesce"),
    SIZE("size"),
    SUM("sum"),
    AVG("avg"),
    MIN("min"),
    MAX("max"),
    COUNT("count"),
    ROUND("round"),
    ABS("abs"),
    FLOOR("floor"),
    CEIL("ceil"),
    CONTAINS("contains"),
    STARTS_WITH("startsWith"),
    ENDS_WITH("endsWith"),
    LOWER("lower"),
    UPPER("upper"),
    TRIM("trim"),
    LENGTH("length"),
    CREDIT_CODE("creditCode"),
    TO_TEXT("text"),
    TO_NUMBER("number"),
    TODAY("today"),
    NOW("now"),
    TO_DATE("date"),
    ADD_DAYS("addDays"),
    ADD_MONTHS("addMonths"),
    ADD_HOURS("addHours"),
    DAYS_BETWEEN("daysBetween"),
    HOURS_BETWEEN("hoursBetween"),
    YEAR("year"),
    MONTH("month"),
    DAY("day"),
    IN_DEPARTMENT("inDepartment");

    private static final Map<String, Function> BY_KEY =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Function::key, f -> f));

    /** How the parser of CEL calls our operators. */
    private static final Map<String, Function> OPERATORS = Map.ofEntries(
            Map.entry("_&&_", AND),
            Map.entry("_||_", OR),
            Map.entry("!_", NOT),
            Map.entry("_?_:_", IF),
            Map.entry("_==_", EQUAL),
            Map.entry("_!=_", UNEQUAL),
            Map.entry("_<_", LESS),
            Map.entry("_<=_", AT_MOST),
            Map.entry("_>_", GREATER),
            Map.entry("_>=_", AT_LEAST),
            Map.entry("_+_", ADD),
            Map.entry("_-_", SUBTRACT),
            Map.entry("_*_", MULTIPLY),
            Map.entry("_/_", DIVIDE),
            Map.entry("_%_", REMAINDER),
            Map.entry("-_", NEGATE),
            Map.entry("@in", IN));

    private final String key;

    Function(String key) {
        this.key = key;
    }

    public String key() {
        return key;
    }

    static Optional<Function> operator(String name) {
        return Optional.ofNullable(OPERATORS.get(name));
    }

    /** A function called by name; operators are not. */
    static Optional<Function> named(String name) {
        return Optional.ofNullable(BY_KEY.get(name)).filter(f -> !OPERATORS.containsValue(f));
    }

    static Optional<Function> ofKey(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }
}
