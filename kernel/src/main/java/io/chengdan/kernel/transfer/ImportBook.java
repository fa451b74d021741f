package io.chengdan.kernel.transfer;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.chengdan.kernel.schema.Storage;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** Which imports there were: the table {@code kernel.import}. */
final class ImportBook {

    private static final Table<Record> IMPORT = table(name("kernel", "import"));
    private static final Field<UUID> ID = field(name("id"), Storage.ID);
    private static final Field<UUID> PERSON = field(name("person"), Storage.ID);
    private static final Field<Instant> AT = field(name("at"), Storage.MOMENT);
    private static final Field<String> SUBJECT = field(name("subject"), Storage.TEXT);
    private static final Field<String> FILE = field(name("file"), Storage.TEXT);
    private static final Field<Boolean> DRY_RUN = field(name("dry_run"), SQLDataType.BOOLEAN);
    private static final Field<Integer> READ = field(name("read"), SQLDataType.INTEGER);
    private static final Field<Integer> CREATED = field(name("created"), SQLDataType.INTEGER);
    private static final Field<Integer> UPDATED = field(name("updated"), SQLDataType.INTEGER);
    private static final Field<Integer> SKIPPED = field(name("skipped"), SQLDataType.INTEGER);
    private static final Field<Integer> FAILED = field(name("failed"), SQLDataType.INTEGER);
    private static final Field<String> RETURNED = field(name("returned"), Storage.TEXT);

    private final DSLContext db;

    ImportBook(DSLContext db) {
        this.db = db;
    }

    record Entry(
            UUID id,
            UUID person,
            Instant at,
            String subject,
            String file,
            boolean dryRun,
            Counts counts,
            @Nullable String returned) {}

    void add(Entry entry) {
        db.insertInto(IMPORT)
                .set(ID, entry.id())
                .set(PERSON, entry.person())
                .set(AT, entry.at())
                .set(SUBJECT, entry.subject())
                .set(FILE, entry.file())
                .set(DRY_RUN, entry.dryRun())
                .set(READ, entry.counts().read())
                .set(CREATED, entry.counts().created())
                .set(UPDATED, entry.counts().updated())
                .set(SKIPPED, entry.counts().skipped())
                .set(FAILED, entry.counts().failed())
                .set(RETURNED, entry.returned())
                .onConflictDoNothing()
                .execute();
    }

    /** The import of this person. */
    Optional<Entry> find(UUID id, UUID person) {
        return db.select(ID, PERSON, AT, SUBJECT, FILE, DRY_RUN, READ, CREATED, UPDATED, SKIPPED, FAILED, RETURNED)
                .from(IMPORT)
                .where(ID.eq(id), PERSON.eq(person))
                .fetchOptional(row -> new Entry(
                        row.get(ID),
                        row.get(PERSON),
                        row.get(AT),
                        row.get(SUBJECT),
                        row.get(FILE),
                        row.get(DRY_RUN),
                        new Counts(
                                row.get(READ), row.get(CREATED), row.get(UPDATED), row.get(SKIPPED), row.get(FAILED)),
                        row.get(RETURNED)));
    }
}
