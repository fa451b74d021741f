package io.chengdan.kernel.expression;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Turns what the parser read into our own tree, giving every part its type and refusing what the language has not. */
final class Checker {

    static final int MAX_DEPTH = 100;

    private final Source source;
    private final Scope scope;
    private final Map<String, Type> variables = new HashMap<>();

    Checker(Source source, Scope scope) {
        this.source = source;
        this.scope = scope;
    }

    Node check() {
        return check(source.root(), 1);
    }

    private Node check(CelExpr expr, int depth) {
        if (depth > MAX_DEPTH) {
            throw tooDeep(source.at(expr));
        }
        return switch (expr.getKind()) {
            case CONSTANT -> constant(expr);
            case IDENT -> identifier(expr);
            case SELECT -> member(expr, depth);
            case CALL -> call(expr, depth);
            case LIST -> items(expr, depth);
            default -> throw unsupported(expr);
        };
    }

    private Node constant(CelExpr expr) {
        CelConstant constant = expr.constant();
        Position at = source.at(expr);
        return switch (constant.getKind()) {
            case NULL_VALUE -> new Node.Literal(null, Scalar.NULL, at);
            case BOOLEAN_VALUE -> new Node.Literal(constant.booleanValue(), Scalar.BOOL, at);
            case STRING_VALUE -> new Node.Literal(constant.stringValue(), Scalar.TEXT, at);
            case INT64_VALUE -> number(expr, constant.int64Value() < 0);
            case DOUBLE_VALUE ->
                number(expr, Double.toString(constant.doubleValue()).startsWith("-"));
            default -> throw unsupported(expr);
        };
    }

    private Node number(CelExpr expr, boolean negative) {
        if ("xXeE".indexOf(source.after(expr)) >= 0) {
            throw new ExpressionProblem(
                    "syntax",
                    source.at(expr),
                    "数字请写成普通小数，例如 1000 或 0.5。",
                    "Write numbers plainly, such as 1000 or 0.5.");
        }
        var value = new BigDecimal(source.digits(expr));
        return new Node.Literal(negative ? value.negate() : value, Scalar.NUMBER, source.at(expr));
    }

    private Node identifier(CelExpr expr) {
        String name = expr.ident().name();
        Position at = source.at(expr);
        Type variable = variables.get(name);
        if (variable != null) {
            return new Node.Variable(name, List.of(), variable, at);
        }
        return new Node.Field(List.of(name), lookUp(name, scope, at), at);
    }

    private Node member(CelExpr expr, int depth) {
        String name = expr.select().field();
        Position at = source.at(expr);
        Node of = check(expr.select().operand(), depth + 1);
        Type type = lookUp(name, fieldsOf(of, name, at), at);
        return switch (of) {
            case Node.Field field -> new Node.Field(append(field.path(), name), type, field.at());
            case Node.Variable variable ->
                new Node.Variable(variable.name(), append(variable.path(), name), type, variable.at());
            default ->
                throw new ExpressionProblem(
                        "unsupported",
                        at,
                        "只有字段后面能用“." + name + "”取下一级字段。",
                        "Only after a field can “." + name + "” read on.");
        };
    }

    private static Scope fieldsOf(Node node, String name, Position at) {
        return switch (node.type()) {
            case Type.Reference reference -> reference.fields();
            case Type.Row row -> row.fields();
            case Type.ListOf _ ->
                throw new ExpressionProblem(
                        "wrong_type",
                        at,
                        "这里是列表，请逐项读取，例如 列表.map(x, x." + name + ")。",
                        "This is a list; read it item by item, as in list.map(x, x." + name + ").");
            default ->
                throw new ExpressionProblem(
                        "wrong_type",
                        at,
                        node.type().label().zh() + "没有下一级字段“" + name + "”。",
                        "A " + node.type().label().en() + " has no field “" + name + "”.");
        };
    }

    private static Type lookUp(String name, Scope scope, Position at) {
        return scope.typeOf(name).orElseThrow(() -> {
            Optional<String> nearest = Nearest.to(name, scope.names());
            return new ExpressionProblem(
                    "unknown_field",
                    at,
                    "没有“" + name + "”这个字段。"
                            + nearest.map(n -> "是不是“" + n + "”？").orElse("请检查字段的键；文字要放在引号里。"),
                    "There is no field “" + name + "”. "
                            + nearest.map(n -> "Did you mean “" + n + "”?")
                                    .orElse("Check the field's key; texts stand in quotes."));
        });
    }

    private Node items(CelExpr expr, int depth) {
        var items = new ArrayList<Node>();
        for (CelExpr element : expr.list().elements()) {
            items.add(check(element, depth + 1));
        }
        return Expressions.items(items, source.at(expr));
    }

    private Node call(CelExpr expr, int depth) {
        var call = expr.call();
        var each = pass(call.function());
        if (each.isPresent() && call.target().isPresent()) {
            return each(each.get(), expr, depth);
        }
        Function function = Function.operator(call.function())
                .or(() -> Function.named(call.function()))
                .orElseThrow(() -> unknownFunction(expr));
        var arguments = new ArrayList<Node>();
        call.target().ifPresent(target -> arguments.add(check(target, depth + 1)));
        call.args().forEach(argument -> arguments.add(check(argument, depth + 1)));
        return Signatures.call(function, arguments, source.at(expr));
    }

    private static Optional<Node.Pass> pass(String name) {
        return Stream.of(Node.Pass.values())
                .filter(pass -> pass.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    private Node each(Node.Pass pass, CelExpr expr, int depth) {
        var call = expr.call();
        Position at = source.at(expr);
        Node list = check(call.target().orElseThrow(), depth + 1);
        if (call.args().size() != 2 || call.args().get(0).getKind() != CelExpr.ExprKind.Kind.IDENT) {
            throw new ExpressionProblem(
                    "wrong_arguments",
                    at,
                    "请写成 列表." + call.function() + "(x, 关于 x 的式子)。",
                    "Write it as list." + call.function() + "(x, something about x).");
        }
        if (!list.type().equals(Scalar.NULL) && !(list.type() instanceof Type.ListOf)) {
            throw new ExpressionProblem(
                    "wrong_type",
                    list.at(),
                    call.function() + " 要一个列表，这里是" + list.type().label().zh() + "。",
                    call.function() + " takes a list; this is a "
                            + list.type().label().en() + ".");
        }
        String name = call.args().get(0).ident().name();
        Type element = Signatures.element(list.type());
        Node body = within(name, element, call.args().get(1), depth + 1);
        return Expressions.each(pass, list, name, body, at);
    }

    private Node within(String name, Type element, CelExpr body, int depth) {
        Type outer = variables.put(name, element);
        try {
            return check(body, depth);
        } finally {
            if (outer == null) {
                variables.remove(name);
            } else {
                variables.put(name, outer);
            }
        }
    }

    private ExpressionProblem unknownFunction(CelExpr expr) {
        String name = expr.call().function();
        if (name.startsWith("_")) {
            return unsupported(expr);
        }
        if (name.equals("has")) {
            return new ExpressionProblem(
                    "unknown_function",
                    source.at(expr),
                    "没有 has(…)；请用 !blank(…)。",
                    "There is no has(…); use !blank(…).");
        }
        var names = Stream.concat(
                        Stream.of(Function.values()).map(Function::key), Stream.of("all", "exists", "filter", "map"))
                .filter(known -> Character.isLetter(known.charAt(0)))
                .toList();
        Optional<String> nearest = Nearest.to(name, names);
        return new ExpressionProblem(
                "unknown_function",
                source.at(expr),
                "没有 " + name + "(…) 这个函数。"
                        + nearest.map(n -> "是不是 " + n + "？").orElse("可用的有：" + String.join("、", names) + "。"),
                "There is no function " + name + "(…). "
                        + nearest.map(n -> "Did you mean " + n + "?")
                                .orElse("There are: " + String.join(", ", names) + "."));
    }

    private ExpressionProblem unsupported(CelExpr expr) {
        return new ExpressionProblem(
                "unsupported",
                source.at(expr),
                "这里不支持这种写法；可用：字段、数字、\"文字\"、true/false、null、[列表]、运算符和函数。",
                "This is not part of the language; there are fields, numbers, \"texts\", true/false, null, [lists],"
                        + " operators and functions.");
    }

    static ExpressionProblem tooDeep(Position at) {
        return new ExpressionProblem(
                "too_deep",
                at,
                "嵌套超过 " + MAX_DEPTH + " 层，请拆成几个公式字段。",
                "More than " + MAX_DEPTH + " levels deep; split it over several formula fields.");
    }

    private static List<String> append(List<String> path, String name) {
        var longer = new ArrayList<>(path);
        longer.add(name);
        return List.copyOf(longer);
    }
}
