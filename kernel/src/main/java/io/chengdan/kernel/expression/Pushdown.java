package io.chengdan.kernel.expression;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Which trees become SQL: those whose answer there is the same to the last digit. */
final class Pushdown {

    private Pushdown() {}

    /** Whether the value is the same for every row, so that it is computed once and bound. */
    static boolean constant(Node node) {
        return switch (node) {
            case Node.Literal _, Node.Variable _ -> true;
            case Node.Field field -> ofMe(field);
            case Node.Items list -> list.items().stream().allMatch(Pushdown::constant);
            case Node.Call call -> call.arguments().stream().allMatch(Pushdown::constant);
            case Node.Each each -> constant(each.list()) && constant(each.body());
        };
    }

    static boolean ofMe(Node.Field field) {
        return field.path().size() > 1 && field.path().get(0).equals("me");
    }

    static Optional<ExpressionProblem> obstacle(Node node) {
        if (constant(node)) {
            return Optional.empty();
        }
        return switch (node) {
            case Node.Literal _, Node.Variable _ -> Optional.empty();
            case Node.Field field -> hasColumn(field.type()) ? Optional.empty() : Optional.of(problem(node));
            case Node.Items list -> first(list.items());
            case Node.Call call -> pushable(call) ? first(call.arguments()) : Optional.of(problem(node));
            case Node.Each _ -> Optional.of(problem(node));
        };
    }

    private static Optional<ExpressionProblem> first(List<Node> nodes) {
        return nodes.stream().map(Pushdown::obstacle).flatMap(Optional::stream).findFirst();
    }

    private static boolean hasColumn(Type type) {
        return switch (type) {
            case Type.Row _ -> false;
            case Type.ListOf(var of) -> of == Scalar.TEXT || of.fits(Scalar.ID);
            case Scalar _, Type.Reference _ -> true;
        };
    }

    private static boolean pushable(Node.Call call) {
        return switch (call.function()) {
            case AND, OR, NOT, EQUAL, UNEQUAL, LESS, AT_MOST, GREATER, AT_LEAST, IN -> true;
            case BLANK, SUBTRACT, MULTIPLY, NEGATE, CONTAINS, STARTS_WITH, ADD_DAYS, ADD_MONTHS, ADD_HOURS -> true;
            case ADD -> call.type() == Scalar.NUMBER;
            case SIZE -> call.arguments().getFirst() instanceof Node.Field;
            case COALESCE -> !(call.type() instanceof Type.ListOf);
            case IN_DEPARTMENT -> constant(call.arguments().get(1));
            default -> false;
        };
    }

    private static ExpressionProblem problem(Node node) {
        String what = switch (node) {
            case Node.Call call -> call.function().key();
            case Node.Field field -> field.dotted();
            case Node.Each each -> each.pass().name().toLowerCase(Locale.ROOT);
            default -> "…";
        };
        String can = Stream.of("== != < <= > >=", "in", "blank", "&& || !", "+ - *", "addDays", "addMonths")
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        return new ExpressionProblem(
                "not_pushable",
                node.at(),
                "权限和筛选里的条件要能在数据库中计算，而“" + what + "”不能。可用：" + can + "；其余请放进公式字段，再比较该字段。",
                "Conditions of permissions and filters run in the database, where “" + what + "” cannot. There are: "
                        + can + "; put the rest into a formula field and compare that.");
    }
}
