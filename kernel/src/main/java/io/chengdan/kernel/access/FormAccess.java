package io.chengdan.kernel.access;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.trueCondition;

import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.schema.FormTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A person's rights on a form. The rows in sight are those of all roles together; what may be read and done with one of them is
 * decided row by row, by the roles that show it ({@link RowAccess}, ADR 9). Thread-safe.
 */
public final class FormAccess {

    private final Form form;
    private final List<Part> parts;
    private final RowScope rows;
    private final Set<String> deciding;
    private final Map<Roles, RowAccess> known = new ConcurrentHashMap<>();
    private final RowAccess ever;
    private final RowAccess creating;

    private record Roles(List<Part> holding, List<Part> changing) {}

    /** @param parts one for each role that shows rows of the form; at least one */
    FormAccess(Form form, List<Part> parts, Set<String> deciding) {
        this.form = form;
        this.parts = parts;
        this.deciding = deciding;
        this.rows = RowScope.union(parts.stream().map(Part::rows).toList());
        this.ever = row(parts, parts);
        this.creating = ever.having("create");
    }

    public Form form() {
        return form;
    }

    List<Part> parts() {
        return parts;
    }

    /** What the person may do on some row, if perhaps not all of it on the same. */
    public RowAccess ever() {
        return ever;
    }

    /** The most that may hold for a record the person makes: which roles show it is known once it is there. */
    public RowAccess creating() {
        return creating;
    }

    /** The fields that decide what the person may do with a record: inputs of action conditions and of read-only rules. */
    public Set<String> deciding() {
        return deciding;
    }

    /** The rights of those roles alone that give the action under some condition; empty where none does. */
    Optional<FormAccess> having(String action) {
        var able = parts.stream()
                .filter(part -> part.actions().containsKey(action))
                .toList();
        return able.size() == parts.size()
                ? Optional.of(this)
                : able.isEmpty() ? Optional.empty() : Optional.of(new FormAccess(form, able, deciding));
    }

    // ---- rows

    /** The rows in sight. */
    public RowScope rows() {
        return rows;
    }

    /** The rows on which the field may be read as it is, among those in sight. */
    public RowScope granted(String field) {
        return mayAlwaysRead(field)
                ? rows
                : RowScope.union(parts.stream()
                        .filter(part -> part.reads(field))
                        .map(Part::rows)
                        .toList());
    }

    /** Whether the field may be read on every row in sight, so that no row has to be asked. */
    public boolean mayAlwaysRead(String field) {
        var granting = parts.stream().filter(part -> part.reads(field)).toList();
        return granting.size() == parts.size()
                || granting.stream().anyMatch(part -> part.rows().seesAll());
    }

    /** Whether one role alone shows every row, so that no row has to be looked at. */
    public boolean seesAllAlike() {
        return parts.size() == 1 && rows.seesAll();
    }

    /** The condition under which a row at hand is in sight; deleted rows never are. */
    public Condition visible(FormTable table) {
        return rows.visible(table);
    }

    /** As {@link #visible}, and the person may change the row as far as rows decide that. */
    public Condition changeable(FormTable table) {
        return rows.changeable(table);
    }

    // ---- one row

    /** What to select of a row in sight for {@link #row(Object)}: by which roles it is seen and may be changed. */
    public Field<?> rights(FormTable table) {
        if (parts.size() == 1) {
            return field(seesAllAlike() ? trueCondition() : rows.changeable(table));
        }
        var flags = new ArrayList<Field<Boolean>>();
        for (var part : parts) {
            flags.add(flag(part.rows().visible(table)));
            if (part.rows().letsSomeOnlyLook()) {
                flags.add(flag(part.rows().changeable(table)));
            }
        }
        return DSL.array(flags);
    }

    private static Field<Boolean> flag(Condition condition) {
        return coalesce(field(condition), inline(false));
    }

    /** The rights on a row in sight, of which {@link #rights} was selected. */
    public RowAccess row(@Nullable Object rights) {
        if (parts.size() == 1) {
            return row(parts, Boolean.TRUE.equals(rights) ? parts : List.of());
        }
        var flags = (Boolean[]) Objects.requireNonNull(rights);
        var holding = new ArrayList<Part>();
        var changing = new ArrayList<Part>();
        int next = 0;
        for (var part : parts) {
            boolean shows = flags[next++];
            boolean changes = part.rows().letsSomeOnlyLook() ? flags[next++] : shows;
            if (shows) {
                holding.add(part);
            }
            if (changes) {
                changing.add(part);
            }
        }
        return row(holding, changing);
    }

    /** The rights on a row; empty where it is not there or not in sight. */
    public Optional<RowAccess> on(DSLContext db, FormTable table, UUID id) {
        return db.select(rights(table))
                .from(table.table())
                .where(table.id().eq(id))
                .and(visible(table))
                .fetchOptional(row -> row(row.get(0)));
    }

    RowAccess row(List<Part> holding, List<Part> changing) {
        return known.computeIfAbsent(
                new Roles(List.copyOf(holding), List.copyOf(changing)),
                roles -> new RowAccess(this, roles.holding(), roles.changing()));
    }
}
