package io.chengdan.kernel.file;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.access.FormAccess;
import io.chengdan.kernel.access.RowAccess;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Ids;
import io.chengdan.kernel.definition.Role.Right;
import io.chengdan.kernel.definition.SystemFields;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.Change;
import io.chengdan.kernel.record.FileNames.FileName;
import io.chengdan.kernel.record.HistoryNote;
import io.chengdan.kernel.record.RecordReader;
import io.chengdan.kernel.record.RecordView;
import io.chengdan.kernel.record.RecordWriter;
import io.chengdan.kernel.record.WriteRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The door to the files of records. A file is seen by those who see its record and may read its field or category there; it is
 * added and removed by those who may write the field or category of that very record, and change the record as it stands: what
 * is approved or closed keeps its files. Thread-safe.
 */
public final class Files {

    /** No file is larger than this, whatever its place allows. In MB, of 1,048,576 bytes. */
    public static final int LARGEST_MB = 200;

    private static final int LIBRARY_MB = 50;
    private static final long MB = 1_048_576;
    private static final Duration WAITS_FOR = Duration.ofDays(2);

    private final DSLContext db;
    private final FileBook book;
    private final FileStore store;
    private final Path arrivals;
    private final RecordReader reader;
    private final RecordWriter writer;
    private final TrueType trueType = new TrueType();

    /** @param arrivals a folder for files on their way in, from which the store can take them over */
    public Files(
            DSLContext db, FileBook book, FileStore store, Path arrivals, RecordReader reader, RecordWriter writer) {
        this.db = db;
        this.book = book;
        this.store = store;
        this.arrivals = arrivals;
        this.reader = reader;
        this.writer = writer;
    }

    /** Where on a record a file belongs. */
    public sealed interface Place {

        record InField(String field) implements Place {}

        record InLibrary(String category) implements Place {}
    }

    /**
     * A file about to come.
     *
     * @param record null for a field of a record that is still to be made: its first value then names the file
     * @param name as the client gave it
     */
    public record Upload(String form, @Nullable UUID record, Place place, String name) {}

    /**
     * A file as its reader sees it.
     *
     * @param size in bytes
     * @param type the media type its bytes have
     * @param category key of the category; null for a file of a field
     * @param field key of the field; null for a file of the library
     * @param removable whether the reader may take it away
     */
    public record FileView(
            UUID id,
            String name,
            long size,
            String type,
            @Nullable String category,
            @Nullable String field,
            Instant uploadedAt,
            RecordView.Link uploadedBy,
            boolean removable) {

        /** Whether a browser may show it by itself: pictures and PDF, which hold no script that could reach us. */
        public boolean showsSafely() {
            return FileKind.PDF.takes(type) || FileKind.IMAGE.takes(type);
        }

        /** Whether a browser may know its media type: never for what it could take for a page or a script. */
        public boolean hasHarmlessType() {
            return FileKind.ofType(type).isPresent();
        }
    }

    /** A file with its bytes; the caller closes the stream. It does not tell whether the reader may take it away. */
    public record Download(FileView file, InputStream content) {}

    /**
     * Keeps the bytes and gives them to the record.
     *
     * @throws Problem.NotFound where the record is not in sight
     * @throws Problem.Forbidden where the place may be seen but not written
     * @throws Problem.Limit 413 where the file is too large, 415 where it is not of a kind the place takes
     */
    public FileView upload(AccessPlan plan, Upload upload, InputStream content, String via) throws IOException {
        var access = plan.form(upload.form());
        var slot = slot(plan, access, upload);
        var name = SafeName.of(upload.name());
        try (var arrival = Arrival.of(content, arrivals, slot.largest())) {
            if (arrival.size() == 0) {
                throw new Problem.Invalid(
                        List.of(new Problem.Fault("file", "empty_file", new Text("文件是空的。", "The file is empty."))));
            }
            var type = trueType.of(arrival.path(), name);
            requireKind(slot.accept(), type);
            var now = plan.viewer().clock().instant();
            var file = new StoredFile(
                    Ids.next(now),
                    access.form().uid(),
                    upload.record(),
                    slot.field(),
                    slot.category(),
                    slot.category() != null,
                    name,
                    arrival.size(),
                    type,
                    arrival.sha256(),
                    now,
                    plan.person().id());
            store.put(file.id(), arrival.path());
            keep(plan, access.form(), file, via);
            // who adds a file may take it away again
            return view(plan, access.form(), file, true);
        }
    }

    /** The row follows the bytes; without it nobody could find them, so they go again. */
    private void keep(AccessPlan plan, Form form, StoredFile file, String via) throws IOException {
        try {
            db.transaction(transaction -> {
                book.add(transaction.dsl(), file);
                note(form, file, via, null, file.name()).ifPresent(note -> note.write(transaction.dsl(), plan));
            });
        } catch (RuntimeException refused) {
            store.delete(file.id());
            throw refused;
        }
    }

    /** A file of a field stands in the history with the field's value. */
    private static Optional<HistoryNote> note(
            Form form, StoredFile file, String via, @Nullable String before, @Nullable String after) {
        return file.category() == null || file.record() == null
                ? Optional.empty()
                : Optional.of(new HistoryNote(
                        form.key(),
                        file.record(),
                        "file",
                        via,
                        HistoryNote.ATTACHMENTS + file.category(),
                        before,
                        after));
    }

    /** The files of a record that the caller may read, the newest first. */
    public List<FileView> of(AccessPlan plan, String form, UUID record) {
        var hands = hands(plan, form, record);
        var access = hands.row();
        return book.attached(access.form().uid(), record).stream()
                .filter(file -> mayRead(access, file))
                .map(file -> view(plan, access.form(), file, hands.mayRemove(file)))
                .toList();
    }

    /** @throws Problem.NotFound where the file is not there or not in sight */
    public Download open(AccessPlan plan, UUID id) throws IOException {
        var found = find(plan, id);
        return new Download(view(plan, found.form(), found.file(), false), store.open(id));
    }

    /**
     * Takes the file away from its record; its bytes stay for those who must look back.
     *
     * @throws Problem.NotFound where the file is not there or not in sight
     * @throws Problem.Forbidden where it may be read but not removed
     */
    public void delete(AccessPlan plan, UUID id, String via) {
        var found = find(plan, id);
        var file = found.file();
        if (file.attached() && file.category() == null) {
            dropFromField(plan, found, via);
            return;
        }
        if (file.attached()
                && !hands(plan, found.form().key(), required(file.record())).mayRemove(file)) {
            throw refused();
        }
        db.transaction(transaction -> {
            book.remove(
                    transaction.dsl(),
                    List.of(id),
                    plan.viewer().clock().instant(),
                    plan.person().id());
            note(found.form(), file, via, file.name(), null).ifPresent(note -> note.write(transaction.dsl(), plan));
        });
    }

    /** The field's value names the file, so the writer takes it out; it asks the caller's rights as for any value. */
    private void dropFromField(AccessPlan plan, Found found, String via) {
        var form = found.form();
        var record = required(found.file().record());
        var key = fieldOf(form, found.file()).orElseThrow(Problem.NotFound::new).key();
        var view = reader.get(plan, form.key(), record);
        var left = view.fields().get(key) instanceof List<?> names
                ? names.stream()
                        .map(name -> ((FileName) name).id())
                        .filter(id -> !id.equals(found.file().id().toString()))
                        .toList()
                : List.<String>of();
        var change = Change.update(record, Map.of(key, left), view.version());
        writer.write(plan.person(), WriteRequest.of(form.key(), change, via, null));
    }

    /** Forgets files that were uploaded for a record that was never made. Run now and then. */
    public void forgetWaiting(Instant now) throws IOException {
        for (var id : book.forgetWaiting(now.minus(WAITS_FOR))) {
            store.delete(id);
        }
    }

    /** What the place of an upload takes: uid of the field or key of the category, kinds, bytes. */
    private record Slot(@Nullable String field, @Nullable String category, List<FileKind> accept, long largest) {}

    private Slot slot(AccessPlan plan, FormAccess access, Upload upload) {
        var record = upload.record();
        var hands = record == null ? Optional.<Hands>empty() : Optional.of(hands(plan, upload.form(), record));
        // what is withheld on this record is refused like what was never there
        var rights = hands.map(Hands::row).orElseGet(access::ever);
        return switch (upload.place()) {
            case Place.InField(var key) -> {
                var field = access.form().field(key).filter(_ -> rights.knows(key));
                if (field.isEmpty() || !(field.get().type() instanceof FieldType.Attachment attachment)) {
                    throw Problem.Malformed.unknownField(key);
                }
                if (!hands.map(each -> each.mayWrite(field.get()))
                        .orElseGet(() -> access.creating().mayWrite(key))) {
                    throw refused();
                }
                yield new Slot(
                        field.get().uid(),
                        null,
                        FileKind.of(attachment.accept()),
                        Math.min(attachment.maxSize(), LARGEST_MB) * MB);
            }
            case Place.InLibrary(var key) -> {
                var category = access.form()
                        .category(key)
                        .filter(_ -> rights.attachments().containsKey(key));
                if (category.isEmpty()) {
                    throw Problem.Malformed.unknownField(key);
                }
                if (hands.isEmpty()) {
                    throw new Problem.Malformed(
                            "missing_value", new Text("请写明文件属于哪一条内容。", "Say which record the file is for."));
                }
                if (!hands.get().mayWrite(key)) {
                    throw refused();
                }
                yield new Slot(null, key, FileKind.of(category.get().accept()), LIBRARY_MB * MB);
            }
        };
    }

    /**
     * What the caller may do to the files of one record, as it stands.
     *
     * @param adding the roles by which the record may be changed, or added to: with {@code update}, or with {@code attach} for a
     *     role that adds to what it cannot change
     * @param fields those of the record that the caller may write now
     * @param keeps whether the record is theirs, or that of somebody below them
     */
    private record Hands(RowAccess row, List<RowAccess> adding, Set<String> fields, UUID person, boolean keeps) {

        boolean mayWrite(String category) {
            return adding.stream().anyMatch(rights -> rights.attachments().get(category) == Right.WRITE);
        }

        boolean mayWrite(Field field) {
            return fields.contains(field.key());
        }

        /**
         * A file of the library is evidence that gates and colleagues count on, and whole teams may write there: it goes only by
         * whoever brought it, answers for the record, or manages those who do. A field's files are one value, which goes and
         * comes with the right to write it.
         */
        boolean mayRemove(StoredFile file) {
            var category = file.category();
            return category == null
                    ? fieldOf(row.form(), file).filter(this::mayWrite).isPresent()
                    : mayWrite(category) && (keeps || file.uploadedBy().equals(person));
        }
    }

    /** @throws Problem.NotFound where the record is not in sight */
    private Hands hands(AccessPlan plan, String form, UUID record) {
        var row = reader.access(plan, form, record).orElseThrow(Problem.NotFound::new);
        var fields = Set.copyOf(reader.get(plan, form, record).access().write());
        var values = reader.forRules(plan, form, record);
        var env = plan.viewer().env();
        var adding = List.of(row.acting("update", values, env), row.acting("attach", values, env));
        var me = plan.person().id();
        var org = plan.viewer().org();
        boolean keeps = values.get(SystemFields.OWNER) instanceof UUID owner
                ? owner.equals(me)
                        || org.member(owner)
                                .filter(member -> org.leads(me, member.departmentId()))
                                .isPresent()
                : values.get(SystemFields.DEPARTMENT) instanceof UUID department && org.leads(me, department);
        return new Hands(row, adding, fields, me, keeps);
    }

    private static Problem.Forbidden refused() {
        return new Problem.Forbidden("not_writable", new Text("这里的文件你不能改。", "You may not change the files here."));
    }

    private static void requireKind(List<FileKind> accept, String type) {
        if (!accept.isEmpty() && accept.stream().noneMatch(kind -> kind.takes(type))) {
            throw new Problem.Limit(
                    415,
                    "wrong_file_type",
                    new Text(
                            "这里只收" + accept.stream().map(FileKind::zh).collect(Collectors.joining("、")) + "；这个文件的内容不是。",
                            "Only these are taken here: "
                                    + accept.stream().map(FileKind::en).collect(Collectors.joining(", "))
                                    + ". The content of this file is none."));
        }
    }

    private record Found(StoredFile file, Form form) {}

    private Found find(AccessPlan plan, UUID id) {
        var file = book.find(id).orElseThrow(Problem.NotFound::new);
        var form = plan.app().definition().forms().stream()
                .filter(each ->
                        each.uid().equals(file.form()) && plan.find(each.key()).isPresent())
                .findFirst()
                .orElseThrow(Problem.NotFound::new);
        boolean own = !file.attached() && file.uploadedBy().equals(plan.person().id());
        boolean shared = file.attached()
                && reader.access(plan, form.key(), required(file.record()))
                        .filter(access -> mayRead(access, file))
                        .isPresent();
        if (!own && !shared) {
            throw new Problem.NotFound();
        }
        return new Found(file, form);
    }

    private static boolean mayRead(RowAccess access, StoredFile file) {
        var category = file.category();
        return category == null
                ? fieldOf(access.form(), file)
                        .filter(field -> access.mayRead(field.key()))
                        .isPresent()
                : access.attachments().containsKey(category);
    }

    private static Optional<Field> fieldOf(Form form, StoredFile file) {
        return form.fields().stream()
                .filter(field -> field.uid().equals(file.field()))
                .findFirst();
    }

    private static FileView view(AccessPlan plan, Form form, StoredFile file, boolean removable) {
        var by = file.uploadedBy();
        return new FileView(
                file.id(),
                file.name(),
                file.size(),
                file.type(),
                file.category(),
                fieldOf(form, file).map(Field::key).orElse(null),
                file.uploadedAt(),
                new RecordView.Link(
                        by.toString(),
                        plan.viewer()
                                .org()
                                .member(by)
                                .map(member -> member.name())
                                .orElse(null)),
                removable);
    }

    private static <T> T required(@Nullable T value) {
        return java.util.Objects.requireNonNull(value);
    }
}
