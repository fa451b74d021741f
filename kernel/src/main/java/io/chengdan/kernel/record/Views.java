package io.chengdan.kernel.record;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.access.FormAccess;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Pipeline;
import io.chengdan.kernel.definition.SystemFields;
import io.chengdan.kernel.expression.Env;
import io.chengdan.kernel.expression.Evaluator;
import io.chengdan.kernel.expression.Expression;
import io.chengdan.kernel.expression.Values;
import io.chengdan.kernel.record.RecordView.Access;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

    Views(DSLContext db, AccessPlan plan, FormAccess access, Codec codec, FileNames files) {
        this.db = db;
        this.plan = plan;
        this.access = access;
        this.codec = codec;
        this.files = files;
        this.hops = new Hops(db, plan.app().tables());
        this.env = plan.viewer().env();
    }

    /** The fields that decide what the reader may do with a record: inputs of action conditions and of read-only rules. */
    static Set<String> deciding(AccessPlan plan, FormAccess access) {
        var rules = plan.app().rules().form(access.form().key());
        var inputs = new LinkedHashSet<String>();
        access.actions().values().forEach(condition -> condition.ifPresent(e -> inputs.addAll(e.inputs())));
        rules.actions().forEach((key, rule) -> {
            if (access.mayEver(key)) {
                rule.when().ifPresent(e -> inputs.addAll(e.inputs()));
            }
        });
        rules.readonly().forEach((key, rule) -> {
            if (access.mayWrite(key)) {
                inputs.addAll(rule.inputs());
            }
        });
        for (var pipeline : plan.app().definition().pipelinesOf(access.form().key())) {
            inputs.add(pipeline.field());
            if (pipeline.entered() != null) {
                inputs.add(pipeline.entered());
            }
        }
        var fields = new LinkedHashSet<String>();
        inputs.forEach(input -> fields.add(input.contains(".") ? input.substring(0, input.indexOf('.')) : input));
        return fields;
    }

    /** @param asked the fields wanted; null for all */
    List<RecordView> of(List<Stored> rows, @Nullable List<String> asked) {
        var fields = access.fields().stream()
                .filter(field -> asked == null
                        || asked.contains(field.key())
                        || field.key().equals(access.form().title()))
                .toList();
        var lines = lines(rows, fields);
        decidingLines(rows);
        var titles = new Titles(db, plan, codec);
        for (var field : fields) {
            titles.want(
                    field,
                    rows.stream()
                            .map(row -> value(row, field, lines))
                            .filter(Objects::nonNull)
                            .toList());
        }
        var named = files(rows, fields);
        return rows.stream().map(row -> view(row, fields, lines, titles, named)).toList();
    }

    private RecordView view(
            Stored row,
            List<Field> fields,
            Map<String, Map<UUID, List<Map<String, @Nullable Object>>>> lines,
            Titles titles,
            Map<UUID, FileNames.FileName> named) {
        var shown = new LinkedHashMap<String, @Nullable Object>();
        var masked = new ArrayList<String>();
        for (var field : fields) {
            var value = value(row, field, lines);
            var mask = access.mask(field.key());
            if (mask.isPresent()) {
                masked.add(field.key());
                shown.put(field.key(), Masks.mask(mask.get(), codec.show(field, value)));
            } else if (field.type() instanceof FieldType.Attachment) {
                shown.put(field.key(), attached(value, named));
            } else {
                shown.put(field.key(), titles.show(access, field, value));
            }
        }
        return new RecordView(row.id(), access.form().key(), row.version(), shown, allowed(row, masked));
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
                    if (row.get(field.key()) instanceof List<?> list) {
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
            if (field.type() instanceof FieldType.Table
                    && access.mask(field.key()).isEmpty()) {
                var own = Objects.requireNonNull(table.rows().get(field.key()));
                lines.put(
                        field.key(),
                        Rows.lines(db, own, rows.stream().map(Stored::id).toList()));
            }
        }
        return lines;
    }

    /** Rules over the rows of a table decide too. */
    private void decidingLines(List<Stored> rows) {
        var table = plan.app().tables().get(access.form().key());
        for (var key : deciding(plan, access)) {
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

    private Access allowed(Stored row, List<String> masked) {
        var values = hops.of(access.form(), row.id(), row.values());
        var rules = plan.app().rules().form(access.form().key());
        var actions = new ArrayList<String>();
        access.actions().forEach((key, condition) -> {
            if (!key.equals("create") && row.changeable() && holds(condition.orElse(null), values)) {
                var action = rules.actions().get(key);
                if (action == null || holds(action.when().orElse(null), values)) {
                    actions.add(key);
                }
            }
        });
        var write = new ArrayList<String>();
        if (actions.contains("update")) {
            for (var field : access.fields()) {
                var readonly = rules.readonly().get(field.key());
                boolean handsOn = field.key().equals(SystemFields.OWNER) && !actions.contains("assign");
                if (access.mayWrite(field.key())
                        && !handsOn
                        && (readonly == null || !Evaluator.holds(readonly, values, env))) {
                    write.add(field.key());
                }
            }
        }
        return new Access(write, masked, List.of(), actions);
    }

    private boolean holds(@Nullable Expression condition, Values values) {
        return condition == null || Evaluator.holds(condition, values, env);
    }
}
