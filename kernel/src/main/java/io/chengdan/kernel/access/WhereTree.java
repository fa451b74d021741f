package io.chengdan.kernel.access;

import io.chengdan.kernel.expression.Env;
import io.chengdan.kernel.expression.Evaluator;
import io.chengdan.kernel.expression.Expression;
import io.chengdan.kernel.expression.Function;
import io.chengdan.kernel.expression.Node;
import io.chengdan.kernel.expression.Values;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An expression as a condition of a query, as the API takes it, with {@code me} and {@code today()} already resolved. A value
 * that is another record's field stands as {@code {record: "customer"}}, for the client to fill in.
 */
final class WhereTree {

    private static final Map<Function, String> COMPARE = Map.of(
            Function.EQUAL, "eq",
            Function.UNEQUAL, "ne",
            Function.LESS, "lt",
            Function.AT_MOST, "le",
            Function.GREATER, "gt",
            Function.AT_LEAST, "ge");
    private static final Map<String, String> MIRRORED =
            Map.of("eq", "eq", "ne", "ne", "lt", "gt", "le", "ge", "gt", "lt", "ge", "le");

    private final RowAccess access;
    private final Env env;

    private WhereTree(RowAccess access, Env env) {
        this.access = access;
        this.env = env;
    }

    /** The condition, or nothing where it reads what the caller may not see or says what a query cannot. */
    static Optional<Map<String, Object>> of(Expression expression, RowAccess access, Env env) {
        return Optional.ofNullable(new WhereTree(access, env).node(expression.root()));
    }

    private @Nullable Map<String, Object> node(Node node) {
        return switch (node) {
            case Node.Field field -> own(field) ? test(field.path().getFirst(), "eq", true) : null;
            case Node.Call call -> call(call);
            case Node.Literal _, Node.Items _, Node.Variable _, Node.Each _ -> null;
        };
    }

    private @Nullable Map<String, Object> call(Node.Call call) {
        var function = call.function();
        var arguments = call.arguments();
        if (function == Function.AND || function == Function.OR) {
            var left = node(arguments.get(0));
            var right = node(arguments.get(1));
            return left == null || right == null
                    ? null
                    : Map.of(function == Function.AND ? "and" : "or", List.of(left, right));
        }
        if (function == Function.NOT) {
            var of = node(arguments.getFirst());
            return of == null ? null : Map.of("not", of);
        }
        if (function == Function.BLANK && arguments.getFirst() instanceof Node.Field field && own(field)) {
            return test(field.path().getFirst(), "blank", true);
        }
        var op = COMPARE.get(function);
        if (op != null) {
            return compare(op, arguments.get(0), arguments.get(1));
        }
        return switch (function) {
            case IN -> in(arguments.get(0), arguments.get(1));
            case CONTAINS -> compare("contains", arguments.get(0), arguments.get(1));
            case STARTS_WITH -> compare("starts", arguments.get(0), arguments.get(1));
            default -> null;
        };
    }

    private @Nullable Map<String, Object> compare(String op, Node left, Node right) {
        if (left instanceof Node.Field field && own(field)) {
            return withValue(field, op, right);
        }
        var mirrored = MIRRORED.get(op);
        return mirrored != null && right instanceof Node.Field field && own(field)
                ? withValue(field, mirrored, left)
                : null;
    }

    private @Nullable Map<String, Object> withValue(Node.Field field, String op, Node value) {
        if (value instanceof Node.Field other && other.path().getFirst().equals("record")) {
            return test(
                    field.path().getFirst(),
                    op,
                    Map.of(
                            "record",
                            String.join(
                                    ".", other.path().subList(1, other.path().size()))));
        }
        if (!constant(value)) {
            return null;
        }
        var resolved = shown(evaluate(value));
        if (resolved == null) {
            return switch (op) {
                case "eq" -> test(field.path().getFirst(), "blank", true);
                case "ne" -> test(field.path().getFirst(), "blank", false);
                default -> null;
            };
        }
        return test(field.path().getFirst(), op, resolved);
    }

    /** A field in a list of values, or a value in a field of several. */
    private @Nullable Map<String, Object> in(Node element, Node list) {
        if (element instanceof Node.Field field && own(field) && constant(list)) {
            return evaluate(list) instanceof List<?> values
                    ? test(
                            field.path().getFirst(),
                            "in",
                            values.stream().map(WhereTree::shown).toList())
                    : null;
        }
        return list instanceof Node.Field field && own(field) && constant(element)
                ? withValue(field, "contains", element)
                : null;
    }

    private boolean own(Node.Field field) {
        var key = field.path().getFirst();
        return field.path().size() == 1 && (key.equals("id") || access.mayRead(key));
    }

    private static boolean constant(Node node) {
        return new Expression("", node).inputs().stream().allMatch(input -> input.startsWith("me."));
    }

    private @Nullable Object evaluate(Node node) {
        return Evaluator.evaluate(new Expression("", node), Values.NONE, env);
    }

    private static @Nullable Object shown(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Boolean truth -> truth;
            case BigDecimal number -> number.toPlainString();
            default -> value.toString();
        };
    }

    private static Map<String, Object> test(String field, String op, Object value) {
        var test = new LinkedHashMap<String, Object>();
        test.put("field", field);
        test.put("op", op);
        test.put("value", value);
        return test;
    }
}
