package io.chengdan.kernel.backup;

import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.audit.AuditEntry;
import io.chengdan.kernel.backup.Manifest.Column;
import io.chengdan.kernel.backup.Manifest.FileData;
import io.chengdan.kernel.backup.Manifest.TableData;
import io.chengdan.kernel.database.DatabaseRoles;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.feed.ChangeFeed;
import io.chengdan.kernel.file.FolderStore;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.release.Releases;
import java.io.IOException;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * Puts a backup into an empty database and an empty store. The rows come in one transaction: a restore that is cut off leaves
 * a database that is still empty. What the definition can build anew — indexes, views — is left to
 * {@link Releases#resume()}, which the next start calls.
 */
public final class Restore {

    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9 _]*(\\([0-9, ]+\\))?(\\[])?");
    private static final Pattern PRESET = Pattern.compile("|true|false|[0-9]+|'[a-z0-9_]*'::[a-z]+");

    private final DataSource owner;
    private final FolderStore store;
    private final Clock clock;

    /** @param owner connects as the owner of the schemas */
    public Restore(DataSource owner, FolderStore store, Clock clock) {
        this.owner = owner;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Restores, having first made sure that it can.
     *
     * @throws Problem.Conflict where the database holds something
     * @throws Problem.Malformed where the backup is of a newer application or database
     */
    public void run(BackupFile backup) throws IOException, SQLException {
        check(backup);
        for (var file : backup.manifest().files()) {
            file(backup, file);
        }
        DatabaseRoles.migrate(owner, backup.manifest().migration());
        try (var connection = owner.getConnection()) {
            connection.setAutoCommit(false);
            fill(backup, connection);
            connection.commit();
            connection.setAutoCommit(true);
            try (var statement = connection.createStatement()) {
                // so that the first queries are planned well
                for (var table : backup.manifest().tables()) {
                    statement.execute("analyze " + Quoted.table(table));
                }
            }
        }
        DatabaseRoles.migrate(owner);
    }

    private void check(BackupFile backup) throws SQLException {
        var manifest = backup.manifest();
        if (manifest.migration() > DatabaseRoles.lastMigration(owner)) {
            throw BackupFile.newer();
        }
        var definition = backup.definition();
        if (!definition.isEmpty()) {
            Releases.check(definition);
        }
        for (var table : manifest.tables()) {
            for (var column : table.columns()) {
                if (!TYPE.matcher(column.type()).matches()
                        || (table.schema().equals("app")
                                && !PRESET.matcher(column.preset()).matches())) {
                    throw BackupFile.damaged();
                }
            }
        }
        try (var connection = owner.getConnection()) {
            var db = DSL.using(connection, SQLDialect.POSTGRES);
            int major = new Catalog(db).postgres();
            if (major < manifest.postgres()) {
                throw new Problem.Malformed(
                        "older_database",
                        new Text(
                                "备份来自 PostgreSQL " + manifest.postgres() + "，这里是更旧的 " + major
                                        + "。请用同样新或更新的 PostgreSQL。",
                                "The backup comes from PostgreSQL " + manifest.postgres() + ", and here is the older "
                                        + major + ". Use a PostgreSQL that is as new or newer."));
            }
            if (!empty(db, manifest)) {
                throw new Problem.Conflict(
                        "not_empty",
                        new Text(
                                "这里已有数据。恢复只能进入空的文件夹和空的数据库；请换一个 --data DIR（外部数据库则新建一个）。",
                                "There is data here already. A backup is restored into an empty folder and an empty database only;"
                                        + " name another --data DIR (and make a new database, if it is an external one)."));
            }
        }
    }

    /** A restore that was cut off before its rows were there may be done again. */
    private static boolean empty(DSLContext db, Manifest manifest) {
        var tables = new Catalog(db).tables();
        if (tables.stream().anyMatch(table -> table.schema().equals("app"))) {
            return false;
        }
        boolean migrated = db.fetchSingle("select to_regclass('kernel.flyway_schema_history') is not null")
                .get(0, Boolean.class);
        if (!migrated) {
            return tables.isEmpty();
        }
        // every installation that was ever started has a department
        return new Catalog(db).migration() <= manifest.migration()
                && (tables.stream().noneMatch(table -> table.name().equals("department"))
                        || !db.fetchExists(DSL.selectOne().from(DSL.table(DSL.name("kernel", "department")))));
    }

    private void file(BackupFile backup, FileData file) throws IOException {
        var half = store.arrivals().resolve(file.id().toString());
        var digest = BackupFile.sha256();
        try (var content = backup.content(FileData.entry(file.id()));
                var out = new DigestOutputStream(Files.newOutputStream(half), digest)) {
            content.transferTo(out);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(file.sha256())) {
            throw BackupFile.damaged();
        }
        store.put(file.id(), half);
    }

    private void fill(BackupFile backup, Connection connection) throws IOException, SQLException {
        var db = DSL.using(connection, SQLDialect.POSTGRES);
        var manifest = backup.manifest();
        var links = dropLinks(db);
        for (var table : manifest.tables()) {
            rows(backup, table, connection, db);
        }
        // an entry that points to nothing would fail here
        links.forEach(db::execute);
        for (var sequence : manifest.sequences()) {
            db.fetch(
                    "select setval(?::regclass, ?)",
                    Quoted.name(sequence.schema()) + "." + Quoted.name(sequence.name()),
                    sequence.last());
        }
        ChangeFeed.resettle(db);
        Releases.leaveUnfinished(db, "app");
        Audit.write(
                db,
                clock.instant(),
                new AuditEntry(
                        "backup.restored",
                        Optional.empty(),
                        "",
                        String.valueOf(backup.path().getFileName()),
                        Map.of("made_at", manifest.at().toString(), "audit_head", manifest.auditHead())));
    }

    /** Takes the foreign keys of the kernel's tables away, since some go in circles; tells what brings them back. */
    private static List<String> dropLinks(DSLContext db) {
        var back = new ArrayList<String>();
        for (var row : db.fetch("select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
                + " where contype = 'f' and connamespace = 'kernel'::regnamespace order by 1, 2")) {
            var table = row.get(0, String.class);
            var name = Quoted.name(row.get(1, String.class));
            db.execute("alter table " + table + " drop constraint " + name);
            back.add("alter table " + table + " add constraint " + name + " " + row.get(2, String.class));
        }
        return back;
    }

    private void rows(BackupFile backup, TableData table, Connection connection, DSLContext db)
            throws IOException, SQLException {
        var name = Quoted.table(table);
        boolean ofForm = table.schema().equals("app");
        if (ofForm) {
            create(table).forEach(db::execute);
        } else {
            // rows that migrations made come with the backup; triggers have done their work on the others
            db.execute("alter table " + name + " disable trigger user");
            db.execute("delete from " + name);
        }
        var digest = BackupFile.sha256();
        long rows;
        try (var content = new DigestInputStream(backup.content(table.entry()), digest)) {
            rows = Backup.manager(connection)
                    .copyIn("copy " + name + " (" + Quoted.columns(table) + ") from stdin", content);
        }
        if (rows != table.rows() || !HexFormat.of().formatHex(digest.digest()).equals(table.sha256())) {
            throw BackupFile.damaged();
        }
        if (ofForm) {
            finish(table).forEach(db::execute);
        } else {
            db.execute("alter table " + name + " enable trigger user");
        }
    }

    private static List<String> create(TableData table) {
        var parts = table.columns().stream().map(Restore::column).toList();
        return List.of("create table " + Quoted.table(table) + " (" + String.join(", ", parts) + ")");
    }

    private static String column(Column column) {
        return Quoted.name(column.name()) + " " + column.type()
                + (column.preset().isEmpty() ? "" : " default " + column.preset())
                + (column.required() ? " not null" : "");
    }

    /** Quicker once the rows are there. */
    private static List<String> finish(TableData table) {
        var statements = new ArrayList<String>();
        if (!table.key().isEmpty()) {
            statements.add(
                    "alter table " + Quoted.table(table) + " add primary key (" + Quoted.names(table.key()) + ")");
        }
        for (var index : table.indexes()) {
            statements.add("create index on " + Quoted.table(table) + " (" + Quoted.names(index) + ")");
        }
        return statements;
    }
}
