package io.chengdan.kernel.record;

import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.access.FormAccess;
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
        var access = plan.form(form);
        if (!shows(access) || !reader.sees(plan, form, id)) {
            throw new Problem.NotFound();
        }
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
        var codec = new Codec(plan.app().definition(), regions, plan.viewer().zone());
        var titles = new Titles(db, plan, codec);
        var entries = new ArrayList<HistoryEntry>();
        for (var row : rows.subList(0, Math.min(PAGE, rows.size()))) {
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
    private static boolean shows(FormAccess access) {
        var tabs = access.form().tabs().stream().filter(Form.Tab::history).toList();
        return tabs.isEmpty() || tabs.stream().anyMatch(tab -> access.tabs().containsKey(tab.key()));
    }

    private static List<Change> changes(FormAccess access, Titles titles, String json) {
        var byUid = new LinkedHashMap<String, Field>();
        access.form().allFields().forEach(field -> byUid.put(field.uid(), field));
        var changes = new ArrayList<Change>();
        JSON.readValue(json, CHANGES).forEach((uid, change) -> {
            var field = byUid.get(uid);
            if (field != null && access.knows(field.key())) {
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
    private static @Nullable Object shown(FormAccess access, Titles titles, Field field, @Nullable Object kept) {
        var mask = access.mask(field.key());
        if (mask.isPresent()) {
            return Masks.mask(mask.get(), kept);
        }
        var typed = typed(field, kept);
        if (typed == null) {
            return kept == null || field.type() instanceof FieldType.Table ? rows(access, field, kept) : kept;
        }
        titles.want(field, List.of(typed));
        return titles.show(access, field, typed);
    }

    private static @Nullable Object typed(Field field, @Nullable Object kept) {
        boolean links = field.type() instanceof FieldType.Reference
                || field.type() instanceof FieldType.PersonRef
                || field.type() instanceof FieldType.DepartmentRef;
        if (!links) {
            return null;
        }
        return switch (kept) {
            case String id -> UUID.fromString(id);
            case List<?> ids ->
                ids.stream().map(id -> UUID.fromString(String.valueOf(id))).toList();
            case null, default -> null;
        };
    }

    private static @Nullable Object rows(FormAccess access, Field field, @Nullable Object kept) {
        if (!(kept instanceof List<?> rows) || !(field.type() instanceof FieldType.Table table)) {
            return null;
        }
        var shown = new ArrayList<Map<String, @Nullable Object>>();
        for (var row : rows) {
            var cells = new LinkedHashMap<String, @Nullable Object>();
            for (var column : table.fields()) {
                if (access.mayReadColumn(field.key(), column.key())) {
                    cells.put(column.key(), ((Map<?, ?>) row).get(column.key()));
                }
            }
            shown.add(cells);
        }
        return shown;
    }
}
