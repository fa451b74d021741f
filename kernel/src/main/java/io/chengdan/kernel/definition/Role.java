package io.chengdan.kernel.definition;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a role may do: nothing but what stands here. */
public record Role(String uid, String key, Text label, List<String> admin, Map<String, Grant> forms) {

    /**
     * Rights on one form.
     *
     * @param rows which records; the union of all entries
     * @param actions action → expression over the record, {@code "true"} for always
     * @param read fields that may be read
     * @param write fields that may be read and written
     * @param mask fields of which only a part is shown
     * @param tabs tab → whether one may write there
     * @param attachments category → whether one may write there
     */
    public record Grant(
            List<RowRule> rows,
            Map<String, String> actions,
            List<String> read,
            List<String> write,
            Map<String, Mask> mask,
            Map<String, Right> tabs,
            Map<String, Right> attachments) {}

    public enum Right {
        READ,
        WRITE
    }

    public enum Mask {
        FULL,
        LAST4,
        FIRST1
    }

    /** One way in which a record comes into sight. */
    public sealed interface RowRule {}

    /** The person owns it. */
    public record Own() implements RowRule {}

    /** The person is in its record team. */
    public record Team() implements RowRule {}

    /** Its department is the person's, or below it. */
    public record DepartmentTree() implements RowRule {}

    public record All() implements RowRule {}

    /** The record that the reference field points to is in sight, and {@code where} holds for this one. */
    public record Through(String field, @Nullable String where) implements RowRule {}

    /** The expression holds. */
    public record Where(String expr) implements RowRule {}
}
