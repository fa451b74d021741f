package io.chengdan.kernel.record;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.Ids;
import io.chengdan.kernel.definition.SystemFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What is kept of each write for ever: the record's history and its place in the change feed. */
final class Journal {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> SILENT =
            Set.of(SystemFields.UPDATED_AT, SystemFields.UPDATED_BY, SystemFields.CREATED_AT, SystemFields.CREATED_BY);
    private static final int CHUNK = 500;

    private final WriteRound round;
    private final Codec codec;

    Journal(WriteRound round, Codec codec) {
        this.round = round;
        this.codec = codec;
    }

    /** The fields a person would say have changed. */
    static List<Field> changed(WriteRound round, Draft draft) {
        return round.form().allFields().stream()
                .filter(field -> !field.isDerived() && !SILENT.contains(field.key()))
                .filter(field -> draft.changes(field.key()))
                .toList();
    }

    void write(List<Draft> drafts) {
        for (int from = 0; from < drafts.size(); from += CHUNK) {
            var chunk = drafts.subList(from, Math.min(from + CHUNK, drafts.size()));
            history(chunk);
            feed(chunk);
        }
    }

    private void history(List<Draft> drafts) {
        var insert = round.db()
                .insertInto(RecordTables.HISTORY)
                .columns(
                        RecordTables.ID,
                        RecordTables.FORM,
                        RecordTables.RECORD,
                        RecordTables.VERSION,
                        RecordTables.AT,
                        RecordTables.PERSON,
                        RecordTables.KIND,
                        RecordTables.VIA,
                        RecordTables.REASON,
                        RecordTables.CHANGES);
        for (var draft : drafts) {
            var at = draft.creates() && draft.get(SystemFields.CREATED_AT) instanceof java.time.Instant created
                    ? created
                    : round.now();
            insert = insert.values(
                    Ids.next(at),
                    round.form().uid(),
                    draft.id(),
                    draft.stored().map(Stored::version).orElse(0L) + 1,
                    at,
                    round.plan().person().id(),
                    kind(draft),
                    round.via(),
                    draft.change().reason(),
                    JSONB.valueOf(JSON.writeValueAsString(changes(draft))));
        }
        insert.execute();
    }

    private static String kind(Draft draft) {
        var action = draft.change().action();
        return action != null ? action : draft.change().kind().name().toLowerCase(Locale.ROOT);
    }

    private Map<String, Map<String, @Nullable Object>> changes(Draft draft) {
        var changes = new LinkedHashMap<String, Map<String, @Nullable Object>>();
        if (!draft.deletes()) {
            for (var field : changed(round, draft)) {
                var change = new LinkedHashMap<String, @Nullable Object>();
                change.put("old", codec.show(field, draft.before(field.key())));
                change.put("new", codec.show(field, draft.get(field.key())));
                // kept by uid, so that history outlives a renamed key
                changes.put(field.uid(), change);
            }
        }
        return changes;
    }

    private void feed(List<Draft> drafts) {
        var insert = round.db()
                .insertInto(RecordTables.CHANGE)
                .columns(
                        RecordTables.FORM, RecordTables.RECORD, RecordTables.KIND, RecordTables.CAUSE, RecordTables.AT);
        for (var draft : drafts) {
            insert = insert.values(round.form().uid(), draft.id(), kind(draft), round.via(), round.now());
        }
        insert.execute();
    }
}
