package io.chengdan.kernel.expression;

import io.chengdan.kernel.definition.Text;
import java.util.Map;
import java.util.Optional;

/** Slips people make who know formulas from elsewhere, each with what to write instead. */
final class Slip {

    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("and", "&&"),
            Map.entry("AND", "&&"),
            Map.entry("or", "||"),
            Map.entry("OR", "||"),
            Map.entry("not", "!"),
            Map.entry("NOT", "!"),
            Map.entry("<>", "!="),
            Map.entry("&", "&&"),
            Map.entry("|", "||"),
            Map.entry("=", "=="));
    private static final String FULL_WIDTH = "（）“”‘’，。！＝＋－＊／＜＞【】；：？";

    private Slip() {}

    static Optional<Text> at(String text, Position at) {
        String rest = restFrom(text, at);
        if (rest.isEmpty()) {
            return Optional.of(new Text("表达式不完整。", "The expression is not complete."));
        }
        for (var instead : INSTEAD.entrySet()) {
            if (startsWithWord(rest, instead.getKey())) {
                return Optional.of(new Text(
                        "请用 " + instead.getValue() + "，不用 " + instead.getKey() + "。",
                        "Use " + instead.getValue() + " in place of " + instead.getKey() + "."));
            }
        }
        int first = rest.codePointAt(0);
        if (FULL_WIDTH.indexOf(first) >= 0) {
            return Optional.of(new Text(
                    "“" + Character.toString(first) + "”是全角符号，请用半角符号。",
                    "“" + Character.toString(first) + "” is a full-width sign; use the ASCII one."));
        }
        if (first > 127) {
            return Optional.of(new Text(
                    "公式里写字段的键（英文字母），不写字段的名称；文字要放在引号里。",
                    "Write a field's key (Latin letters), not its label; texts stand in quotes."));
        }
        return Optional.empty();
    }

    private static boolean startsWithWord(String rest, String word) {
        return rest.startsWith(word)
                && (!Character.isLetter(word.charAt(0))
                        || rest.length() == word.length()
                        || !Character.isJavaIdentifierPart(rest.charAt(word.length())));
    }

    private static String restFrom(String text, Position at) {
        String line = text.lines().skip(at.line() - 1L).findFirst().orElse("");
        int column = Math.min(at.column() - 1, line.codePointCount(0, line.length()));
        return line.substring(line.offsetByCodePoints(0, column));
    }
}
