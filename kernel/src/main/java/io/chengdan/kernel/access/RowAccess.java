package io.chengdan.kernel.access;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Role.Mask;
import io.chengdan.kernel.definition.Role.Right;
import io.chengdan.kernel.expression.Env;
import io.chengdan.kernel.expression.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A person's rights on one row: what the roles that show it grant, and no others. What changes something comes only from roles by
 * which the row may be changed, and each field is written by a role that itself allows the action. Immutable.
 */
public final class RowAccess {

    private final FormAccess form;
    private final List<Part> holding;
    private final List<Part> changing;
    private final Set<String> readable = new HashSet<>();
    private final Map<String, Mask> masked = new HashMap<>();
    private final Set<String> known = new HashSet<>();
    private final Set<String> writable = new HashSet<>();
    private final Set<String> actions = new LinkedHashSet<>();
    private final Map<String, Right> tabs = new HashMap<>();
    private final Map<String, Right> attachments = new HashMap<>();
    private final List<Field> fields;

    /**
     * @param holding the roles that show the row
     * @param changing those among them by which it may be changed
     */
    RowAccess(FormAccess form, List<Part> holding, List<Part> changing) {
        this.form = form;
        this.holding = holding;
        this.changing = changing;
        for (var part : holding) {
            readable.addAll(part.readable());
            known.addAll(part.known());
            part.masked().forEach((field, mask) -> masked.merge(field, mask, RowAccess::milder));
            part.tabs().keySet().forEach(tab -> tabs.put(tab, Right.READ));
            part.attachments().keySet().forEach(category -> attachments.put(category, Right.READ));
        }
        // a role that lets read the field, or some columns of it, lifts the mask of another
        masked.keySet()
                .removeIf(field -> holding.stream()
                        .anyMatch(part ->
                                part.known().contains(field) && !part.masked().containsKey(field)));
        for (var part : changing) {
            writable.addAll(part.writable());
            actions.addAll(part.actions().keySet());
            raise(part.tabs(), tabs);
            raise(part.attachments(), attachments);
        }
        this.fields = form.form().allFields().stream()
                .filter(field -> known.contains(field.key()))
                .toList();
    }

    private static Mask milder(Mask one, Mask other) {
        return one == Mask.LAST4 || other == Mask.FULL ? one : other;
    }

    private static void raise(Map<String, Right> granted, Map<String, Right> rights) {
        granted.forEach((key, right) -> {
            if (right == Right.WRITE) {
                rights.put(key, right);
            }
        });
    }

    public Form form() {
        return form.form();
    }

    /** Whether no role grants anything. */
    public boolean isNone() {
        return holding.isEmpty();
    }

    /** Whether the value may be read as it is: of a field, or of a column given as {@code table.column}. */
    public boolean mayRead(String field) {
        return reads(readable, field);
    }

    /** A column is read with its field, or granted alone. */
    static boolean reads(Set<String> readable, String field) {
        int dot = field.indexOf('.');
        return readable.contains(field) || (dot > 0 && readable.contains(field.substring(0, dot)));
    }

    /** The part that is shown of a value that may not be read whole. */
    public Optional<Mask> mask(String field) {
        return Optional.ofNullable(masked.get(field));
    }

    /** Whether the field exists for the person here; of a table field, perhaps only some columns. */
    public boolean knows(String field) {
        return known.contains(field);
    }

    public boolean mayReadColumn(String field, String column) {
        return mayRead(field + "." + column);
    }

    public boolean mayWrite(String field) {
        return writable.contains(field);
    }

    /** The fields that exist for the person here, in the order of the form. */
    public List<Field> fields() {
        return fields;
    }

    /** Whether the action may be taken under some condition. */
    public boolean mayEver(String action) {
        return actions.contains(action);
    }

    /** The actions that may be taken under some condition. */
    public Set<String> actions() {
        return actions;
    }

    public Map<String, Right> tabs() {
        return tabs;
    }

    public Map<String, Right> attachments() {
        return attachments;
    }

    /** Whether the row may be changed, as far as rows decide that. */
    public boolean isChangeable() {
        return !changing.isEmpty();
    }

    /**
     * The rights of those roles that allow the action on the row as it is; none where no role does. Written is only what one of
     * them lets write: the action of one role never carries the fields of another.
     */
    public RowAccess acting(String action, Values values, Env env) {
        var able = new ArrayList<Part>();
        for (var part : changing) {
            if (part.allows(action, values, env)) {
                able.add(part);
            }
        }
        return cut(able);
    }

    /** The rights of those roles that know the action, whatever its condition. */
    public RowAccess having(String action) {
        return cut(changing.stream()
                .filter(part -> part.actions().containsKey(action))
                .toList());
    }

    /** These rights as far as they come from roles by which the other ones come too. */
    public RowAccess shared(RowAccess other) {
        return cut(changing.stream().filter(other.holding::contains).toList());
    }

    private RowAccess cut(List<Part> parts) {
        return parts.size() == holding.size() ? this : form.row(parts, parts);
    }
}
