package io.chengdan.kernel.transfer;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with columns in braces. */
final class Template {

    private static final Pattern COLUMN = Pattern.compile("\\{([^{}]+)}");

    private Template() {}

    static List<String> columns(String template) {
        return COLUMN.matcher(template)
                .results()
                .map(found -> found.group(1).strip())
                .toList();
    }

    /** The text with the cells in place; what stands between two columns goes when one of them is blank. */
    static String fill(String template, UnaryOperator<String> cells) {
        var filled = COLUMN.matcher(template)
                .replaceAll((MatchResult found) ->
                        Matcher.quoteReplacement(cells.apply(found.group(1).strip())));
        return filled.replaceAll("^[\\s·–—,;/-]+|[\\s·–—,;/-]+$", "");
    }
}
