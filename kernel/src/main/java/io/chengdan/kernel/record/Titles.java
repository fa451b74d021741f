package io.chengdan.kernel.record;

import static org.jooq.impl.DSL.noCondition;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.access.RowAccess;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.identity.Department;
import io.chengdan.kernel.identity.Org;
import io.chengdan.kernel.record.RecordView.Link;
import io.chengdan.kernel.schema.Storage;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The titles of what records point to, fetched once for a whole page. A record the reader may not see has no title, unless the
 * reference says that its title is shown with it.
 */
final class Titles {

    private static final int DEEPEST = 3;

    private final DSLContext db;
    private final AccessPlan plan;
    private final Codec codec;
    private final Map<String, Set<UUID>> seen = new HashMap<>();
    private final Map<String, Set<UUID>> shown = new HashMap<>();
    private final Map<UUID, String> titles = new HashMap<>();
    private boolean fetched;
    private int depth;

    Titles(DSLContext db, AccessPlan plan, Codec codec) {
        this.db = db;
        this.plan = plan;
        this.codec = codec;
    }

    /** Notes the value of a field whose titles will be asked for, as far as the reader may see it there. */
    void want(RowAccess access, Field field, @Nullable Object value) {
        if (field.type() instanceof FieldType.Table table) {
            for (var column : table.fields()) {
                if (access.mayReadColumn(field.key(), column.key())) {
                    want(column, cells(value, column));
                }
            }
        } else if (access.mayRead(field.key())) {
            want(field, value);
        }
    }

    void want(Field field, @Nullable Object value) {
        if (field.type() instanceof FieldType.Reference reference) {
            note(
                    (reference.showTitle() ? shown : seen)
                            .computeIfAbsent(reference.form(), _ -> new LinkedHashSet<>()),
                    value);
        }
    }

    private static List<?> cells(@Nullable Object rows, Field column) {
        return rows instanceof List<?> list
                ? list.stream()
                        .map(row -> ((Map<?, ?>) row).get(column.key()))
                        .filter(java.util.Objects::nonNull)
                        .toList()
                : List.of();
    }

    private static void note(Set<UUID> ids, @Nullable Object value) {
        if (value instanceof UUID id) {
            ids.add(id);
        } else if (value instanceof List<?> list) {
            list.forEach(each -> note(ids, each));
        }
    }

    /** The value as JSON carries it, with titles; of a table field the columns the reader may see. */
    @Nullable
    Object show(RowAccess access, Field field, @Nullable Object value) {
        return value instanceof List<?> rows && field.type() instanceof FieldType.Table table
                ? rows.stream()
                        .map(row -> row(access, field, table, (Map<?, ?>) row))
                        .toList()
                : show(field, value);
    }

    private Map<String, @Nullable Object> row(RowAccess access, Field field, FieldType.Table table, Map<?, ?> cells) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        for (var column : table.fields()) {
            if (access.mayReadColumn(field.key(), column.key())) {
                row.put(column.key(), show(column, cells.get(column.key())));
            }
        }
        return row;
    }

    @Nullable
    Object show(Field field, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (field.type()) {
            case FieldType.Reference _ -> links(value, this::record);
            case FieldType.PersonRef _ -> links(value, this::person);
            case FieldType.DepartmentRef _ -> links(value, this::department);
            default -> codec.show(field, value);
        };
    }

    private static Object links(Object value, java.util.function.Function<UUID, Link> link) {
        return value instanceof List<?> list
                ? list.stream().map(each -> link.apply((UUID) each)).toList()
                : link.apply((UUID) value);
    }

    Link person(UUID id) {
        return new Link(
                id.toString(),
                plan.viewer().org().member(id).map(Org.Member::name).orElse(null));
    }

    private Link department(UUID id) {
        return new Link(
                id.toString(),
                plan.viewer().org().find(id).map(Department::name).orElse(null));
    }

    private Link record(UUID id) {
        fetch();
        return new Link(id.toString(), titles.get(id));
    }

    private void fetch() {
        if (!fetched) {
            fetched = true;
            shown.forEach((form, ids) -> fetch(form, ids, noCondition()));
            seen.forEach(this::fetchSeen);
        }
    }

    private void fetchSeen(String form, Set<UUID> ids) {
        plan.find(form)
                .filter(access -> access.ever().mayRead(access.form().title()))
                .ifPresent(access -> fetch(
                        form,
                        ids,
                        access.granted(access.form().title())
                                .visible(plan.app().tables().get(form))));
    }

    private void fetch(String form, Set<UUID> ids, Condition visible) {
        if (ids.isEmpty()) {
            return;
        }
        var table = plan.app().tables().get(form);
        var title = table.form().field(table.form().title()).orElseThrow();
        var named = new HashMap<UUID, Object>();
        db.select(table.id(), table.column(title.key()))
                .from(table.table())
                .leftJoin(table.side())
                .on(table.sideId().eq(table.id()))
                .where(Storage.among(table.id(), ids))
                .and(visible)
                .forEach(row -> {
                    if (row.value2() != null) {
                        named.put(row.value1(), row.value2());
                    }
                });
        if (title.type() instanceof FieldType.Reference reference && !reference.multiple()) {
            borrowed(reference, named);
        } else {
            named.forEach((id, text) -> titles.put(id, text.toString()));
        }
    }

    /** A record named by what it points to has that one's title, as far as the reader may see it. */
    private void borrowed(FieldType.Reference reference, Map<UUID, Object> links) {
        var behind = new Titles(db, plan, codec);
        var targets = new LinkedHashSet<UUID>();
        links.values().forEach(id -> targets.add((UUID) id));
        if (++depth > DEEPEST || targets.isEmpty()) {
            return;
        }
        behind.depth = depth;
        if (reference.showTitle()) {
            behind.fetch(reference.form(), targets, noCondition());
        } else {
            behind.fetchSeen(reference.form(), targets);
        }
        links.forEach((id, target) -> {
            var title = behind.titles.get((UUID) target);
            if (title != null) {
                titles.put(id, title);
            }
        });
    }
}
