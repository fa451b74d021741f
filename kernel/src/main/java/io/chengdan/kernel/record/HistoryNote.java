package io.chengdan.kernel.record;

import static org.jooq.impl.DSL.val;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.definition.Ids;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Something that happened to a record beside its fields, such as a file added to its library: kept in its history and told to the
 * change feed, as a write of fields is.
 *
 * @param kind what happened, such as {@code file}
 * @param via page, api, import, action or migrate
 * @param subject what changed; {@value #ATTACHMENTS} and a category for the library
 */
public record HistoryNote(
        String form,
        UUID record,
        String kind,
        String via,
        String subject,
        @Nullable String before,
        @Nullable String after) {

    /** Begins the subject of a note on the attachment library, so that a reader's rights on the category can be asked. */
    public static final String ATTACHMENTS = "attachments.";

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Writes the note within the transaction, in the name of the plan's person. */
    public void write(DSLContext transaction, AccessPlan plan) {
        var table = plan.app().tables().get(form);
        var now = plan.viewer().clock().instant();
        var change = new LinkedHashMap<String, @Nullable Object>();
        change.put("old", before);
        change.put("new", after);
        transaction
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
                        RecordTables.CHANGES)
                .select(DSL.select(
                                val(Ids.next(now)),
                                val(table.form().uid()),
                                table.id(),
                                table.version(),
                                val(now, RecordTables.AT),
                                val(plan.person().id()),
                                val(kind),
                                val(via),
                                val(JSONB.valueOf(JSON.writeValueAsString(Map.of(subject, change)))))
                        .from(table.table())
                        .where(table.id().eq(record)))
                .execute();
        transaction
                .insertInto(RecordTables.CHANGE)
                .set(RecordTables.FORM, table.form().uid())
                .set(RecordTables.RECORD, record)
                .set(RecordTables.KIND, kind)
                .set(RecordTables.CAUSE, via)
                .set(RecordTables.AT, now)
                .execute();
    }
}
