package io.chengdan.kernel.search;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.sourceforge.pinyin4j.PinyinHelper;

/** How Chinese characters are read: every reading, since 厦 is xia in 厦门 and sha in 大厦, and nobody types the tones. */
final class Pinyin {

    private static final ConcurrentHashMap<Integer, List<String>> READINGS = new ConcurrentHashMap<>();

    private Pinyin() {}

    static boolean isHan(int character) {
        return Character.UnicodeScript.of(character) == Character.UnicodeScript.HAN;
    }

    /** The readings of a Chinese character without tones; any other character reads as itself. */
    static List<String> readings(int character) {
        return READINGS.computeIfAbsent(character, Pinyin::read);
    }

    private static List<String> read(int character) {
        var own = List.of(Character.toString(character));
        if (!isHan(character) || !Character.isBmpCodePoint(character)) {
            return own;
        }
        var found = PinyinHelper.toHanyuPinyinStringArray((char) character);
        if (found == null || found.length == 0) {
            return own;
        }
        var readings = new LinkedHashSet<String>();
        for (var one : found) {
            // "lu:3": the tone goes, ü is typed as v
            readings.add(one.replaceAll("[0-9]", "").replace("u:", "v"));
        }
        return List.copyOf(readings);
    }

    /** What stands for each character where only initials are typed. */
    static Set<String> initials(int character) {
        var initials = new LinkedHashSet<String>();
        readings(character).forEach(reading -> initials.add(reading.substring(0, reading.offsetByCodePoints(0, 1))));
        return initials;
    }

    /**
     * The first stretch of the text for which somebody types the letters: syllables, the last perhaps unfinished, or initials.
     *
     * @return counted in UTF-16 units
     */
    static Optional<Mark> find(String letters, String text) {
        var characters = text.codePoints().toArray();
        for (int from = 0; from < characters.length; from++) {
            int until = Math.max(syllables(letters, 0, characters, from), initials(letters, characters, from));
            if (until >= 0) {
                int start = text.offsetByCodePoints(0, from);
                return Optional.of(new Mark(start, text.offsetByCodePoints(start, until - from)));
            }
        }
        return Optional.empty();
    }

    /** Behind which character the syllables end; -1 where they do not stand here. */
    private static int syllables(String letters, int at, int[] characters, int from) {
        if (at == letters.length()) {
            return from;
        }
        if (from == characters.length) {
            return -1;
        }
        int until = -1;
        for (var reading : readings(characters[from])) {
            if (reading.startsWith(letters.substring(at))) {
                return from + 1;
            }
            if (letters.startsWith(reading, at)) {
                until = Math.max(until, syllables(letters, at + reading.length(), characters, from + 1));
            }
        }
        return until;
    }

    /** Behind which character the initials end; -1 where they do not stand here. */
    private static int initials(String letters, int[] characters, int from) {
        if (characters.length - from < letters.length()) {
            return -1;
        }
        for (int i = 0; i < letters.length(); i++) {
            if (!initials(characters[from + i]).contains(letters.substring(i, i + 1))) {
                return -1;
            }
        }
        return from + letters.length();
    }

    /** Every run of {@code size} letters that somebody may type at this place, going on into the characters behind it. */
    static Set<String> runs(int[] characters, int place, int size) {
        var runs = new LinkedHashSet<String>();
        for (var reading : readings(characters[place])) {
            for (int start = 0; start < reading.length(); start++) {
                extend(reading.substring(start), characters, place + 1, size, runs);
            }
        }
        return runs;
    }

    private static void extend(String begun, int[] characters, int next, int size, Set<String> runs) {
        if (begun.length() >= size) {
            runs.add(begun.substring(0, size));
            return;
        }
        if (next < characters.length) {
            readings(characters[next]).forEach(reading -> extend(begun + reading, characters, next + 1, size, runs));
        }
    }

    /** Every run of {@code size} initials that begins at this place. */
    static Set<String> initialRuns(int[] characters, int place, int size) {
        List<String> runs = List.of("");
        for (int i = place; i < place + size; i++) {
            if (i == characters.length) {
                return Set.of();
            }
            var longer = new ArrayList<String>();
            for (var run : runs) {
                initials(characters[i]).forEach(initial -> longer.add(run + initial));
            }
            runs = longer;
        }
        return new LinkedHashSet<>(runs);
    }
}
