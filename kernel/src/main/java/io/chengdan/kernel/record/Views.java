package io.chengdan.kernel.record;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.access.FormAccess;
import io.chengdan.kernel.access.RowAccess;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Pipeline;
import io.chengdan.kernel.definition.SystemFields;
import io.chengdan.kernel.expression.Env;
import io.chengdan.kernel.expression.Evaluator;
import io.chengdan.kernel.record.RecordView.Access;
import io.chengdan.kernel.release.Rules;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Makes views of stored rows: fields the reader may see, masks, titles, and what the reader may do with each. */
final class Views {

    private final DSLContext db;
    private final AccessPlan plan;
    private final FormAccess access;
    private final Codec codec;
    private final FileNames files;
    private final Hops hops;
    private final Env env;
    private final Rules.FormRules rules;

    Views(DSLContext db, AccessPlan plan, FormAccess access, Codec codec, FileNames files) {
        this.db = db;
        this.plan = plan;
        this.access = access;
        this.codec = codec;
        this.files = files;
        this.hops = new Hops(db, plan.app().tables());
        this.env = plan.viewer().env();
        this.rules = plan.app().rules().form(access.form().key());
    }

    /** @param asked the fields wanted; null for all */
    List<RecordView> of(List<Stored> rows, @Nullable List<String> asked) {
        var fields = access.ever().fields().stream()
                .filter(field -> asked == null
                        || asked.contains(field.key())
                        || field.key().equals(access.form().title()))
                .toList();
        var lines = lines(rows, fields);
        decidingLines(rows);
        var titles = new Titles(db, plan, codec);
        for (var row : rows) {
            for (var field : fields) {
                titles.want(rights(row), field, value(row, field, lines));
            }
        }
        var named = files(rows, fields);
        return rows.stream().map(row -> view(row, fields, lines, titles, named)).toList();
    }

    private static RowAccess rights(Stored row) {
        return row.access().orElseThrow();
    }

    private RecordView view(
            Stored row,
            List<Field> fields,
            Map<String, Map<UUID, List<Map<String, @Nullable Object>>>> lines,
            Titles titles,
            Map<UUID, FileNames.FileName> named) {
        var rights = rights(row);
        var shown = new LinkedHashMap<String, @Nullable Object>();
        var masked = new ArrayList<String>();
        var withheld = new ArrayList<String>();
        for (var field : fields) {
            var value = value(row, field, lines);
            var mask = rights.mask(field.key());
            if (!rights.knows(field.key())) {
                withheld.add(field.key());
            } else if (mask.isPresent()) {
                masked.add(field.key());
                shown.put(field.key(), Masks.mask(mask.get(), codec.show(field, value)));
            } else if (field.type() instanceof FieldType.Attachment) {
                shown.put(field.key(), attached(value, named));
            } else {
                shown.put(field.key(), titles.show(rights, field, value));
            }
        }
        var actions = actions(row);
        return new RecordView(
                row.id(),
                access.form().key(),
                row.version(),
                shown,
                new Access(writable(row, actions), masked, withheld, actions));
    }

    private static @Nullable Object attached(@Nullable Object value, Map<UUID, FileNames.FileName> named) {
        return value instanceof List<?> ids
                ? ids.stream().map(named::get).filter(Objects::nonNull).toList()
                : null;
    }

    private Map<UUID, FileNames.FileName> files(List<Stored> rows, List<Field> fields) {
        var ids = new ArrayList<UUID>();
        for (var field : fields) {
            if (field.type() instanceof FieldType.Attachment) {
                rows.forEach(row -> {
                    if (rights(row).knows(field.key()) && row.get(field.key()) instanceof List<?> list) {
                        list.forEach(id -> ids.add((UUID) id));
                    }
                });
            }
        }
        return ids.isEmpty() ? Map.of() : files.of(ids);
    }

    private Map<String, Map<UUID, List<Map<String, @Nullable Object>>>> lines(List<Stored> rows, List<Field> fields) {
        var table = plan.app().tables().get(access.form().key());
        var lines = new HashMap<String, Map<UUID, List<Map<String, @Nullable Object>>>>();
        for (var field : fields) {
            if (field.type() instanceof FieldType.Table) {
                var own = Objects.requireNonNull(table.rows().get(field.key()));
                var shown = rows.stream()
                        .filter(row -> rights(row).knows(field.key())
                                && rights(row).mask(field.key()).isEmpty())
                        .map(Stored::id)
                        .toList();
                if (!shown.isEmpty()) {
                    lines.put(field.key(), Rows.lines(db, own, shown));
                }
            }
        }
        return lines;
    }

    /** Rules over the rows of a table decide too. */
    private void decidingLines(List<Stored> rows) {
        var table = plan.app().tables().get(access.form().key());
        for (var key : access.deciding()) {
            var own = table.rows().get(key);
            if (own != null) {
                var found = Rows.lines(db, own, rows.stream().map(Stored::id).toList());
                rows.forEach(row -> row.values().put(key, found.get(row.id())));
            }
        }
    }

    private @Nullable Object value(
            Stored row, Field field, Map<String, Map<UUID, List<Map<String, @Nullable Object>>>> lines) {
        if (field.type() instanceof FieldType.Table) {
            var byRecord = lines.get(field.key());
            return byRecord == null ? null : byRecord.get(row.id());
        }
        return field.key().equals(SystemFields.DAYS_IN_STAGE) ? daysInStage(row) : row.get(field.key());
    }

    /** Days since the present stage was entered, while it is open (in company time). */
    private @Nullable Object daysInStage(Stored row) {
        for (var pipeline : plan.app().definition().pipelinesOf(access.form().key())) {
            var entered = pipeline.entered();
            var open = pipeline.stage(String.valueOf(row.get(pipeline.field())))
                    .map(stage -> stage.kind() == Pipeline.StageKind.OPEN)
                    .orElse(false);
            if (open && entered != null && row.get(entered) instanceof Instant since) {
                return java.math.BigDecimal.valueOf(
                        ChronoUnit.DAYS.between(LocalDate.ofInstant(since, env.zone()), env.today()));
            }
        }
        return null;
    }

    private List<String> actions(Stored row) {
        var values = hops.of(access.form(), row.id(), row.values());
        var allowed = new ArrayList<String>();
        for (var action : rights(row).actions()) {
            var rule = rules.actions().get(action);
            boolean now = rule == null
                    || rule.when().isEmpty()
                    || Evaluator.holds(rule.when().get(), values, env);
            if (now
                    && !action.equals("create")
                    && !rights(row).acting(action, values, env).isNone()) {
                allowed.add(action);
            }
        }
        return allowed;
    }

    private List<String> writable(Stored row, List<String> actions) {
        var write = new ArrayList<String>();
        if (actions.contains("update")) {
            var values = hops.of(access.form(), row.id(), row.values());
            var updating = rights(row).acting("update", values, env);
            for (var field : updating.fields()) {
                var key = field.key();
                // handing on is an action of its own
                var writing = key.equals(SystemFields.OWNER) ? updating.acting("assign", values, env) : updating;
                var readonly = rules.readonly().get(key);
                if (writing.mayWrite(key) && (readonly == null || !Evaluator.holds(readonly, values, env))) {
                    write.add(key);
                }
            }
        }
        return write;
    }
}
