package io.chengdan.kernel.backup;

import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.audit.AuditChain;
import io.chengdan.kernel.audit.AuditEntry;
import io.chengdan.kernel.backup.Manifest.FileData;
import io.chengdan.kernel.backup.Manifest.TableData;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.file.FileStore;
import io.chengdan.kernel.file.KeptFile;
import io.chengdan.kernel.release.Releases;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Writes backups. All tables are read in one snapshot, which a transaction of its own holds; each table, and a large one by
 * parts, is read in a short transaction in that snapshot, so that no publish waits long for its lock.
 */
public final class Backup {

    /** Rows of a form read in one transaction. */
    private static final int PART = 20_000;

    private final DataSource owner;
    private final FileStore store;
    private final Clock clock;

    /** @param owner connects as the owner of the tables */
    public Backup(DataSource owner, FileStore store, Clock clock) {
        this.owner = owner;
        this.store = store;
        this.clock = clock;
    }

    /**
     * What came of a backup.
     *
     * @param losses files that are missing or differ from their record; the backup holds everything else
     */
    public record Made(long rows, int files, List<Text> losses) {}

    /**
     * Writes a backup. Until it is complete it goes by another name.
     *
     * @param folder small files of the installation's folder that belong to it, by name
     * @throws FileAlreadyExistsException where something stands at the target
     */
    public Made write(Path target, SortedMap<String, String> folder) throws IOException, SQLException {
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        var half = target.resolveSibling(target.getFileName() + ".part");
        Files.deleteIfExists(half);
        Files.createFile(half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            var losses = new ArrayList<Text>();
            Manifest manifest;
            try (var zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(half), 1 << 16))) {
                zip.setComment(BackupFile.placeForSeal());
                manifest = fill(zip, folder, losses);
            }
            BackupFile.seal(half);
            Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
            try (var parent = FileChannel.open(
                    Optional.ofNullable(target.toAbsolutePath().getParent()).orElseThrow(), StandardOpenOption.READ)) {
                parent.force(true);
            }
            var made = new Made(
                    manifest.tables().stream().mapToLong(TableData::rows).sum(),
                    manifest.files().size(),
                    losses);
            note(target, made);
            return made;
        } finally {
            Files.deleteIfExists(half);
        }
    }

    /** A backup takes all data out of the house, more than any export. */
    private void note(Path target, Made made) throws SQLException {
        try (var connection = owner.getConnection()) {
            Audit.write(
                    DSL.using(connection, SQLDialect.POSTGRES),
                    clock.instant(),
                    new AuditEntry(
                            "backup.made",
                            Optional.empty(),
                            "",
                            String.valueOf(target.getFileName()),
                            Map.of("rows", made.rows(), "files", made.files())));
        }
    }

    private Manifest fill(ZipOutputStream zip, SortedMap<String, String> folder, List<Text> losses)
            throws IOException, SQLException {
        try (var holder = connection()) {
            var db = begin(holder, null);
            var snapshot = db.fetchSingle("select pg_export_snapshot()").get(0, String.class);
            var catalog = new Catalog(db);
            var tables = new ArrayList<TableData>();
            for (var table : catalog.tables()) {
                tables.add(rows(zip, table, snapshot));
            }
            var definition = Releases.inForce(db, "app");
            if (definition.isPresent()) {
                for (var file : definition.get().files().entrySet()) {
                    zip.putNextEntry(new ZipEntry(BackupFile.DEFINITION + file.getKey()));
                    zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                    zip.closeEntry();
                }
            }
            var files = files(zip, KeptFile.all(db), losses);
            // data of a release before the chain can be backed up before it is brought up to date
            var head = tables.stream().anyMatch(table -> table.name().equals("audit_seal"))
                    ? new AuditChain(db).head()
                    : AuditChain.EMPTY;
            var manifest = new Manifest(
                    Manifest.FORMAT,
                    catalog.migration(),
                    catalog.postgres(),
                    clock.instant(),
                    definition.map(Releases.InForce::number).orElse(0L),
                    head.number() + ":" + head.hash(),
                    tables,
                    // read last: never behind the rows of the snapshot
                    catalog.sequences(),
                    files,
                    folder);
            holder.rollback();
            zip.putNextEntry(new ZipEntry(BackupFile.MANIFEST));
            zip.write(BackupFile.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
            zip.closeEntry();
            return manifest;
        }
    }

    private TableData rows(ZipOutputStream zip, TableData table, String snapshot) throws IOException, SQLException {
        zip.setLevel(Deflater.BEST_SPEED);
        zip.putNextEntry(new ZipEntry(table.entry()));
        var digest = BackupFile.sha256();
        var out = new DigestOutputStream(new Open(zip), digest);
        long rows = 0;
        try (var connection = connection()) {
            boolean byParts = table.schema().equals("app") && table.key().equals(List.of("id"));
            UUID after = null;
            do {
                var db = begin(connection, snapshot);
                var until = byParts ? until(db, table, after) : null;
                rows += copy(connection, table, after, until, out);
                connection.rollback();
                after = until;
            } while (after != null);
        }
        zip.closeEntry();
        return new TableData(
                table.schema(),
                table.name(),
                table.columns(),
                table.key(),
                table.indexes(),
                rows,
                HexFormat.of().formatHex(digest.digest()));
    }

    /** The last id of the next part; null where the rest is none too large. */
    private static @Nullable UUID until(DSLContext db, TableData table, @Nullable UUID after) {
        return db.fetchOptional("select id from " + Quoted.table(table)
                        + (after == null ? "" : " where id > '" + after + "'") + " order by id offset "
                        + (PART - 1) + " limit 1")
                .map(row -> row.get(0, UUID.class))
                .orElse(null);
    }

    private static long copy(
            Connection connection, TableData table, @Nullable UUID after, @Nullable UUID until, OutputStream out)
            throws IOException, SQLException {
        var conditions = new ArrayList<String>();
        if (after != null) {
            conditions.add("id > '" + after + "'");
        }
        if (until != null) {
            conditions.add("id <= '" + until + "'");
        }
        var where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        var statement =
                "copy (select " + Quoted.columns(table) + " from " + Quoted.table(table) + where + ") to stdout";
        return manager(connection).copyOut(statement, out);
    }

    private List<FileData> files(ZipOutputStream zip, List<KeptFile> kept, List<Text> losses) throws IOException {
        // most kinds of files are compressed by themselves
        zip.setLevel(Deflater.NO_COMPRESSION);
        var files = new ArrayList<FileData>();
        for (var file : kept) {
            try (var content = store.open(file.id())) {
                zip.putNextEntry(new ZipEntry(FileData.entry(file.id())));
                var digest = BackupFile.sha256();
                long size = content.transferTo(new DigestOutputStream(new Open(zip), digest));
                zip.closeEntry();
                var sha256 = HexFormat.of().formatHex(digest.digest());
                files.add(new FileData(file.id(), size, sha256));
                if (!file.sha256().equals(sha256)) {
                    losses.add(file.changed());
                }
            } catch (NoSuchFileException _) {
                if (!file.waiting()) {
                    losses.add(file.missing());
                }
            }
        }
        zip.setLevel(Deflater.BEST_SPEED);
        return files;
    }

    private Connection connection() throws SQLException {
        var connection = owner.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private static DSLContext begin(Connection connection, @Nullable String snapshot) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set transaction isolation level repeatable read read only");
            if (snapshot != null) {
                statement.execute("set transaction snapshot '" + snapshot + "'");
            }
            statement.execute("set local timezone = 'UTC'");
            statement.execute("set local datestyle = 'ISO, YMD'");
        }
        return DSL.using(connection, SQLDialect.POSTGRES);
    }

    static CopyManager manager(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    /** Writes into an archive's entry; closing it leaves the archive open. */
    private static final class Open extends FilterOutputStream {

        Open(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() {}
    }
}
