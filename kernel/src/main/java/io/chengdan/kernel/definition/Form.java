package io.chengdan.kernel.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kind of record: its fields, rules, tabs and lists.
 *
 * @param title key of the field that names a record
 * @param nav place in the main navigation; null where it is reached only through other records
 * @param attachments categories of the attachment library; empty where records of the form have none
 */
public record Form(
        String uid,
        String key,
        Text label,
        Text plural,
        @Nullable String icon,
        String title,
        @Nullable Integer nav,
        List<Field> fields,
        List<Unique> unique,
        List<Check> checks,
        List<SetAction> actions,
        List<Category> attachments,
        List<Tab> tabs,
        List<ListView> lists) {

    /** A combination that no two records share, where {@code where} holds for both. */
    public record Unique(
            String key, List<String> fields, @Nullable String where, Text message) {}

    /** A condition the whole record must meet; {@code field} is where the message is shown. */
    public record Check(String key, String expr, @Nullable String field, Text message) {}

    /**
     * Something a person may do to a record: under {@code when}, it sets fields that nothing else may write.
     *
     * @param set field key → expression over the record as it was before
     */
    public record SetAction(
            String key,
            Text label,
            @Nullable String when,
            @Nullable Text message,
            Map<String, String> set) {}

    /** A category of the attachment library and the kinds of file it takes. */
    public record Category(String key, Text label, List<String> accept) {}

    /** What a tab lists of another form: the records whose reference {@code via} points to this one. */
    public record Related(String form, String via, @Nullable String where) {}

    /**
     * A page of a record.
     *
     * @param attachments categories shown; empty for none, {@code ["*"]} for all
     */
    public record Tab(
            String key,
            Text label,
            List<String> fields,
            List<Related> related,
            List<String> attachments,
            boolean history) {}

    public enum ListKind {
        TABLE,
        BOARD
    }

    /** A list as shipped. {@code sort} is {@code -amount,name}; {@code filter} an expression that can become SQL. */
    public record ListView(
            String key,
            Text label,
            List<String> columns,
            @Nullable String sort,
            @Nullable String filter,
            @Nullable String group,
            ListKind kind) {}

    /** The field with this key, among the form's own and the system's. */
    public Optional<Field> field(String fieldKey) {
        for (var field : fields) {
            if (field.key().equals(fieldKey)) {
                return Optional.of(field);
            }
        }
        return Optional.ofNullable(SystemFields.BY_KEY.get(fieldKey));
    }

    /** The form's own fields and then the system's. */
    public List<Field> allFields() {
        return java.util.stream.Stream.concat(fields.stream(), SystemFields.ALL.stream())
                .toList();
    }

    public Optional<SetAction> action(String actionKey) {
        return actions.stream().filter(action -> action.key().equals(actionKey)).findFirst();
    }

    public Optional<Category> category(String categoryKey) {
        return attachments.stream()
                .filter(category -> category.key().equals(categoryKey))
                .findFirst();
    }

    /** Whether only set actions (and {@code migrate}) may write the field. */
    public boolean setOnlyByAction(String fieldKey) {
        return actions.stream().anyMatch(action -> action.set().containsKey(fieldKey));
    }
}
