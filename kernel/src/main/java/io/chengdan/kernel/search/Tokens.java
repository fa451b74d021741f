package io.chengdan.kernel.search;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Texts as the index keeps them. A text is known by its pairs of neighbouring characters, and by threes where they are letters or
 * digits; a short one also by what is typed for it in pinyin. Every stretch of a text of two characters and more is found by the
 * tokens within it; since several tokens may stand apart, a hit is looked at again.
 */
final class Tokens {

    /** Longer texts are searched by their beginning. */
    private static final int LONGEST = 4_000;
    /** Names and titles; nobody looks for a paragraph by pinyin. */
    private static final int NAMED = 60;

    private static final char WHOLE = '=';
    private static final char BEGINNING = '^';

    private Tokens() {}

    /** Letters and digits only, of one width and one case: 「ＡＢ－12」 is "ab12". */
    static String normal(String text) {
        var plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        var kept = new StringBuilder();
        plain.codePoints().filter(Character::isLetterOrDigit).limit(LONGEST).forEach(kept::appendCodePoint);
        return kept.toString();
    }

    /** All tokens of a normal text. */
    static Set<String> of(String normal) {
        var tokens = new LinkedHashSet<String>();
        var characters = normal.codePoints().toArray();
        for (int i = 0; i + 1 < characters.length; i++) {
            tokens.add(cut(characters, i, 2));
            if (areLatin(characters, i, 3)) {
                tokens.add(cut(characters, i, 3));
            }
        }
        if (characters.length <= NAMED && characters.length > 0) {
            tokens.add(WHOLE + normal);
            tokens.addAll(beginnings(cut(characters, 0, Math.min(2, characters.length))));
            if (areLatin(characters, 0, 3)) {
                tokens.addAll(beginnings(cut(characters, 0, 3)));
            }
            if (normal.codePoints().anyMatch(Pinyin::isHan)) {
                spoken(characters, tokens);
            }
        }
        return tokens;
    }

    private static void spoken(int[] characters, Set<String> tokens) {
        for (int i = 0; i < characters.length; i++) {
            tokens.addAll(Pinyin.runs(characters, i, 3));
            tokens.addAll(Pinyin.initialRuns(characters, i, 2));
            tokens.addAll(Pinyin.initialRuns(characters, i, 3));
        }
        for (var reading : Pinyin.readings(characters[0])) {
            tokens.addAll(beginnings(reading.substring(0, Math.min(2, reading.length()))));
        }
        Pinyin.runs(characters, 0, 3).forEach(run -> {
            if (Pinyin.readings(characters[0]).stream()
                    .anyMatch(reading -> run.startsWith(reading) || reading.startsWith(run))) {
                tokens.add(BEGINNING + run);
            }
        });
        Pinyin.initialRuns(characters, 0, 2).forEach(run -> tokens.add(BEGINNING + run));
        Pinyin.initialRuns(characters, 0, 3).forEach(run -> tokens.add(BEGINNING + run));
    }

    private static Collection<String> beginnings(String start) {
        return List.of(BEGINNING + start);
    }

    /** The tokens that any text holding this normal word has. */
    static Set<String> within(String word) {
        var tokens = new LinkedHashSet<String>();
        var characters = word.codePoints().toArray();
        for (int i = 0; i + 1 < characters.length; i++) {
            if (areLatin(characters, i, 3)) {
                tokens.add(cut(characters, i, 3));
            } else if (!areLatin(characters, i - 1, 3)) {
                tokens.add(cut(characters, i, 2));
            }
        }
        return tokens;
    }

    /** The token of a text that is this word and no more. */
    static String whole(String word) {
        return WHOLE + word;
    }

    /** The token of a text that may begin with this word. */
    static String beginning(String word) {
        var characters = word.codePoints().toArray();
        return BEGINNING + cut(characters, 0, areLatin(characters, 0, 3) ? 3 : 2);
    }

    /** Whether the word stands in the text, as it is or in pinyin. */
    static boolean holds(String word, String normal) {
        return !places(word, normal).isEmpty();
    }

    /** Where the word stands in the text as it is; else where it is first spoken. */
    static List<Mark> places(String word, String normal) {
        var places = new ArrayList<Mark>();
        for (int at = normal.indexOf(word); at >= 0; at = normal.indexOf(word, at + word.length())) {
            places.add(new Mark(at, at + word.length()));
        }
        if (places.isEmpty() && isLatin(word) && normal.codePointCount(0, normal.length()) <= NAMED) {
            Pinyin.find(word, normal).ifPresent(places::add);
        }
        return places;
    }

    static boolean isLatin(String word) {
        return word.codePoints().allMatch(Tokens::isLatin);
    }

    private static boolean isLatin(int character) {
        return character < 128;
    }

    private static boolean areLatin(int[] characters, int from, int size) {
        if (from < 0 || from + size > characters.length) {
            return false;
        }
        for (int i = from; i < from + size; i++) {
            if (!isLatin(characters[i])) {
                return false;
            }
        }
        return true;
    }

    private static String cut(int[] characters, int from, int size) {
        return new String(characters, from, size);
    }
}
