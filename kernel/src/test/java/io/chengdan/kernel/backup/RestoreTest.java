package io.chengdan.kernel.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chengdan.kernel.TestDatabase;
import io.chengdan.kernel.audit.AuditChain;
import io.chengdan.kernel.database.DatabaseRoles;
import io.chengdan.kernel.feed.ChangeFeed;
import io.chengdan.kernel.file.FolderStore;
import io.chengdan.kernel.problem.Problem;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

@Tag("K4")
class RestoreTest {

    /** Before the audit had a chain. */
    private static final int EARLIER = 7;

    @TempDir
    private Path folder;

    private static PGSimpleDataSource empty() throws SQLException {
        var superuser = (PGSimpleDataSource) TestDatabase.freshDataSource();
        DatabaseRoles.prepare(superuser);
        var publisher = new PGSimpleDataSource();
        publisher.setUrl(superuser.getUrl());
        publisher.setUser(DatabaseRoles.PUBLISHER);
        return publisher;
    }

    private static DSLContext db(PGSimpleDataSource source) {
        return DSL.using(source, SQLDialect.POSTGRES);
    }

    private static UUID change(DSLContext db) {
        var record = UUID.randomUUID();
        db.execute(
                "insert into kernel.change (form, record, kind, cause, at) values ('f', ?, 'create', 'api', now())",
                record);
        return record;
    }

    private static List<UUID> takes(DSLContext db, String consumer) {
        var taken = new ArrayList<UUID>();
        while (new ChangeFeed(db)
                        .consume(consumer, 3, (_, changes) -> changes.forEach(each -> taken.add(each.record())))
                > 0) {}
        return taken;
    }

    private Path backup(PGSimpleDataSource owner) throws Exception {
        var file = folder.resolve(UUID.randomUUID() + ".chengdan");
        new Backup(owner, FolderStore.in(folder.resolve("files")), Clock.systemUTC()).write(file, new TreeMap<>());
        return file;
    }

    private void restore(Path file, PGSimpleDataSource owner) throws Exception {
        try (var backup = BackupFile.open(file)) {
            new Restore(owner, FolderStore.in(folder.resolve("other")), Clock.systemUTC()).run(backup);
        }
    }

    @Test
    void data_of_an_earlier_kernel_are_brought_up_to_date() throws Exception {
        var earlier = empty();
        DatabaseRoles.migrate(earlier, EARLIER);
        db(earlier)
                .execute(
                        "insert into kernel.audit values (gen_random_uuid(), now(), 'login', null, '', 'admin', '{\"a\": 1}')");
        var file = backup(earlier);
        var present = empty();

        restore(file, present);

        var db = db(present);
        assertThat(new Catalog(db).migration()).isEqualTo(DatabaseRoles.lastMigration(present));
        var chain = new AuditChain(db);
        assertThat(chain.seal()).isEqualTo(2);
        assertThat(chain.verify().faults()).isEmpty();
    }

    @Test
    void readers_of_the_change_feed_go_on_where_they_were() throws Exception {
        var here = empty();
        DatabaseRoles.migrate(here);
        var db = db(here);
        for (int i = 0; i < 5; i++) {
            change(db);
        }
        takes(db, "early");
        var later = List.of(change(db), change(db));
        takes(db, "late");
        long last = db.fetchSingle("select max(seq) from kernel.change").get(0, Long.class);
        var file = backup(here);
        var there = empty();

        restore(file, there);
        var next = change(db(there));

        var expected = new ArrayList<>(later);
        expected.add(next);
        assertThat(takes(db(there), "early")).isEqualTo(expected);
        assertThat(takes(db(there), "late")).containsExactly(next);
        assertThat(takes(db(there), "new")).hasSize(8);
        assertThat(db(there).fetchSingle("select min(seq) from kernel.change").get(0, Long.class))
                .isGreaterThan(last);
    }

    @Test
    void transaction_ids_are_kept_nowhere_but_in_the_change_feed() throws SQLException {
        var owner = empty();
        DatabaseRoles.migrate(owner);

        assertThat(db(owner)
                        .fetch(
                                "select table_name::text from information_schema.columns"
                                        + " where table_schema = 'kernel' and udt_name in ('xid8', 'xid', 'pg_snapshot') order by 1")
                        .getValues(0, String.class))
                .containsExactly("change", "consumer");
    }

    @Test
    void a_database_with_anybody_in_it_is_no_place_for_a_restore() throws Exception {
        var owner = empty();
        DatabaseRoles.migrate(owner);
        var file = backup(owner);
        db(owner)
                .execute(
                        "insert into kernel.department (id, key, name, kind) values (gen_random_uuid(), 'company', 'x', 'company')");

        assertThatThrownBy(() -> restore(file, owner)).isInstanceOf(Problem.Conflict.class);
    }
}
