package io.chengdan.kernel.backup;

import io.chengdan.kernel.backup.Manifest.Column;
import io.chengdan.kernel.backup.Manifest.Sequence;
import io.chengdan.kernel.backup.Manifest.TableData;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;

/** Which tables and sequences there are, as PostgreSQL's catalog tells. */
final class Catalog {

    /**
     * Tables that stay behind: sessions end with the installation they were begun in; what is known of indexes and migrations
     * is found out anew where the backup is restored.
     */
    static final Set<String> LEFT_BEHIND =
            Set.of("kernel.session", "kernel.physical_index", "kernel.flyway_schema_history");

    private final DSLContext db;

    Catalog(DSLContext db) {
        this.db = db;
    }

    /** The tables that go into a backup, without their rows. */
    List<TableData> tables() {
        var tables = new ArrayList<TableData>();
        for (var row : db.fetch("""
                select c.oid::bigint, n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname in ('kernel', 'app') and c.relkind = 'r' order by n.nspname, c.relname""")) {
            long table = row.get(0, Long.class);
            var schema = row.get(1, String.class);
            var name = row.get(2, String.class);
            if (!LEFT_BEHIND.contains(schema + "." + name)) {
                tables.add(new TableData(schema, name, columns(table), key(table), indexes(table), 0, ""));
            }
        }
        return tables;
    }

    List<Sequence> sequences() {
        return db.fetch("select schemaname, sequencename, last_value from pg_sequences"
                        + " where schemaname in ('kernel', 'app') and last_value is not null order by 1, 2")
                .map(row -> new Sequence(row.get(0, String.class), row.get(1, String.class), row.get(2, Long.class)));
    }

    int migration() {
        return db.fetchSingle(
                        "select coalesce(max(version::int), 0) from kernel.flyway_schema_history where success and version is not null")
                .get(0, Integer.class);
    }

    int postgres() {
        return db.fetchSingle("select current_setting('server_version_num')::int / 10000")
                .get(0, Integer.class);
    }

    private List<Column> columns(long table) {
        return db.fetch("""
                select a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
                from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                where a.attrelid = ?::oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum""", table)
                .map(row -> new Column(
                        row.get(0, String.class),
                        row.get(1, String.class),
                        row.get(2, Boolean.class),
                        row.get(3) == null ? "" : row.get(3, String.class)));
    }

    private List<String> key(long table) {
        return db.fetch("""
                select a.attname from pg_index i, unnest(i.indkey::int2[]) with ordinality as k (attnum, place)
                join pg_attribute a on a.attnum = k.attnum
                where i.indrelid = ?::oid and a.attrelid = i.indrelid and i.indisprimary order by k.place""", table).map(row -> row.get(0, String.class));
    }

    private List<List<String>> indexes(long table) {
        return db.fetch("""
                select array_agg(a.attname::text order by k.place)
                from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace,
                unnest(i.indkey::int2[]) with ordinality as k (attnum, place)
                join pg_attribute a on a.attnum = k.attnum
                where i.indrelid = ?::oid and a.attrelid = i.indrelid and not i.indisprimary and not i.indisunique
                and i.indisvalid and i.indexprs is null and i.indpred is null
                and not exists (select from kernel.physical_index p where p.schema = n.nspname and p.name = c.relname)
                and n.nspname = 'app' group by i.indexrelid, c.relname order by c.relname""", table).map(row -> List.of(row.get(0, String[].class)));
    }
}
