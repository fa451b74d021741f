package io.chengdan.kernel.record;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.trueCondition;

import io.chengdan.kernel.access.FormAccess;
import io.chengdan.kernel.schema.FormTable;
import io.chengdan.kernel.schema.FormTable.RowsTable;
import io.chengdan.kernel.schema.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectFieldOrAsterisk;
import org.jspecify.annotations.Nullable;

/** Turns columns of a form's table into values and back: the one place that knows how the two look. */
final class Rows {

    private final FormTable table;
    private final List<String> keys;
    private final Optional<FormAccess> access;

    /** Rows as they are, whoever may see them. */
    Rows(FormTable table, Collection<String> keys) {
        this(table, keys, Optional.empty());
    }

    /**
     * @param keys the fields to read; those kept in tables of their own are left to {@link #lines}
     * @param access of the person for whom is read; the rows must be in sight
     */
    Rows(FormTable table, Collection<String> keys, Optional<FormAccess> access) {
        this.table = table;
        this.access = access;
        this.keys = keys.stream().filter(table::has).distinct().toList();
    }

    /** All fields of the form, derived ones included. */
    static Rows whole(FormTable table, Optional<FormAccess> access) {
        return new Rows(table, table.columns().keySet(), access);
    }

    boolean needsSide() {
        return keys.stream().anyMatch(table::isDerived);
    }

    /** What to select. */
    List<SelectFieldOrAsterisk> columns() {
        var columns = new ArrayList<SelectFieldOrAsterisk>();
        columns.add(table.id());
        columns.add(table.version());
        columns.add(access.<Field<?>>map(each -> each.rights(table)).orElse(field(trueCondition())));
        for (var key : keys) {
            columns.add(table.column(key));
        }
        return columns;
    }

    Stored read(Record row) {
        var values = new HashMap<String, @Nullable Object>();
        for (int i = 0; i < keys.size(); i++) {
            values.put(keys.get(i), value(row.get(i + 3)));
        }
        return new Stored((UUID) row.get(0), (Long) row.get(1), access.map(each -> each.row(row.get(2))), values);
    }

    /** The value of a column in the kernel's form: lists for arrays. */
    static @Nullable Object value(@Nullable Object column) {
        return column instanceof Object[] array ? (array.length == 0 ? null : Arrays.asList(array)) : column;
    }

    /** The value as the column's type wants it: arrays for lists. */
    static @Nullable Object column(Field<?> column, @Nullable Object value) {
        if (value instanceof List<?> list) {
            return column.getType() == UUID[].class ? list.toArray(UUID[]::new) : list.toArray(String[]::new);
        }
        return value;
    }

    /** The rows of a table field, by record, in order. */
    static Map<UUID, List<Map<String, @Nullable Object>>> lines(DSLContext db, RowsTable lines, Collection<UUID> ids) {
        var keys = List.copyOf(lines.columns().keySet());
        var columns = new ArrayList<Field<?>>(List.of(RowsTable.PARENT));
        keys.forEach(key -> columns.add(lines.column(key)));
        var byRecord = new HashMap<UUID, List<Map<String, @Nullable Object>>>();
        db.select(columns)
                .from(lines.table())
                .where(Storage.among(RowsTable.PARENT, ids))
                .orderBy(RowsTable.PARENT, RowsTable.ROW_NO)
                .forEach(row -> {
                    var cells = new LinkedHashMap<String, @Nullable Object>();
                    for (int i = 0; i < keys.size(); i++) {
                        cells.put(keys.get(i), value(row.get(i + 1)));
                    }
                    byRecord.computeIfAbsent((UUID) row.get(0), _ -> new ArrayList<>())
                            .add(cells);
                });
        return byRecord;
    }
}
