package io.chengdan.kernel.search;

/** The part of a long text around a word. */
final class Excerpt {

    private static final int LONGEST = 120;
    private static final int BEFORE = 30;

    private Excerpt() {}

    static String around(String text, String word) {
        if (text.codePointCount(0, text.length()) <= LONGEST) {
            return text;
        }
        int at = Math.max(0, place(text, word));
        int begin = text.codePointCount(0, at) <= BEFORE ? 0 : text.offsetByCodePoints(at, -BEFORE);
        int left = text.codePointCount(begin, text.length());
        int end = text.offsetByCodePoints(begin, Math.min(LONGEST, left));
        return (begin > 0 ? "…" : "") + text.substring(begin, end) + (end < text.length() ? "…" : "");
    }

    /** Where the normal word begins in the text, by letting the text begin later and later; -1 where it does not stand there. */
    private static int place(String text, String word) {
        for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
            int until =
                    text.offsetByCodePoints(at, Math.min(text.codePointCount(at, text.length()), 2 * word.length()));
            if (Character.isLetterOrDigit(text.codePointAt(at))
                    && Tokens.normal(text.substring(at, until)).startsWith(word)) {
                return at;
            }
        }
        return -1;
    }
}
