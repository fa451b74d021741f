package io.chengdan.kernel.expression;

import java.util.List;

/** The door: from a text to a checked expression. */
public final class Expressions {

    private Expressions() {}

    /**
     * Reads and checks a text whose value may be of any type.
     *
     * @throws ExpressionProblem with the place and how to mend it
     */
    public static Expression compile(String text, Scope scope) {
        return new Expression(text, new Checker(Source.parse(text), scope).check());
    }

    /**
     * Reads and checks a text whose value must be of a type.
     *
     * @throws ExpressionProblem with the place and how to mend it
     */
    public static Expression compile(String text, Scope scope, Type expected) {
        var expression = compile(text, scope);
        if (!expression.type().fits(expected)) {
            throw new ExpressionProblem(
                    "wrong_type",
                    expression.root().at(),
                    "这里要" + expected.label().zh() + "，而式子的结果是"
                            + expression.type().label().zh() + "。",
                    "A " + expected.label().en() + " is asked for here; the expression gives a "
                            + expression.type().label().en() + ".");
        }
        return expression;
    }

    /** A pass over a list with its type; the body of a test must be a condition. */
    static Node.Each each(Node.Pass pass, Node list, String variable, Node body, Position at) {
        if (pass != Node.Pass.MAP && !body.type().fits(Scalar.BOOL)) {
            throw new ExpressionProblem(
                    "wrong_type",
                    body.at(),
                    "这里要一个条件（是/否），而不是" + body.type().label().zh() + "。",
                    "A condition (yes/no) is asked for here, not a "
                            + body.type().label().en() + ".");
        }
        if (pass == Node.Pass.MAP && body.type() instanceof Type.ListOf) {
            throw new ExpressionProblem("wrong_type", body.at(), "map 的每一项不能是列表。", "map cannot make lists of lists.");
        }
        Type type = switch (pass) {
            case ALL, EXISTS -> Scalar.BOOL;
            case FILTER -> list.type();
            case MAP -> Type.list(body.type());
        };
        return new Node.Each(pass, list, variable, body, type, at);
    }

    static Node.Items items(List<Node> items, Position at) {
        return new Node.Items(List.copyOf(items), Type.list(Signatures.common(items, at)), at);
    }
}
