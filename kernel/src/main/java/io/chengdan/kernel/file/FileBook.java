package io.chengdan.kernel.file;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;

import io.chengdan.kernel.pipeline.Evidence;
import io.chengdan.kernel.record.FileNames;
import io.chengdan.kernel.schema.Storage;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** Which files there are: the table {@code kernel.file}. Thread-safe. */
public final class FileBook implements FileNames, Evidence {

    private static final Table<Record> FILE = table(name("kernel", "file"));
    private static final Field<UUID> ID = field(name("id"), Storage.ID);
    private static final Field<String> FORM = field(name("form"), Storage.TEXT);
    private static final Field<UUID> RECORD = field(name("record"), Storage.ID);
    private static final Field<String> FIELD = field(name("field"), Storage.TEXT);
    private static final Field<String> CATEGORY = field(name("category"), Storage.TEXT);
    private static final Field<Boolean> ATTACHED = field(name("attached"), SQLDataType.BOOLEAN);
    private static final Field<String> NAME = field(name("name"), Storage.TEXT);
    private static final Field<Long> SIZE = field(name("size"), SQLDataType.BIGINT);
    private static final Field<String> TYPE = field(name("type"), Storage.TEXT);
    private static final Field<String> SHA256 = field(name("sha256"), Storage.TEXT);
    private static final Field<Instant> UPLOADED_AT = field(name("uploaded_at"), Storage.MOMENT);
    private static final Field<UUID> UPLOADED_BY = field(name("uploaded_by"), Storage.ID);
    private static final Field<Instant> DELETED_AT = field(name("deleted_at"), Storage.MOMENT);
    private static final Field<UUID> DELETED_BY = field(name("deleted_by"), Storage.ID);
    private static final List<Field<?>> COLUMNS =
            List.of(ID, FORM, RECORD, FIELD, CATEGORY, ATTACHED, NAME, SIZE, TYPE, SHA256, UPLOADED_AT, UPLOADED_BY);
    private static final Condition CURRENT = DELETED_AT.isNull();

    private final DSLContext db;

    public FileBook(DSLContext db) {
        this.db = db;
    }

    @Override
    public Map<UUID, FileName> of(Collection<UUID> files) {
        var names = new HashMap<UUID, FileName>();
        find(db, files)
                .forEach(file -> names.put(
                        file.id(), new FileName(file.id().toString(), file.name(), file.size(), file.type())));
        return names;
    }

    @Override
    public boolean hasFile(DSLContext transaction, String form, UUID record, String category) {
        return transaction.fetchExists(selectOne()
                .from(FILE)
                .where(FORM.eq(form), RECORD.eq(record), CATEGORY.eq(category))
                .and(CURRENT));
    }

    Optional<StoredFile> find(UUID id) {
        return find(db, List.of(id)).stream().findFirst();
    }

    List<StoredFile> find(DSLContext transaction, Collection<UUID> ids) {
        return transaction
                .select(COLUMNS)
                .from(FILE)
                .where(ID.in(ids))
                .and(CURRENT)
                .fetch(FileBook::file);
    }

    /** What the record has, the newest first. */
    List<StoredFile> attached(String form, UUID record) {
        return db.select(COLUMNS)
                .from(FILE)
                .where(FORM.eq(form), RECORD.eq(record), ATTACHED.isTrue())
                .and(CURRENT)
                .orderBy(UPLOADED_AT.desc(), ID.desc())
                .fetch(FileBook::file);
    }

    void add(DSLContext transaction, StoredFile file) {
        transaction
                .insertInto(FILE)
                .set(ID, file.id())
                .set(FORM, file.form())
                .set(RECORD, file.record())
                .set(FIELD, file.field())
                .set(CATEGORY, file.category())
                .set(ATTACHED, file.attached())
                .set(NAME, file.name())
                .set(SIZE, file.size())
                .set(TYPE, file.type())
                .set(SHA256, file.sha256())
                .set(UPLOADED_AT, file.uploadedAt())
                .set(UPLOADED_BY, file.uploadedBy())
                .execute();
    }

    /** Gives the files to the record; fewer than asked where another record has got one meanwhile. */
    int attach(DSLContext transaction, UUID record, Collection<UUID> files) {
        return transaction
                .update(FILE)
                .set(RECORD, record)
                .set(ATTACHED, true)
                .where(ID.in(files), RECORD.isNull().or(RECORD.eq(record)))
                .and(CURRENT)
                .execute();
    }

    void remove(DSLContext transaction, Collection<UUID> files, Instant at, UUID person) {
        transaction
                .update(FILE)
                .set(DELETED_AT, at)
                .set(DELETED_BY, person)
                .where(ID.in(files))
                .and(CURRENT)
                .execute();
    }

    /** Forgets files that no record has named since {@code before}, and tells which. */
    List<UUID> forgetWaiting(Instant before) {
        return db.deleteFrom(FILE)
                .where(ATTACHED.isFalse(), UPLOADED_AT.lt(before))
                .and(CURRENT)
                .returning(ID)
                .fetch(ID);
    }

    private static StoredFile file(Record row) {
        return new StoredFile(
                row.get(ID),
                row.get(FORM),
                row.get(RECORD),
                row.get(FIELD),
                row.get(CATEGORY),
                row.get(ATTACHED),
                row.get(NAME),
                row.get(SIZE),
                row.get(TYPE),
                row.get(SHA256),
                row.get(UPLOADED_AT),
                row.get(UPLOADED_BY));
    }
}
