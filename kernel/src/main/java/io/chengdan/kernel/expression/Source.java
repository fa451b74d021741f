package io.chengdan.kernel.expression;

import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelParser;
import dev.cel.parser.CelParserFactory;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A text read by CEL's parser, and where in it each part stands. Macros stay calls: our own tree has its own form for them. */
record Source(String text, CelExpr root, Map<Long, Integer> offsets) {

    static final int MAX_CHARACTERS = 4_000;

    private static final Pattern NUMBER = Pattern.compile("[0-9]*(\\.[0-9]+)?");
    private static final CelParser PARSER = CelParserFactory.standardCelParserBuilder()
            .setStandardMacros(List.of())
            .setOptions(CelOptions.current()
                    .maxExpressionCodePointSize(MAX_CHARACTERS)
                    .maxParseRecursionDepth(Checker.MAX_DEPTH)
                    // Words CEL keeps for itself, such as package, are good keys of fields.
                    .enableReservedIds(false)
                    .retainRepeatedUnaryOperators(true)
                    .build())
            .build();

    static Source parse(String text) {
        if (text.codePointCount(0, text.length()) > MAX_CHARACTERS) {
            throw new ExpressionProblem(
                    "too_long",
                    new Position(1, 1),
                    "表达式最多 " + MAX_CHARACTERS + " 个字符，请拆成几个公式字段。",
                    "An expression has at most " + MAX_CHARACTERS
                            + " characters; split it over several formula fields.");
        }
        CelValidationResult result = PARSER.parse(text);
        if (result.hasError()) {
            throw problem(text, result.getErrors().get(0));
        }
        try {
            var tree = result.getAst();
            return new Source(text, tree.getExpr(), tree.getSource().getPositionsMap());
        } catch (CelValidationException e) {
            throw new IllegalStateException("a tree without errors could not be had", e);
        }
    }

    /** Where the part stands. For a call by name that is the name, for a field after a dot the field. */
    Position at(CelExpr expr) {
        return position(text, start(expr));
    }

    /** The digits as they were written: the parser's own numbers have lost some. */
    String digits(CelExpr constant) {
        var matcher = NUMBER.matcher(text);
        matcher.region(start(constant), text.length());
        return matcher.lookingAt() ? matcher.group() : "";
    }

    /** The character that follows the digits of a constant, or a space. */
    char after(CelExpr constant) {
        int end = start(constant) + digits(constant).length();
        return end < text.length() ? text.charAt(end) : ' ';
    }

    private int start(CelExpr expr) {
        int offset = text.offsetByCodePoints(0, offsets.getOrDefault(expr.id(), 0));
        return switch (expr.getKind()) {
            case SELECT -> Math.max(text.indexOf(expr.select().field(), offset), 0);
            case CALL -> {
                String name = expr.call().function();
                boolean named = Character.isJavaIdentifierStart(name.charAt(0)) && name.charAt(0) != '_';
                yield named ? Math.max(text.lastIndexOf(name, offset), 0) : offset;
            }
            default -> offset;
        };
    }

    private static Position position(String text, int index) {
        int line = 1
                + (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
        int start = text.lastIndexOf('\n', index - 1) + 1;
        return new Position(line, 1 + text.codePointCount(start, index));
    }

    private static ExpressionProblem problem(String text, CelIssue issue) {
        var location = issue.getSourceLocation();
        var at = new Position(Math.max(1, location.getLine()), Math.max(0, location.getColumn()) + 1);
        String message = issue.getMessage();
        if (message.contains("recursion limit") || message.contains("nesting")) {
            return Checker.tooDeep(at);
        }
        if (message.startsWith("For input string")) {
            return new ExpressionProblem(
                    "syntax",
                    at,
                    "整数太大；请写成小数，例如 99999999999999999999.0。",
                    "The whole number is too large; write it as a decimal, such as 99999999999999999999.0.");
        }
        return Slip.at(text, at)
                .map(slip -> new ExpressionProblem("syntax", at, slip))
                .orElseGet(() -> new ExpressionProblem(
                        "syntax",
                        at,
                        "从这里开始读不懂；请检查括号、引号和运算符是否完整。",
                        "Cannot be read from here on; check that brackets, quotes and operators are complete."));
    }
}
