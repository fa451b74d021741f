package io.chengdan.kernel.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is shown of a text in which words were found: all of it, or the part around the first, and where in it the words stand. */
record Excerpt(String text, List<Mark> marks) {

    private static final int LONGEST = 120;
    private static final int BEFORE = 30;

    static Excerpt of(String text, List<String> words) {
        var marks = marks(text, words);
        int length = text.codePointCount(0, text.length());
        if (length <= LONGEST) {
            return new Excerpt(text, marks);
        }
        int first = marks.isEmpty() ? 0 : marks.getFirst().start();
        int before = text.codePointCount(0, first) <= BEFORE ? 0 : text.offsetByCodePoints(first, -BEFORE);
        int begin = before == 0 ? 0 : Math.min(before, text.offsetByCodePoints(text.length(), -LONGEST));
        int end = text.offsetByCodePoints(begin, Math.min(LONGEST, text.codePointCount(begin, text.length())));
        var lead = begin > 0 ? "…" : "";
        int moved = lead.length() - begin;
        return new Excerpt(
                lead + text.substring(begin, end) + (end < text.length() ? "…" : ""),
                marks.stream()
                        .filter(mark -> mark.start() >= begin && mark.end() <= end)
                        .map(mark -> new Mark(mark.start() + moved, mark.end() + moved))
                        .toList());
    }

    /** Where the words stand, in order and without overlap. */
    private static List<Mark> marks(String text, List<String> words) {
        var normal = new StringBuilder();
        // of each character of the normal text, where what it was made of begins and ends
        var begins = new ArrayList<Integer>();
        var ends = new ArrayList<Integer>();
        for (int at = 0, next; at < text.length(); at = next) {
            next = text.offsetByCodePoints(at, 1);
            var part = Tokens.normal(text.substring(at, next));
            normal.append(part);
            for (int i = 0; i < part.length(); i++) {
                begins.add(at);
                ends.add(next);
            }
        }
        var marks = new ArrayList<Mark>();
        for (var word : words) {
            for (var place : Tokens.places(word, normal.toString())) {
                marks.add(new Mark(begins.get(place.start()), ends.get(place.end() - 1)));
            }
        }
        return apart(marks);
    }

    private static List<Mark> apart(List<Mark> marks) {
        var apart = new ArrayList<Mark>();
        marks.sort(Comparator.comparingInt(Mark::start));
        for (var mark : marks) {
            if (!apart.isEmpty() && mark.start() <= apart.getLast().end()) {
                var last = apart.removeLast();
                apart.add(new Mark(last.start(), Math.max(last.end(), mark.end())));
            } else {
                apart.add(mark);
            }
        }
        return List.copyOf(apart);
    }
}
