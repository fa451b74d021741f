package io.chengdan.kernel.schema;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The columns of a table, each with its type and constraints, in order.
 *
 * @param index the columns of an index every such table has
 */
record TableShape(Map<String, String> columns, Optional<String> index) {

    /** The table of a form: what every record has, then its fields. */
    static TableShape main(FormTable table) {
        var columns = new LinkedHashMap<String, String>();
        columns.put("id", "uuid primary key");
        columns.put("row_version", "bigint not null");
        columns.put("owner", "uuid");
        columns.put("department", "uuid");
        columns.put("tags", "text[]");
        columns.put("created_at", "timestamptz not null");
        columns.put("created_by", "uuid");
        columns.put("updated_at", "timestamptz");
        columns.put("updated_by", "uuid");
        columns.put("deleted_at", "timestamptz");
        columns.put("deleted_by", "uuid");
        columns.put("migrated", "boolean not null default false");
        columns.put("time_unknown", "boolean not null default false");
        columns.put(FormTable.TAKEN_FROM, "jsonb");
        for (var column : table.columns().values()) {
            if (!column.derived() && !column.field().system()) {
                add(column, columns);
            }
        }
        return new TableShape(columns, Optional.empty());
    }

    /** The table of what the system computes beside the records. */
    static TableShape side(FormTable table) {
        var columns = new LinkedHashMap<String, String>();
        columns.put("id", "uuid primary key");
        for (var column : table.columns().values()) {
            if (column.derived()) {
                columns.put(column.name(), Storage.signature(column.type()));
            }
        }
        return new TableShape(columns, Optional.empty());
    }

    /** The table of a table field. */
    static TableShape rows(FormTable.RowsTable rows) {
        var columns = new LinkedHashMap<String, String>();
        columns.put("id", "uuid primary key");
        columns.put("parent", "uuid not null");
        columns.put("row_no", "integer not null");
        columns.put(FormTable.TAKEN_FROM, "jsonb");
        rows.columns().values().forEach(column -> add(column, columns));
        return new TableShape(columns, Optional.of("(parent, row_no)"));
    }

    private static void add(FormTable.Column column, Map<String, String> columns) {
        columns.put(column.name(), Storage.signature(column.type()));
        if (column.field().normalize() != null) {
            columns.put(column.name() + "_n", "text");
        }
    }
}
