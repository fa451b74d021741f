package io.chengdan.kernel.expression;

import io.chengdan.kernel.definition.Text;

/** Something wrong with an expression, where it is, and how to mend it. */
public final class ExpressionProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final transient Position at;
    private final transient Text text;

    ExpressionProblem(String code, Position at, Text text) {
        super(at + " " + code + ": " + text.en());
        this.code = code;
        this.at = at;
        this.text = text;
    }

    ExpressionProblem(String code, Position at, String zh, String en) {
        this(code, at, new Text(zh, en));
    }

    /** Lasting name of the kind of problem for programs, such as {@code unknown_field}. */
    public String code() {
        return code;
    }

    public Position at() {
        return at;
    }

    public Text text() {
        return text;
    }
}
