package io.chengdan.kernel.schema;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.SQLDataType;

/** A view for each form under today's keys, for reporting tools. */
public final class Views {

    private static final String CANNOT_REPLACE = "42P16";
    private static final Table<Record> PHYSICAL = table(name("kernel", "physical"));
    private static final Field<String> SCHEMA = field(name("schema"), SQLDataType.CLOB);
    private static final Field<String> UID = field(name("uid"), SQLDataType.CLOB);
    private static final Field<String> SIGNATURE = field(name("signature"), SQLDataType.CLOB);
    private static final Field<String> KIND = field(name("kind"), SQLDataType.CLOB);
    private static final Field<String> NAME = field(name("name"), SQLDataType.CLOB);

    private final SchemaBuilder builder;
    private final String views;
    private final String schema;

    /**
     * @param schema whose forms are shown
     * @param views the schema the views stand in
     */
    public Views(SchemaBuilder builder, String schema, String views) {
        this.builder = builder;
        this.schema = schema;
        this.views = views;
    }

    /** Brings the views up to the tables; views of forms that are gone go too, since they hold no data of their own. */
    public void follow(Tables tables, DSLContext publisher) {
        var known = new HashMap<String, String>();
        publisher
                .select(UID, NAME)
                .from(PHYSICAL)
                .where(SCHEMA.eq(schema), KIND.eq("view"))
                .forEach(row -> known.put(row.value1(), row.value2()));
        var stale = new HashMap<>(known);
        tables.all()
                .forEach(table -> stale.remove(table.form().uid(), table.form().key()));
        stale.forEach(this::remove);
        tables.all().forEach(this::show);
    }

    private void remove(String uid, String view) {
        builder.patiently(view, db -> {
            db.execute(Sql.allowed("drop view if exists " + Sql.quoted(views, view)));
            db.deleteFrom(PHYSICAL)
                    .where(SCHEMA.eq(schema), UID.eq(uid), KIND.eq("view"))
                    .execute();
        });
    }

    private void show(FormTable table) {
        var form = table.form();
        var view = Sql.quoted(views, form.key());
        var body = "view " + view + " as " + select(table);
        try {
            builder.patiently(form.key(), db -> {
                db.execute(Sql.allowed("create or replace " + body));
                keep(form.uid(), form.key(), db);
            });
        } catch (DataAccessException e) {
            if (!e.sqlState().equals(CANNOT_REPLACE)) {
                throw e;
            }
            // columns went or changed their place
            builder.patiently(form.key(), db -> {
                db.execute(Sql.allowed("drop view if exists " + view));
                db.execute(Sql.allowed("create " + body));
            });
        }
    }

    private void keep(String uid, String key, DSLContext db) {
        db.insertInto(PHYSICAL)
                .columns(SCHEMA, UID, SIGNATURE, KIND, NAME)
                .values(schema, uid, "view", "view", key)
                .onConflictDoNothing()
                .execute();
    }

    private static String select(FormTable table) {
        List<String> columns = new ArrayList<>(List.of("t.id"));
        for (Map.Entry<String, FormTable.Column> entry : table.columns().entrySet()) {
            var from = entry.getValue().derived() ? "d." : "t.";
            columns.add(from + Sql.quoted(entry.getValue().name()) + " as " + Sql.quoted(entry.getKey()));
        }
        return "select " + String.join(", ", columns) + " from " + qualified(table.tableName()) + " t left join "
                + qualified(table.sideName()) + " d on d.id = t.id where t.deleted_at is null";
    }

    private static String qualified(org.jooq.Name name) {
        return Sql.quoted(name.first(), name.last());
    }
}
