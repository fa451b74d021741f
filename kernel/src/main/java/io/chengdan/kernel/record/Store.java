package io.chengdan.kernel.record;

import io.chengdan.kernel.access.FormAccess;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Ids;
import io.chengdan.kernel.definition.SystemFields;
import io.chengdan.kernel.schema.FormTable;
import io.chengdan.kernel.schema.FormTable.RowsTable;
import io.chengdan.kernel.schema.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** Reads rows for a write and writes them: the SQL of the write path. */
final class Store {

    private static final int CHUNK = 500;
    private static final Field<UUID> ID = DSL.field(DSL.name("id"), Storage.ID);
    private static final Field<Long> VERSION = DSL.field(DSL.name("row_version"), SQLDataType.BIGINT);
    private static final Field<Instant> DELETED_AT = DSL.field(DSL.name("deleted_at"), Storage.MOMENT);
    private static final Field<UUID> DELETED_BY = DSL.field(DSL.name("deleted_by"), Storage.ID);
    private static final Field<Boolean> MIGRATED = DSL.field(DSL.name("migrated"), SQLDataType.BOOLEAN);
    private static final Field<JSONB> TAKEN_FROM = DSL.field(DSL.name(FormTable.TAKEN_FROM), SQLDataType.JSONB);
    private static final Field<Boolean> TIME_UNKNOWN = DSL.field(DSL.name("time_unknown"), SQLDataType.BOOLEAN);

    private final DSLContext db;
    private final FormTable table;

    Store(WriteRound round) {
        this.db = round.db();
        this.table = round.table();
    }

    /**
     * The rows with these ids that are in sight, locked until the transaction ends, with the rows of their tables.
     *
     * @param whole locks them against others' pointing to them too, as before they are deleted
     * @param access empty for all rows, whoever may see them
     */
    Map<UUID, Stored> lock(List<UUID> ids, boolean whole, Optional<FormAccess> access) {
        var rows = Rows.whole(table, access);
        var locked = db.select(table.id())
                .from(table.table())
                .where(Storage.among(table.id(), ids))
                .orderBy(table.id());
        (whole ? locked.forUpdate() : locked.forNoKeyUpdate()).fetch();
        var found = new LinkedHashMap<UUID, Stored>();
        db.select(rows.columns())
                .from(table.table())
                .leftJoin(table.side())
                .on(table.sideId().eq(table.id()))
                .where(Storage.among(table.id(), ids))
                .and(access.map(each -> each.visible(table)).orElse(DSL.trueCondition()))
                .forEach(row -> {
                    var stored = rows.read(row);
                    found.put(stored.id(), stored);
                });
        table.rows()
                .forEach((key, lines) -> Rows.lines(db, lines, found.keySet()).forEach((id, cells) -> {
                    var stored = found.get(id);
                    if (stored != null) {
                        stored.values().put(key, cells);
                    }
                }));
        return found;
    }

    void insert(WriteRound round, List<Draft> drafts) {
        var keys = stored();
        var columns = new ArrayList<Field<?>>(List.of(ID, VERSION, MIGRATED, TIME_UNKNOWN));
        keys.forEach(key -> columns.add(table.bare(key)));
        var normalized = normalized();
        normalized.forEach(field -> columns.add(normalizedColumn(field)));
        for (int from = 0; from < drafts.size(); from += CHUNK) {
            var insert = db.insertInto(table.base()).columns(columns);
            for (var draft : drafts.subList(from, Math.min(from + CHUNK, drafts.size()))) {
                var placed = draft.change().placed();
                var values = new ArrayList<@Nullable Object>();
                values.add(draft.id());
                values.add(1L);
                values.add(round.migrating());
                values.add(placed != null && placed.timeUnknown());
                for (var key : keys) {
                    values.add(Rows.column(table.bare(key), draft.get(key)));
                }
                normalized.forEach(field -> values.add(Uniques.normal(field, draft.get(field.key()))));
                insert = insert.values(values);
            }
            insert.execute();
        }
        for (var draft : drafts) {
            lines(round, draft);
        }
    }

    /** Writes the columns that changed; the version goes up with each change by a person. */
    void update(WriteRound round, Draft draft) {
        var changed = new LinkedHashMap<Field<?>, @Nullable Object>();
        for (var key : stored()) {
            if (draft.changes(key)) {
                changed.put(table.bare(key), Rows.column(table.bare(key), draft.get(key)));
            }
        }
        for (var field : normalized()) {
            if (draft.changes(field.key())) {
                changed.put(normalizedColumn(field), Uniques.normal(field, draft.get(field.key())));
            }
        }
        changed.put(VERSION, VERSION.plus(1));
        changed.put(TAKEN_FROM, DSL.field("{0} - {1}", JSONB.class, TAKEN_FROM, DSL.val(written(draft))));
        db.update(table.base()).set(changed).where(ID.eq(draft.id())).execute();
        lines(round, draft);
    }

    private String[] written(Draft draft) {
        return table.columns().values().stream()
                .map(FormTable.Column::field)
                .filter(field -> draft.changes(field.key()))
                .map(field -> field.uid())
                .toArray(String[]::new);
    }

    void delete(Draft draft, Instant now, UUID person) {
        db.update(table.base())
                .set(DELETED_AT, now)
                .set(DELETED_BY, person)
                .set(VERSION, VERSION.plus(1))
                .where(ID.eq(draft.id()))
                .execute();
    }

    private void lines(WriteRound round, Draft draft) {
        for (var field : round.form().fields()) {
            if (field.type() instanceof FieldType.Table && draft.changes(field.key())) {
                var lines = java.util.Objects.requireNonNull(table.rows().get(field.key()));
                if (!draft.creates()) {
                    db.deleteFrom(lines.table())
                            .where(RowsTable.PARENT.eq(draft.id()))
                            .execute();
                }
                if (draft.get(field.key()) instanceof List<?> rows) {
                    insert(lines, draft.id(), rows, round.now());
                }
            }
        }
    }

    private void insert(RowsTable lines, UUID parent, List<?> rows, Instant now) {
        var keys = List.copyOf(lines.columns().keySet());
        var columns = new ArrayList<Field<?>>(List.of(RowsTable.ID, RowsTable.PARENT, RowsTable.ROW_NO));
        keys.forEach(key -> columns.add(lines.column(key)));
        var insert = db.insertInto(lines.table()).columns(columns);
        int number = 0;
        for (var row : rows) {
            var cells = (Map<?, ?>) row;
            var values = new ArrayList<@Nullable Object>(List.of(Ids.next(now), parent, ++number));
            keys.forEach(key -> values.add(Rows.column(lines.column(key), cells.get(key))));
            insert = insert.values(values);
        }
        insert.execute();
    }

    /** The columns of the form's own table that are written: all but those computed beside it. */
    private List<String> stored() {
        return table.columns().values().stream()
                .filter(column -> !column.derived())
                .map(column -> column.field().key())
                .toList();
    }

    private List<io.chengdan.kernel.definition.Field> normalized() {
        return table.form().fields().stream()
                .filter(field -> field.normalize() != null)
                .toList();
    }

    private Field<String> normalizedColumn(io.chengdan.kernel.definition.Field field) {
        return DSL.field(
                DSL.name(table.normalized(field.key()).getUnqualifiedName().last()), Storage.TEXT);
    }

    /** Sets the system fields that follow from the others. */
    static void system(WriteRound round, Draft draft) {
        var person = round.plan().person().id();
        var placed = draft.change().placed();
        if (draft.creates()) {
            if (!draft.isSent(SystemFields.OWNER)) {
                draft.set(SystemFields.OWNER, round.migrating() ? null : person);
            }
            var at = placed == null || placed.createdAt() == null ? round.now() : placed.createdAt();
            var by = placed == null || placed.createdBy() == null ? person : placed.createdBy();
            draft.set(SystemFields.CREATED_AT, at);
            draft.set(SystemFields.CREATED_BY, by);
            draft.set(SystemFields.UPDATED_AT, at);
            draft.set(SystemFields.UPDATED_BY, by);
        } else {
            draft.set(SystemFields.UPDATED_AT, round.now());
            draft.set(SystemFields.UPDATED_BY, person);
        }
        if (draft.creates() || draft.changes(SystemFields.OWNER)) {
            // the department follows the owner; in the public pool, where nobody owns, it stays
            var org = round.plan().viewer().org();
            if (draft.get(SystemFields.OWNER) instanceof UUID owner) {
                org.member(owner).ifPresent(member -> draft.set(SystemFields.DEPARTMENT, member.departmentId()));
            } else if (draft.creates() && !draft.isSent(SystemFields.DEPARTMENT)) {
                draft.set(SystemFields.DEPARTMENT, round.plan().person().departmentId());
            }
        }
    }
}
