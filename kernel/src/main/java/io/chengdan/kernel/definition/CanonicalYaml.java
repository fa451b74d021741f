package io.chengdan.kernel.definition;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one way a definition is written down: what fits on a line and is not an outline stands in flow style, everything else in
 * blocks; text is quoted only where it must be; lines end in LF.
 */
final class CanonicalYaml {

    private static final int WIDTH = 120;
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z_\\p{IsHan}](?:[A-Za-z0-9_\\p{IsHan}./()，。、；：？！“”（）《》…·%+-]| (?! |$))*+");
    private static final List<String> RESERVED = List.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private final StringBuilder out = new StringBuilder();

    private CanonicalYaml() {}

    /** Keys and values in the order they are written; absent, empty and false values are left out. */
    static final class Outline {

        private final Map<String, Object> entries = new LinkedHashMap<>();
        private final boolean block;

        private Outline(boolean block) {
            this.block = block;
        }

        /** Each key on a line of its own. */
        static Outline block() {
            return new Outline(true);
        }

        /** On one line where it fits. */
        static Outline inline() {
            return new Outline(false);
        }

        Map<String, Object> entries() {
            return entries;
        }

        Outline put(String key, @Nullable Object value) {
            if (value != null
                    && !value.equals(false)
                    && !(value instanceof Collection<?> list && list.isEmpty())
                    && !(value instanceof Outline outline && outline.entries.isEmpty())) {
                entries.put(key, value);
            }
            return this;
        }

        /** Writes the value even where it is false or empty. */
        Outline putAlways(String key, Object value) {
            entries.put(key, value);
            return this;
        }
    }

    /** Items each on a line of their own. */
    record Items(List<?> values) {
        static @Nullable Items of(List<?> values) {
            return values.isEmpty() ? null : new Items(values);
        }
    }

    static String write(Outline root) {
        var yaml = new CanonicalYaml();
        yaml.entries(root, 0, false);
        return yaml.out.toString();
    }

    /** A value in a sentence: on one line, whatever its length, text without quotes. */
    static String shown(Object value) {
        return switch (value) {
            case String text -> text;
            case Items items -> shown(items.values());
            case List<?> list -> list.stream().map(CanonicalYaml::shown).collect(Collectors.joining(", ", "[", "]"));
            case Outline outline ->
                outline.entries.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + shown(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case BigDecimal number -> number.toPlainString();
            default -> value.toString();
        };
    }

    private void entries(Outline outline, int indent, boolean firstOnThisLine) {
        boolean first = firstOnThisLine;
        for (var entry : outline.entries.entrySet()) {
            if (!first) {
                out.append(" ".repeat(indent));
            }
            first = false;
            out.append(scalar(entry.getKey())).append(':');
            value(entry.getValue(), indent, indent + entry.getKey().length() + 2);
        }
    }

    /** Writes a value behind a colon and ends the line. */
    private void value(Object value, int indent, int column) {
        var line = line(value);
        if (line != null && (isScalar(value) || column + line.length() <= WIDTH)) {
            out.append(' ').append(line).append('\n');
            return;
        }
        out.append('\n');
        if (value instanceof Outline outline) {
            out.append(" ".repeat(indent + 2));
            entries(outline, indent + 2, true);
        } else {
            items(list(value), indent + 2);
        }
    }

    private void items(List<?> items, int indent) {
        for (var item : items) {
            out.append(" ".repeat(indent)).append("- ");
            var line = line(item);
            if (line != null && (isScalar(item) || indent + 2 + line.length() <= WIDTH)) {
                out.append(line).append('\n');
            } else if (item instanceof Outline outline) {
                entries(outline, indent + 2, true);
            } else {
                throw new IllegalArgumentException("a list within a list");
            }
        }
    }

    private static List<?> list(Object value) {
        return value instanceof Items items ? items.values() : (List<?>) value;
    }

    private static boolean isScalar(Object value) {
        return !(value instanceof Outline || value instanceof Items || value instanceof List);
    }

    /** The value in flow style; null where it must be an outline. */
    private static @Nullable String line(Object value) {
        return switch (value) {
            case Outline outline -> outline.block ? null : flow(outline);
            case Items _ -> null;
            case List<?> list -> flow(list);
            case BigDecimal number -> number.toPlainString();
            case String text -> scalar(text);
            default -> value.toString();
        };
    }

    private static @Nullable String flow(Outline outline) {
        var parts = new ArrayList<String>();
        for (var entry : outline.entries.entrySet()) {
            var line = line(entry.getValue());
            if (line == null) {
                return null;
            }
            parts.add(scalar(entry.getKey()) + ": " + line);
        }
        return "{" + String.join(", ", parts) + "}";
    }

    private static @Nullable String flow(List<?> list) {
        var parts = new ArrayList<String>();
        for (var item : list) {
            var line = line(item);
            if (line == null) {
                return null;
            }
            parts.add(line);
        }
        return "[" + String.join(", ", parts) + "]";
    }

    static String scalar(String text) {
        if (PLAIN.matcher(text).matches() && !RESERVED.contains(text)) {
            return text;
        }
        if (text.codePoints().allMatch(CanonicalYaml::printable)) {
            return "'" + text.replace("'", "''") + "'";
        }
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(point -> quoted.append(escaped(point)));
        return quoted.append('"').toString();
    }

    private static boolean printable(int point) {
        boolean mark = point == 0xfeff || point == 0x2028 || point == 0x2029;
        return !mark
                && point >= ' '
                && !Character.isISOControl(point)
                && Character.getType(point) != Character.SURROGATE
                && point != 0xfffe
                && point != 0xffff;
    }

    private static String escaped(int point) {
        return switch (point) {
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            default -> printable(point) ? Character.toString(point) : "\\u%04x".formatted(point);
        };
    }
}
