package io.chengdan.kernel.file;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.Draft;
import io.chengdan.kernel.record.WriteRound;
import io.chengdan.kernel.record.WriteStep;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Holds attachment fields to files that were uploaded for them: for this very record and field, or by the writer for a record
 * that was still to be made. A guessed id would otherwise show somebody else's file.
 */
public final class FilesStep implements WriteStep {

    private final FileBook book;

    public FilesStep(FileBook book) {
        this.book = book;
    }

    @Override
    public void check(WriteRound round, List<Draft> drafts) {
        for (var field : attachments(round)) {
            var wanted = new HashSet<UUID>();
            drafts.forEach(draft -> wanted.addAll(added(draft, field)));
            var known = new HashMap<UUID, StoredFile>();
            if (!wanted.isEmpty()) {
                book.find(round.db(), wanted).forEach(file -> known.put(file.id(), file));
            }
            drafts.stream().filter(draft -> !draft.deletes()).forEach(draft -> check(round, field, draft, known));
        }
    }

    private static void check(WriteRound round, Field field, Draft draft, Map<UUID, StoredFile> known) {
        if (!added(draft, field).stream().allMatch(id -> fits(round, field, draft, known.get(id)))) {
            draft.fault(field.key(), "no_such_file", "文件没有找到，请重新上传。", "The file was not found; upload it again.");
        }
        if (!((FieldType.Attachment) field.type()).multiple()
                && draft.changes(field.key())
                && ids(draft.get(field.key())).size() > 1) {
            draft.fault(field.key(), "one_file", "这里只能放一个文件。", "Only one file is possible here.");
        }
    }

    private static boolean fits(WriteRound round, Field field, Draft draft, @Nullable StoredFile file) {
        if (file == null
                || !field.uid().equals(file.field())
                || !round.form().uid().equals(file.form())) {
            return false;
        }
        return file.record() == null
                ? file.uploadedBy().equals(round.plan().person().id())
                : file.record().equals(draft.id());
    }

    @Override
    public void after(WriteRound round, List<Draft> drafts) {
        for (var field : attachments(round)) {
            for (var draft : drafts) {
                if (!draft.deletes()) {
                    settle(round, field, draft);
                }
            }
        }
    }

    private void settle(WriteRound round, Field field, Draft draft) {
        var added = added(draft, field);
        if (!added.isEmpty() && book.attach(round.db(), draft.id(), added) < added.size()) {
            throw new Problem.Conflict(
                    "file_taken",
                    new Text("文件已经用在另一条内容里，请重新上传。", "The file went to another record meanwhile; upload it again."));
        }
        var dropped = ids(draft.before(field.key()));
        dropped.removeAll(ids(draft.get(field.key())));
        if (!dropped.isEmpty()) {
            book.remove(round.db(), dropped, round.now(), round.plan().person().id());
        }
    }

    private static List<Field> attachments(WriteRound round) {
        return round.form().fields().stream()
                .filter(field -> field.type() instanceof FieldType.Attachment)
                .toList();
    }

    private static Set<UUID> added(Draft draft, Field field) {
        var added = ids(draft.get(field.key()));
        added.removeAll(ids(draft.before(field.key())));
        return added;
    }

    private static Set<UUID> ids(@Nullable Object value) {
        var ids = new LinkedHashSet<UUID>();
        if (value instanceof List<?> list) {
            list.forEach(id -> ids.add((UUID) id));
        }
        return ids;
    }
}
