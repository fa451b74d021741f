package io.chengdan.kernel.record;

import io.chengdan.kernel.definition.Role.Mask;
import org.jspecify.annotations.Nullable;

/** Shows a part of a value: the last four characters of a phone number, the first of a name, nothing of an amount. */
final class Masks {

    private static final String HIDDEN = "***";

    private Masks() {}

    static @Nullable Object mask(Mask mask, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text)) {
            return HIDDEN;
        }
        var points = text.codePoints().toArray();
        return switch (mask) {
            case FULL -> HIDDEN;
            // a value as short as the part that may be shown would be shown whole
            case LAST4 -> points.length <= 4 ? HIDDEN : HIDDEN + new String(points, points.length - 4, 4);
            case FIRST1 -> points.length <= 1 ? HIDDEN : new String(points, 0, 1) + "**";
        };
    }

    /** Whether a value that came in is the mask that went out, and so says nothing. */
    static boolean isMask(@Nullable Object value) {
        return value instanceof String text && text.contains("**");
    }
}
