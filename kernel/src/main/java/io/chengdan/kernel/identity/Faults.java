package io.chengdan.kernel.identity;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.problem.Problem.Fault;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with values, so that all of it is said at once. */
final class Faults {

    private final List<Fault> found = new ArrayList<>();

    void add(String field, String code, Text message) {
        found.add(new Fault(field, code, message));
    }

    /** The value must have 1 to {@code max} characters and none that a line of text cannot show. */
    void line(String field, String value, int max) {
        if (value.isBlank()) {
            add(field, "required", new Text("请填写。", "Fill this in."));
        } else {
            optionalLine(field, value, max);
        }
    }

    void optionalLine(String field, String value, int max) {
        if (value.codePointCount(0, value.length()) > max) {
            add(field, "too_long", new Text("最多 " + max + " 个字符。", "At most " + max + " characters."));
        }
        if (value.codePoints().anyMatch(Faults::unshowable)) {
            add(field, "bad_text", new Text("含有不能显示的字符。", "Holds characters that cannot be shown."));
        }
    }

    void pattern(String field, String value, String pattern, Text message) {
        if (!value.matches(pattern)) {
            add(field, "bad_format", message);
        }
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new Problem.Invalid(found);
        }
    }

    /** Control characters, and halves of a pair that stand alone. */
    private static boolean unshowable(int point) {
        return Character.isISOControl(point) || (point >= 0xD800 && point <= 0xDFFF);
    }
}
