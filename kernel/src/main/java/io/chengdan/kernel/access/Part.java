package io.chengdan.kernel.access;

import io.chengdan.kernel.definition.Role.Mask;
import io.chengdan.kernel.definition.Role.Right;
import io.chengdan.kernel.expression.Env;
import io.chengdan.kernel.expression.Evaluator;
import io.chengdan.kernel.expression.Expression;
import io.chengdan.kernel.expression.Values;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one role of a person grants on a form: rights that hold on the rows the role itself shows, and on no other. */
final class Part {

    private final String role;
    private final RowScope rows;
    private final Set<String> readable;
    private final Map<String, Mask> masked;
    private final Set<String> writable;
    private final Map<String, Optional<Expression>> actions;
    private final Map<String, Right> tabs;
    private final Map<String, Right> attachments;
    private final Set<String> known;

    /** @param readable fields, and columns of tables as {@code table.column}; none that is masked */
    Part(
            String role,
            RowScope rows,
            Set<String> readable,
            Map<String, Mask> masked,
            Set<String> writable,
            Map<String, Optional<Expression>> actions,
            Map<String, Right> tabs,
            Map<String, Right> attachments) {
        this.role = role;
        this.rows = rows;
        this.readable = readable;
        this.masked = masked;
        this.writable = writable;
        this.actions = actions;
        this.tabs = tabs;
        this.attachments = attachments;
        this.known = new LinkedHashSet<>(masked.keySet());
        readable.forEach(key -> known.add(key.contains(".") ? key.substring(0, key.indexOf('.')) : key));
    }

    String role() {
        return role;
    }

    RowScope rows() {
        return rows;
    }

    Set<String> readable() {
        return readable;
    }

    /** Whether the field, or the column of a table given as {@code table.column}, may be read as it is. */
    boolean reads(String field) {
        return RowAccess.reads(readable, field);
    }

    Map<String, Mask> masked() {
        return masked;
    }

    Set<String> writable() {
        return writable;
    }

    /** The fields that exist here, if only masked or by some columns. */
    Set<String> known() {
        return known;
    }

    Map<String, Optional<Expression>> actions() {
        return actions;
    }

    Map<String, Right> tabs() {
        return tabs;
    }

    Map<String, Right> attachments() {
        return attachments;
    }

    boolean allows(String action, Values values, Env env) {
        var condition = actions.get(action);
        return condition != null && (condition.isEmpty() || Evaluator.holds(condition.get(), values, env));
    }
}
