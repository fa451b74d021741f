package io.chengdan.kernel.access;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Role.Mask;
import io.chengdan.kernel.definition.Role.Right;
import io.chengdan.kernel.expression.Expression;
import io.chengdan.kernel.schema.FormTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;

/** A person's rights on one form. */
public final class FormAccess {

    private final Form form;
    private final String role;
    private final RowScope rows;
    private final Set<String> readable;
    private final Map<String, Mask> masked;
    private final Set<String> writable;
    private final Map<String, Optional<Expression>> actions;
    private final Map<String, Right> tabs;
    private final Map<String, Right> attachments;
    private final List<Field> fields;
    private final Set<String> deciding;

    FormAccess(
            Form form,
            String role,
            RowScope rows,
            Set<String> readable,
            Map<String, Mask> masked,
            Set<String> writable,
            Map<String, Optional<Expression>> actions,
            Map<String, Right> tabs,
            Map<String, Right> attachments,
            Set<String> deciding) {
        this.form = form;
        this.role = role;
        this.rows = rows;
        this.readable = readable;
        this.masked = masked;
        this.writable = writable;
        this.actions = actions;
        this.tabs = tabs;
        this.attachments = attachments;
        this.fields =
                form.allFields().stream().filter(field -> knows(field.key())).toList();
        this.deciding = deciding;
    }

    public Form form() {
        return form;
    }

    /** The role these rights come from. */
    public String role() {
        return role;
    }

    /** Whether the value may be read as it is, and so be filtered, sorted, grouped and searched by. */
    public boolean mayRead(String field) {
        return readable.contains(field);
    }

    /** The part that is shown of a value that may not be read whole. */
    public Optional<Mask> mask(String field) {
        return Optional.ofNullable(masked.get(field));
    }

    /** Whether the field exists for the person at all; of a table field, perhaps only some columns. */
    public boolean knows(String field) {
        return readable.contains(field)
                || masked.containsKey(field)
                || readable.stream().anyMatch(key -> key.startsWith(field + "."));
    }

    /** Whether the column of a table field may be read: with the field, or granted alone. */
    public boolean mayReadColumn(String field, String column) {
        return readable.contains(field) || readable.contains(field + "." + column);
    }

    public boolean mayWrite(String field) {
        return writable.contains(field);
    }

    /** The fields that exist for the person, in the order of the form. */
    public List<Field> fields() {
        return fields;
    }

    /** The fields that decide what the person may do with a record: inputs of action conditions and of read-only rules. */
    public Set<String> deciding() {
        return deciding;
    }

    /** Whether the role may take the action on some record. */
    public boolean mayEver(String action) {
        return actions.containsKey(action);
    }

    /** The condition under which the action may be taken; empty within for always. Absent where it never may. */
    public Optional<Optional<Expression>> action(String action) {
        return Optional.ofNullable(actions.get(action));
    }

    public Map<String, Optional<Expression>> actions() {
        return actions;
    }

    public Map<String, Right> tabs() {
        return tabs;
    }

    public Map<String, Right> attachments() {
        return attachments;
    }

    /**
     * The condition under which a row is in sight; deleted rows never are. For rows at hand, or walked through until a page is
     * full.
     */
    public Condition visible(FormTable table) {
        return rows.visible(table);
    }

    /** As {@link #visible}, for a statement that goes over very many rows, such as a sum. */
    public Condition allVisible(FormTable table) {
        return rows.allVisible(table);
    }

    /** The ways by which rows come into sight, to gather the rows of somebody who sees few: each uses an index of its own. */
    public List<Condition> ways(FormTable table) {
        return rows.ways(table);
    }

    /** The rows in sight in parts that share no row, each found as in {@link #ways}; one after the other to count up to a cap. */
    public List<Condition> parts(FormTable table) {
        return rows.parts(table);
    }

    /** Whether one of the ways into sight leads to most rows whoever the person is. */
    public boolean seesMost() {
        return rows.seesMost();
    }

    /** As {@link #visible}, and the person may change the row as far as rows decide that. */
    public Condition changeable(FormTable table) {
        return rows.changeable(table);
    }

    /** Whether the person sees every row, so that no condition is needed. */
    public boolean seesAll() {
        return rows.seesAll();
    }

    RowScope rows() {
        return rows;
    }
}
