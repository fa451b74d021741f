package io.chengdan.kernel.record;

import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.access.RowAccess;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Regions;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.RecordView.Change;
import io.chengdan.kernel.record.RecordView.HistoryEntry;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The history of a record, cut to the fields its reader may see. An entry about hidden fields alone is not shown. */
public final class Histories {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<LinkedHashMap<String, LinkedHashMap<String, @Nullable Object>>> CHANGES =
            new TypeReference<>() {};
    private static final int PAGE = 50;

    private final DSLContext db;
    private final RecordReader reader;
    private final Regions regions;

    public Histories(DSLContext db, RecordReader reader, Regions regions) {
        this.db = db;
        this.reader = reader;
        this.regions = regions;
    }

    /** @param next the entry to go on after; null at the end */
    public record History(
            List<HistoryEntry> items, @Nullable String next) {}

    /**
     * The latest entries, newest first.
     *
     * @param before the entry to go on after, as handed out before; null for the newest
     * @throws Problem.NotFound where the record is not in sight
     */
    public History of(AccessPlan plan, String form, UUID id, @Nullable UUID before) {
        var access = reader.access(plan, form, id).filter(Histories::shows).orElseThrow(Problem.NotFound::new);
        var rows = db.select(
                        RecordTables.ID,
                        RecordTables.VERSION,
                        RecordTables.AT,
                        RecordTables.PERSON,
                        RecordTables.KIND,
                        RecordTables.VIA,
                        RecordTables.REASON,
                        RecordTables.CHANGES)
                .from(RecordTables.HISTORY)
                .where(RecordTables.RECORD.eq(id))
                .and(RecordTables.FORM.eq(access.form().uid()))
                .and(before == null ? noCondition() : after(before))
                // by version first: two writes of one moment have ids in no order
                .orderBy(RecordTables.VERSION.desc(), RecordTables.ID.desc())
                .limit(PAGE + 1)
                .fetch();
        var codec = new Codec(plan.app(), regions, plan.viewer().zone());
        var titles = new Titles(db, plan, codec);
        var page = rows.subList(0, Math.min(PAGE, rows.size()));
        // all that is pointed to is noted first, and then fetched at once
        page.forEach(row -> want(access, titles, row.value8().data()));
        var entries = new ArrayList<HistoryEntry>();
        for (var row : page) {
            var changes = changes(access, titles, row.value8().data());
            boolean all = row.value8().data().equals("{}");
            if (!changes.isEmpty() || all) {
                entries.add(new HistoryEntry(
                        row.value1(),
                        row.value2(),
                        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                                row.value3().atZone(plan.viewer().zone())),
                        row.value4() == null ? null : titles.person(row.value4()),
                        row.value5(),
                        row.value6(),
                        row.value7(),
                        changes));
            }
        }
        return new History(
                entries, rows.size() > PAGE ? rows.get(PAGE - 1).value1().toString() : null);
    }

    private static Condition after(UUID entry) {
        return row(RecordTables.VERSION, RecordTables.ID)
                .lt(select(RecordTables.VERSION, RecordTables.ID)
                        .from(RecordTables.HISTORY)
                        .where(RecordTables.ID.eq(entry)));
    }

    /** A form with a history tab shows its history to those who have that tab. */
    private static boolean shows(RowAccess access) {
        var tabs = access.form().tabs().stream().filter(Form.Tab::history).toList();
        return tabs.isEmpty() || tabs.stream().anyMatch(tab -> access.tabs().containsKey(tab.key()));
    }

    private static Map<String, Field> byUid(RowAccess access) {
        var fields = new LinkedHashMap<String, Field>();
        access.fields().forEach(field -> fields.put(field.uid(), field));
        return fields;
    }

    private static void want(RowAccess access, Titles titles, String json) {
        var byUid = byUid(access);
        JSON.readValue(json, CHANGES).forEach((uid, change) -> {
            var field = byUid.get(uid);
            if (field != null) {
                for (var kept : change.values()) {
                    titles.want(access, field, typed(field, kept));
                }
            }
        });
    }

    private static List<Change> changes(RowAccess access, Titles titles, String json) {
        var byUid = byUid(access);
        var changes = new ArrayList<Change>();
        JSON.readValue(json, CHANGES).forEach((uid, change) -> {
            var field = byUid.get(uid);
            if (field != null) {
                var before = shown(access, titles, field, change.get("old"));
                var after = shown(access, titles, field, change.get("new"));
                if (!Objects.equals(before, after) || access.mask(field.key()).isPresent()) {
                    changes.add(new Change(field.key(), before, after));
                }
            } else if (uid.startsWith(HistoryNote.ATTACHMENTS)
                    && access.attachments().containsKey(uid.substring(HistoryNote.ATTACHMENTS.length()))) {
                changes.add(new Change(uid, change.get("old"), change.get("new")));
            }
        });
        return changes;
    }

    /** The value as it was written, cut and titled as it would be today. */
    private static @Nullable Object shown(RowAccess access, Titles titles, Field field, @Nullable Object kept) {
        var mask = access.mask(field.key());
        return mask.isPresent() ? Masks.mask(mask.get(), kept) : titles.show(access, field, typed(field, kept));
    }

    /** The kept value with ids where it points to something; all else is shown as it was written. */
    private static @Nullable Object typed(Field field, @Nullable Object kept) {
        return switch (field.type()) {
            case FieldType.Reference _, FieldType.PersonRef _, FieldType.DepartmentRef _ ->
                kept instanceof List<?> ids ? ids.stream().map(Histories::id).toList() : kept == null ? null : id(kept);
            case FieldType.Table table
            when kept instanceof List<?> rows ->
                rows.stream().map(row -> typed(table, (Map<?, ?>) row)).toList();
            default -> kept;
        };
    }

    private static Map<String, @Nullable Object> typed(FieldType.Table table, Map<?, ?> row) {
        var cells = new LinkedHashMap<String, @Nullable Object>();
        table.fields().forEach(column -> cells.put(column.key(), typed(column, row.get(column.key()))));
        return cells;
    }

    private static UUID id(Object kept) {
        return UUID.fromString(String.valueOf(kept));
    }
}
