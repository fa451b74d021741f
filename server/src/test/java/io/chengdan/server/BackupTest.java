package io.chengdan.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chengdan.kernel.TestDatabase;
import io.chengdan.server.backup.BackupCommand;
import io.chengdan.server.installation.Installation;
import io.chengdan.server.installation.StartFailure;
import io.chengdan.server.postgres.Address;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.annotation.Autowired;

@Tag("K4")
class BackupTest extends ServerTest {

    private static final byte[] PDF = "%PDF-1.7\n1 0 obj\n".getBytes(StandardCharsets.US_ASCII);

    /** What a restore itself adds to, counts anew or leaves out, and what follows the feed while the server goes on. */
    private static final Set<String> OF_THE_RESTORE = Set.of(
            "kernel.audit",
            "kernel.audit_seal",
            "kernel.audit_unsealed",
            "kernel.change",
            "kernel.consumer",
            "kernel.session",
            "kernel.physical_index",
            "kernel.search",
            "kernel.search_form",
            "kernel.flyway_schema_history");

    @TempDir
    private Path folder;

    @Autowired
    private Installation place;

    @Autowired
    private Address address;

    @Autowired
    private DSLContext db;

    /** The server's database belongs to the tests; its folder says where it is, as for any external one. */
    @BeforeEach
    void the_folder_knows_its_database() throws IOException {
        Files.writeString(place.folder().resolve("database-url"), address.url() + "\n");
        Files.writeString(place.folder().resolve("database-passwords"), "a\nb\nc\n");
    }

    /** Somewhere a backup can be restored to. */
    private final class Elsewhere {

        private final PGSimpleDataSource superuser = (PGSimpleDataSource) TestDatabase.freshDataSource();
        private final Path data;

        Elsewhere(String name) {
            data = folder.resolve(name);
        }

        void restore(Path backup) {
            var url = superuser.getUrl().replaceFirst("\\?.*", "") + "?user=" + superuser.getUser();
            command(out -> BackupCommand.restore(data, Optional.of(url), List.of(backup.toString()), out));
        }

        String verify() {
            return command(out -> BackupCommand.verify(data, List.of(), out));
        }

        DSLContext db() {
            return DSL.using(superuser, SQLDialect.POSTGRES);
        }

        /** Changes what the database itself forbids everybody. */
        void tamper(String statement) {
            db().transaction(transaction -> {
                transaction.dsl().execute("set local session_replication_role = replica");
                assertThat(transaction.dsl().execute(statement)).isPositive();
            });
        }
    }

    private interface Command {
        void run(PrintStream out);
    }

    private static String command(Command command) {
        var out = new ByteArrayOutputStream();
        command.run(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private Path backup(String name) {
        var file = folder.resolve(name);
        command(out -> BackupCommand.backup(place.folder(), List.of(file.toString()), out));
        return file;
    }

    private static String customer(Client rep) {
        var made = rep.post(
                "/api/records/customer",
                Map.of("fields", Map.of("name", "Backup " + System.nanoTime(), "industry", "machinery")));
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        return made.body().path("id").asString();
    }

    private static void opportunity(Client rep, String customer, int amount) {
        var made = rep.post(
                "/api/records/opportunity",
                Map.of(
                        "fields",
                        Map.of("name", "Deal " + System.nanoTime(), "customer", customer, "amount", "" + amount)));
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
    }

    private static String upload(Client rep, String customer, String name) {
        var up = new Multipart()
                .field("form", "customer")
                .field("id", customer)
                .field("category", "other")
                .file(name, (new String(PDF, StandardCharsets.US_ASCII) + name).getBytes(StandardCharsets.UTF_8))
                .post(rep, "/api/files");
        assertThat(up.status()).as(up.raw().body()).isEqualTo(201);
        return up.body().path("id").asString();
    }

    @Test
    void a_backup_under_writers_holds_one_moment() throws Exception {
        var rep = loggedIn(somebody("sales_rep"));
        var customer = customer(rep);
        var going = new AtomicBoolean(true);
        var written = new AtomicInteger();
        Path backup;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = new ArrayList<Future<?>>();
            for (int i = 0; i < 3; i++) {
                writers.add(threads.submit(() -> {
                    while (going.get()) {
                        opportunity(rep, customer, 7);
                        upload(rep, customer, "note " + written.incrementAndGet() + ".pdf");
                    }
                }));
            }
            while (written.get() < 5) {
                Thread.onSpinWait();
            }
            backup = backup("busy.chengdan");
            going.set(false);
            for (var writer : writers) {
                writer.get();
            }
        }

        var elsewhere = new Elsewhere("busy");
        elsewhere.restore(backup);

        assertThat(elsewhere.verify()).containsAnyOf("Everything fits together", "一切相符");
        var there = Client.program(
                RunCommand.forCommand(elsewhere.data),
                Files.readString(elsewhere.data.resolve("admin.token")).strip());
        assertThat(there.get("/api/me").body().path("login").asString()).isEqualTo("admin");
        // the roll-up of the customer is the sum of the children that were there at that moment, no more and no less
        var sums = elsewhere
                .db()
                .fetchSingle(
                        "select sum(o.amount_" + uid(elsewhere.db(), "amount", "opportunity") + "), count(*) from app."
                                + table(elsewhere.db(), "opportunity") + " o where o."
                                + column(elsewhere.db(), "opportunity", "customer") + " = '" + customer + "'");
        var rolled = elsewhere
                .db()
                .fetchSingle("select " + column(elsewhere.db(), "customer_d", "open_amount") + " from app."
                        + table(elsewhere.db(), "customer") + "_d where id = '" + customer + "'")
                .get(0, BigDecimal.class);
        assertThat(sums.get(1, Integer.class)).isBetween(5, written.get() + 3);
        assertThat(rolled).isEqualByComparingTo(sums.get(0, BigDecimal.class));
    }

    private static String table(DSLContext db, String form) {
        return db.fetchSingle(
                        "select name from kernel.physical where schema = 'app' and kind = 'table' and name ~ ?",
                        "^" + form + "_[a-z0-9]{5}$")
                .get(0, String.class);
    }

    private static String column(DSLContext db, String form, String key) {
        var side = form.endsWith("_d");
        var name = table(db, side ? form.substring(0, form.length() - 2) : form) + (side ? "_d" : "");
        return db.fetchSingle(
                        "select column_name from information_schema.columns where table_schema = 'app' and table_name = ?"
                                + " and column_name ~ ?",
                        name,
                        "^" + key + "_[a-z0-9]{5}$")
                .get(0, String.class);
    }

    private static String uid(DSLContext db, String key, String form) {
        return column(db, form, key).substring(key.length() + 1);
    }

    @Test
    void everything_comes_back_as_it_was() throws IOException {
        var person = somebody("sales_rep");
        var rep = loggedIn(person);
        var customer = customer(rep);
        opportunity(rep, customer, 12_345);
        var file = upload(rep, customer, "合同 signed.pdf");
        rep.patch("/api/records/customer/" + customer, Map.of());
        var backup = backup("quiet.chengdan");

        var elsewhere = new Elsewhere("quiet");
        elsewhere.restore(backup);

        assertThat(contents(elsewhere.db())).isEqualTo(contents(db));
        var there = Client.browser(RunCommand.forCommand(elsewhere.data));
        assertThat(there.logIn(person.login(), PASSWORD).status()).isEqualTo(200);
        for (var path : List.of(
                "/api/records/customer/" + customer,
                "/api/records/customer/" + customer + "/history",
                "/api/records/customer/" + customer + "/files",
                "/api/files/" + file)) {
            assertThat(there.get(path).raw().body())
                    .isEqualTo(rep.get(path).raw().body());
        }
        // a number of a record, an order of the feed: nothing is given twice
        opportunity(there, customer, 1);
        assertThat(elsewhere.verify()).containsAnyOf("Everything fits together", "一切相符");
        // sessions ended with the installation they were begun in
        assertThat(elsewhere.db().fetchCount(DSL.table("kernel.session"))).isEqualTo(1);
    }

    /** A hash of each table's rows. */
    private static Map<String, String> contents(DSLContext db) {
        var contents = new TreeMap<String, String>();
        for (var row : db.fetch("select n.nspname || '.' || c.relname from pg_class c join pg_namespace n"
                + " on n.oid = c.relnamespace where n.nspname in ('kernel', 'app') and c.relkind = 'r'")) {
            var table = row.get(0, String.class);
            if (!OF_THE_RESTORE.contains(table)) {
                contents.put(
                        table,
                        db.fetchSingle(
                                        "select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '')"
                                                + " from " + table + " t")
                                .get(0, String.class));
            }
        }
        assertThat(contents).hasSizeGreaterThan(30);
        return contents;
    }

    @Test
    void a_backup_cut_off_or_changed_anywhere_is_refused_and_nothing_is_made() throws IOException {
        customer(loggedIn(somebody("sales_rep")));
        var whole = Files.readAllBytes(backup("whole.chengdan"));
        var random = new Random(20261124);
        var elsewhere = new Elsewhere("never");
        for (int i = 0; i < 40; i++) {
            int at = i == 0 ? whole.length - 1 : random.nextInt(whole.length);
            byte[] bytes;
            if (i % 2 == 0) {
                bytes = Arrays.copyOf(whole, at);
            } else {
                bytes = whole.clone();
                bytes[at] ^= (byte) (1 << random.nextInt(8));
            }
            var spoilt = Files.write(folder.resolve("spoilt" + i), bytes);

            assertThatThrownBy(() -> elsewhere.restore(spoilt))
                    .as("place %d of %d", at, whole.length)
                    .isInstanceOf(StartFailure.class)
                    .message()
                    .containsAnyOf("no whole backup", "不是完整的备份");
        }
        assertThat(elsewhere.data).doesNotExist();
        assertThat(Files.list(folder)).noneMatch(path -> path.toString().endsWith(".part"));
    }

    @Test
    void a_restore_enters_nothing_but_an_empty_database() throws IOException {
        var backup = backup("once.chengdan");
        var elsewhere = new Elsewhere("once");
        elsewhere.restore(backup);

        assertThatThrownBy(() -> elsewhere.restore(backup))
                .isInstanceOf(StartFailure.class)
                .message()
                .containsAnyOf("There is data here already", "这里已有数据");
        assertThatThrownBy(() -> backup("once.chengdan")).message().containsAnyOf("is there already", "已经存在");
    }

    @Test
    void what_comes_from_a_newer_application_or_database_is_refused() throws Exception {
        var backup = backup("now.chengdan");
        var elsewhere = new Elsewhere("newer");

        for (var change : Map.of("\"format\" : 1", "\"format\" : 2", "\"postgres\" : 18", "\"postgres\" : 99")
                .entrySet()) {
            var edited = edited(backup, manifest -> manifest.replace(change.getKey(), change.getValue()));
            assertThatThrownBy(() -> elsewhere.restore(edited)).isInstanceOf(StartFailure.class);
        }
        var later = edited(backup, manifest -> manifest.replaceFirst("\"migration\" : \\d+", "\"migration\" : 9999"));
        assertThatThrownBy(() -> elsewhere.restore(later)).message().containsAnyOf("newer Chengdan", "更新版本的成单");
        assertThat(elsewhere
                        .db()
                        .fetchCount(DSL.table("information_schema.tables"), DSL.condition("table_schema = 'kernel'")))
                .isZero();
    }

    /** The backup with another manifest, sealed as if it were genuine. */
    private Path edited(Path backup, UnaryOperator<String> change) throws Exception {
        var file = Files.createTempFile(folder, "edited", ".chengdan");
        try (var zip = new ZipFile(backup.toFile());
                var out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.setComment("0".repeat(64));
            for (var entry : java.util.Collections.list(zip.entries())) {
                var content = zip.getInputStream(entry).readAllBytes();
                out.putNextEntry(new ZipEntry(entry.getName()));
                if (entry.getName().equals("manifest.json")) {
                    var before = new String(content, StandardCharsets.UTF_8);
                    var after = change.apply(before);
                    assertThat(after).isNotEqualTo(before);
                    content = after.getBytes(StandardCharsets.UTF_8);
                }
                out.write(content);
                out.closeEntry();
            }
        }
        var bytes = Files.readAllBytes(file);
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update(bytes, 0, bytes.length - 64);
        var seal = HexFormat.of().formatHex(digest.digest()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(seal, 0, bytes, bytes.length - 64, 64);
        return Files.write(file, bytes);
    }

    @Test
    void verify_tells_a_changed_audit_a_lost_file_and_a_link_to_nothing() throws IOException {
        var rep = loggedIn(somebody("sales_rep"));
        var customer = customer(rep);
        opportunity(rep, customer, 5);
        var kept = upload(rep, customer, "kept.pdf");
        var lost = upload(rep, customer, "lost.pdf");
        var elsewhere = new Elsewhere("spoilt");
        elsewhere.restore(backup("sound.chengdan"));
        assertThat(elsewhere.verify()).containsAnyOf("Everything fits together", "一切相符");

        Files.delete(bytes(elsewhere, lost));
        Files.write(bytes(elsewhere, kept), PDF);
        elsewhere.tamper("update kernel.audit set subject = 'nobody'"
                + " where id = (select entry from kernel.audit_seal where number = 2)");
        elsewhere.tamper("delete from app." + table(elsewhere.db(), "customer") + " where id = '" + customer + "'");
        elsewhere.tamper(
                "update kernel.definition_version set note = note, files = jsonb_set(files, '{app.yaml}', '\"x\"')"
                        + " where number < (select max(number) from kernel.definition_version) or number = 1");

        assertThatThrownBy(elsewhere::verify)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("lost.pdf")
                .hasMessageContaining("kept.pdf")
                .message()
                .containsAnyOf("Seal 2 ", "封签 2 ")
                .containsAnyOf("Version 1 of the application", "应用版本 1 ");
    }

    private static Path bytes(Elsewhere elsewhere, String file) {
        int end = file.length();
        return elsewhere.data.resolve(
                "files/" + file.substring(end - 2) + "/" + file.substring(end - 4, end - 2) + "/" + file);
    }
}
