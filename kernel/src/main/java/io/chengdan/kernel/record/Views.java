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
import java.util.Optional;
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
    private final List<Judged> actions;
    private final List<Judged> writable;

    Views(DSLContext db, AccessPlan plan, FormAccess access, Codec codec, FileNames files) {
        this.db = db;
        this.plan = plan;
        this.access = access;
        this.codec = codec;
        this.files = files;
        this.hops = new Hops(db, plan.app().tables());
        this.env = plan.viewer().env();
        var rules = plan.app().rules().form(access.form().key());
        this.actions = actions(access, rules);
        this.writable = writable(access, rules);
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

    /** What is judged of each row, picked out once. */
    private record Judged(String key, List<Expression> conditions) {}

    private static List<Judged> actions(FormAccess access, Rules.FormRules rules) {
        var judged = new ArrayList<Judged>();
        access.actions().forEach((key, condition) -> {
            if (!key.equals("create")) {
                var conditions = new ArrayList<Expression>();
                condition.ifPresent(conditions::add);
                Optional.ofNullable(rules.actions().get(key))
                        .flatMap(Rules.ActionRule::when)
                        .ifPresent(conditions::add);
                judged.add(new Judged(key, conditions));
            }
        });
        return judged;
    }

    private static List<Judged> writable(FormAccess access, Rules.FormRules rules) {
        return access.fields().stream()
                .filter(field -> access.mayWrite(field.key()))
                .map(field -> new Judged(
                        field.key(),
                        Optional.ofNullable(rules.readonly().get(field.key())).stream()
                                .toList()))
                .toList();
    }

    private Access allowed(Stored row, List<String> masked) {
        if (!row.changeable()) {
            return new Access(List.of(), masked, List.of(), List.of());
        }
        var values = hops.of(access.form(), row.id(), row.values());
        var allowed = new ArrayList<String>();
        for (var action : actions) {
            if (action.conditions().stream().allMatch(condition -> Evaluator.holds(condition, values, env))) {
                allowed.add(action.key());
            }
        }
        var write = new ArrayList<String>();
        if (allowed.contains("update")) {
            for (var field : writable) {
                boolean handsOn = field.key().equals(SystemFields.OWNER) && !allowed.contains("assign");
                if (!handsOn
                        && field.conditions().stream().noneMatch(readonly -> Evaluator.holds(readonly, values, env))) {
                    write.add(field.key());
                }
            }
        }
        return new Access(write, masked, List.of(), allowed);
    }
}
