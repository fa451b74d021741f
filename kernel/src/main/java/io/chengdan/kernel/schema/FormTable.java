package io.chengdan.kernel.schema;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.SystemFields;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jooq.DataType;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The table of a form as a query sees it, under one alias; its side table of derived values goes by the same alias with
 * {@code _d}.
 */
public final class FormTable {

    /**
     * The column, of records and of the rows of table fields, that tells of each field (uid) whose value was taken over from
     * another column when its type changed, which column that was: there the value stands as somebody wrote it. Writing the
     * field takes the note away. What is not noted stands in the present column.
     */
    public static final String TAKEN_FROM = "_ext";

    private final Form form;
    private final Name tableName;
    private final Name sideName;
    private final String alias;
    private final Map<String, Column> columns;
    private final Map<String, RowsTable> rows;

    /** Where a field's value stands. */
    public record Column(Field field, String name, DataType<?> type, boolean derived) {}

    FormTable(
            Form form,
            Name tableName,
            Name sideName,
            String alias,
            Map<String, Column> columns,
            Map<String, RowsTable> rows) {
        this.form = form;
        this.tableName = tableName;
        this.sideName = sideName;
        this.alias = alias;
        this.columns = columns;
        this.rows = rows;
    }

    /** The same table under another alias, for a query that names it twice. */
    public FormTable as(String newAlias) {
        return new FormTable(form, tableName, sideName, newAlias, columns, rows);
    }

    public Form form() {
        return form;
    }

    public String alias() {
        return alias;
    }

    /** The table under its alias, for {@code from} and {@code join}. */
    public Table<Record> table() {
        return DSL.table(tableName).as(alias);
    }

    /** The table without alias, for insert, update and DDL. */
    public Table<Record> base() {
        return DSL.table(tableName);
    }

    /** The side table of derived values under its alias. */
    public Table<Record> side() {
        return DSL.table(sideName).as(alias + "_d");
    }

    public Table<Record> sideBase() {
        return DSL.table(sideName);
    }

    public org.jooq.Field<UUID> id() {
        return at("id", Storage.ID);
    }

    public org.jooq.Field<UUID> sideId() {
        return DSL.field(DSL.name(alias + "_d", "id"), Storage.ID);
    }

    public org.jooq.Field<Long> version() {
        return at("row_version", SQLDataType.BIGINT);
    }

    public org.jooq.Field<UUID> owner() {
        return at(SystemFields.OWNER, Storage.ID);
    }

    public org.jooq.Field<UUID> department() {
        return at(SystemFields.DEPARTMENT, Storage.ID);
    }

    public org.jooq.Field<Instant> deletedAt() {
        return at("deleted_at", Storage.MOMENT);
    }

    public org.jooq.Field<Boolean> timeUnknown() {
        return at("time_unknown", SQLDataType.BOOLEAN);
    }

    /** All stored and derived columns of the form and the system by field key; table fields are not among them. */
    public Map<String, Column> columns() {
        return columns;
    }

    public boolean has(String fieldKey) {
        return columns.containsKey(fieldKey);
    }

    /**
     * The column of a field under this alias.
     *
     * @throws IllegalArgumentException where the form has no such column: callers check the key first
     */
    public org.jooq.Field<?> column(String fieldKey) {
        var column = find(fieldKey);
        var qualifier = column.derived() ? alias + "_d" : alias;
        return DSL.field(DSL.name(qualifier, column.name()), column.type());
    }

    /** The column without alias, for insert and update. */
    public org.jooq.Field<?> bare(String fieldKey) {
        var column = find(fieldKey);
        return DSL.field(DSL.name(column.name()), column.type());
    }

    /** The comparable form of a text with {@code normalize}. */
    public org.jooq.Field<String> normalized(String fieldKey) {
        return DSL.field(DSL.name(alias, find(fieldKey).name() + "_n"), Storage.TEXT);
    }

    public boolean isDerived(String fieldKey) {
        return find(fieldKey).derived();
    }

    /** The tables of the form's table fields, by field key. */
    public Map<String, RowsTable> rows() {
        return rows;
    }

    public Name tableName() {
        return tableName;
    }

    Name sideName() {
        return sideName;
    }

    private Column find(String fieldKey) {
        var column = columns.get(fieldKey);
        if (column == null) {
            throw new IllegalArgumentException("form " + form.key() + " has no column for " + fieldKey);
        }
        return column;
    }

    private <T> org.jooq.Field<T> at(String name, DataType<T> type) {
        return DSL.field(DSL.name(alias, name), type);
    }

    /** The table of a table field: id, parent, row_no and a column a field. */
    public record RowsTable(Field field, Name name, Map<String, Column> columns) {

        public static final org.jooq.Field<UUID> ID = DSL.field(DSL.name("id"), Storage.ID);
        public static final org.jooq.Field<UUID> PARENT = DSL.field(DSL.name("parent"), Storage.ID);
        public static final org.jooq.Field<Integer> ROW_NO = DSL.field(DSL.name("row_no"), SQLDataType.INTEGER);

        public Table<Record> table() {
            return DSL.table(name);
        }

        public org.jooq.Field<?> column(String fieldKey) {
            var column = columns.get(fieldKey);
            if (column == null) {
                throw new IllegalArgumentException("table " + field.key() + " has no column for " + fieldKey);
            }
            return DSL.field(DSL.name(column.name()), column.type());
        }
    }

    static FormTable of(Form form, Tables.Naming naming) {
        var table = naming.name(form.uid(), "table", form.key());
        var columns = new LinkedHashMap<String, Column>();
        var rows = new LinkedHashMap<String, RowsTable>();
        for (var field : form.fields()) {
            if (field.type() instanceof FieldType.Table rowType) {
                rows.put(field.key(), rowsTable(field, rowType, table, naming));
            } else {
                columns.put(field.key(), column(field, naming));
            }
        }
        for (var field : SystemFields.ALL) {
            // days in stage are counted from the stage's entry when they are read: no column would stay true
            if (!field.key().equals(SystemFields.DAYS_IN_STAGE)) {
                columns.put(field.key(), new Column(field, field.key(), Storage.of(field.type()), field.isDerived()));
            }
        }
        return new FormTable(
                form,
                naming.qualified(table),
                naming.qualified(table + "_d"),
                form.key(),
                java.util.Collections.unmodifiableMap(columns),
                java.util.Collections.unmodifiableMap(rows));
    }

    private static Column column(Field field, Tables.Naming naming) {
        var type = naming.storage(field);
        var name = naming.name(field.uid(), naming.signature(field), field.key());
        return new Column(field, name, type, field.isDerived());
    }

    private static RowsTable rowsTable(Field field, FieldType.Table type, String parent, Tables.Naming naming) {
        var columns = new LinkedHashMap<String, Column>();
        for (var cell : type.fields()) {
            columns.put(cell.key(), column(cell, naming));
        }
        var name = naming.name(field.uid(), "table", parent + "_" + field.key());
        return new RowsTable(field, naming.qualified(name), java.util.Collections.unmodifiableMap(columns));
    }
}
