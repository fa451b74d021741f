package io.chengdan.kernel.record;

import io.chengdan.kernel.access.FormAccess;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.expression.Evaluator;
import io.chengdan.kernel.expression.Expression;
import io.chengdan.kernel.expression.ExpressionProblem;
import io.chengdan.kernel.expression.Values;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.problem.Problem.Fault;
import io.chengdan.kernel.schema.Storage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Second part of a write: the form's own rules. Defaults, fill-ins and formulas make the values whole; then they are judged. */
final class FormLogic {

    /** The words of a check may name what it reads. */
    private static final Text HIDDEN_CHECK = new Text(
            "这样保存不符合一条规则，它还涉及你看不到的内容；请找负责人处理。",
            "Saved like this it breaks a rule that also reads what you do not see; ask the owner.");

    private final WriteRound round;

    FormLogic(WriteRound round) {
        this.round = round;
    }

    void complete(Draft draft) {
        if (draft.deletes()) {
            return;
        }
        if (draft.creates()) {
            emptySums(draft);
            round.rules().defaults().forEach((key, rule) -> {
                if (!key.contains(".") && !draft.isSent(key)) {
                    draft.set(key, fit(field(key), evaluate(rule, draft)));
                }
            });
        }
        fills(draft);
        rows(draft);
        compute(draft);
    }

    /** A new record has nothing below it, so what is summed and counted is zero from the start. */
    private void emptySums(Draft draft) {
        for (var field : round.form().fields()) {
            if (field.type() instanceof FieldType.Rollup rollup
                    && (rollup.op() == FieldType.RollupOp.SUM || rollup.op() == FieldType.RollupOp.COUNT)) {
                draft.set(field.key(), BigDecimal.ZERO);
            }
        }
    }

    /** The formulas of the record, in an order in which each finds its inputs computed. */
    void compute(Draft draft) {
        if (draft.deletes()) {
            return;
        }
        for (var formula : round.rules().formulas()) {
            draft.set(formula.field(), fit(field(formula.field()), evaluate(formula.expression(), draft)));
        }
    }

    /**
     * Computes only these fields of a record that is there, columns of tables first. What cannot be computed from what the
     * record holds is blank: there is nobody to tell.
     *
     * @param fields keys of formulas, {@code table.column} for a column
     */
    void recompute(Draft draft, Set<String> fields) {
        for (var field : round.form().fields()) {
            if (field.type() instanceof FieldType.Table table && draft.get(field.key()) instanceof List<?> rows) {
                var done = new ArrayList<Map<String, @Nullable Object>>();
                for (var row : rows) {
                    done.add(recomputed(draft, field, table, (Map<?, ?>) row, fields));
                }
                draft.set(field.key(), done);
            }
        }
        for (var formula : round.rules().formulas()) {
            if (fields.contains(formula.field())) {
                draft.set(
                        formula.field(),
                        fit(field(formula.field()), quietly(formula.expression(), round.values(draft))));
            }
        }
    }

    private Map<String, @Nullable Object> recomputed(
            Draft draft, Field field, FieldType.Table table, Map<?, ?> given, Set<String> fields) {
        var cells = new LinkedHashMap<String, @Nullable Object>();
        table.fields().forEach(column -> cells.put(column.key(), given.get(column.key())));
        var values = round.hops().of(rowForm(table), draft.id(), cells, round.values(draft));
        for (var formula : round.rules().rowFormulas().getOrDefault(field.key(), List.of())) {
            if (fields.contains(field.key() + "." + formula.field())) {
                cells.put(formula.field(), fit(column(table, formula.field()), quietly(formula.expression(), values)));
            }
        }
        return cells;
    }

    private static Field column(FieldType.Table table, String key) {
        return table.fields().stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private @Nullable Object quietly(Expression rule, Values values) {
        try {
            return Evaluator.evaluate(rule, values, round.env());
        } catch (ExpressionProblem _) {
            return null;
        }
    }

    /** What a chosen reference brings along, where the person gave nothing of their own. */
    private void fills(Draft draft) {
        round.rules().fills().forEach((key, rule) -> {
            if (key.contains(".") || rule.inputs().stream().noneMatch(input -> draft.changes(first(input)))) {
                return;
            }
            boolean placed = round.migrating() && draft.isSent(key);
            boolean computed = "true".equals(field(key).readonly()) && !placed;
            boolean open =
                    !draft.isSent(key) && draft.get(key) == null && seen(round.form(), rule, round.values(draft));
            if (computed || open) {
                draft.set(key, fit(field(key), evaluate(rule, draft)));
            }
        });
    }

    /** A value from behind a reference is brought over only where the caller could have read it there. */
    private boolean seen(Form form, Expression rule, Values values) {
        return round.migrating() || rule.inputs().stream().allMatch(input -> seen(form, "", input, values));
    }

    /** @param way what of the path was walked already, with a dot at its end */
    private boolean seen(Form form, String way, String path, Values values) {
        int dot = path.indexOf('.');
        if (dot < 0 || path.startsWith("me.")) {
            return true;
        }
        var rest = path.substring(dot + 1);
        if (path.startsWith("record.")) {
            return seen(round.form(), "record.", rest, values);
        }
        var field = form.field(first(path));
        if (field.isPresent() && field.get().type() instanceof FieldType.Table table) {
            return seen(rowForm(table), way + first(path) + ".", rest, values);
        }
        var target = field.flatMap(Field::reference)
                .flatMap(reference -> round.plan().find(reference.form()));
        return target.isPresent()
                && seenThere(target.get(), values.get(way + first(path)), first(rest))
                && seen(target.get().form(), way + first(path) + ".", rest, values);
    }

    private boolean seenThere(FormAccess target, @Nullable Object id, String field) {
        return id instanceof UUID record ? round.mayRead(target, record, field) : target.mayAlwaysRead(field);
    }

    private static String first(String path) {
        int dot = path.indexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }

    private void rows(Draft draft) {
        for (var field : round.form().fields()) {
            if (field.type() instanceof FieldType.Table table
                    && (draft.isSent(field.key()) || recordMoved(draft, field))
                    && draft.get(field.key()) instanceof List<?> rows) {
                var done = new ArrayList<Map<String, @Nullable Object>>();
                for (var row : rows) {
                    done.add(row(draft, field, table, (Map<?, ?>) row));
                }
                draft.set(field.key(), done);
            }
        }
    }

    /** Whether a formula of the rows reads something of the record that is changing. */
    private boolean recordMoved(Draft draft, Field field) {
        return round.rules().rowFormulas().getOrDefault(field.key(), List.of()).stream()
                .flatMap(formula -> formula.expression().inputs().stream())
                .filter(input -> input.startsWith("record."))
                .anyMatch(input -> draft.changes(first(input.substring("record.".length()))));
    }

    private Map<String, @Nullable Object> row(Draft draft, Field field, FieldType.Table table, Map<?, ?> given) {
        var cells = new LinkedHashMap<String, @Nullable Object>();
        table.fields().forEach(column -> cells.put(column.key(), given.get(column.key())));
        var rowForm = rowForm(table);
        var values = round.hops().of(rowForm, draft.id(), cells, round.values(draft));
        if (draft.isSent(field.key())) {
            fillRow(field, table, rowForm, cells, values);
        }
        for (var formula : round.rules().rowFormulas().getOrDefault(field.key(), List.of())) {
            var column = column(table, formula.field());
            cells.put(column.key(), fit(column, Evaluator.evaluate(formula.expression(), values, round.env())));
        }
        return cells;
    }

    private void fillRow(
            Field field, FieldType.Table table, Form rowForm, Map<String, @Nullable Object> cells, Values values) {
        for (var column : table.fields()) {
            var key = field.key() + "." + column.key();
            // nobody may send what is always read-only: it is filled in, whatever came
            boolean always = "true".equals(column.readonly());
            if (always && !round.migrating()) {
                cells.put(column.key(), null);
            }
            fill(cells, column, round.rules().defaults().get(key), values);
            var fill = round.rules().fills().get(key);
            if (fill != null && (always || seen(rowForm, fill, values))) {
                fill(cells, column, fill, values);
            }
        }
    }

    private void fill(Map<String, @Nullable Object> cells, Field column, @Nullable Expression rule, Values values) {
        if (rule != null && cells.get(column.key()) == null) {
            cells.put(column.key(), fit(column, Evaluator.evaluate(rule, values, round.env())));
        }
    }

    /** The columns of a table field as a form of their own, for expressions over a row. */
    private Form rowForm(FieldType.Table table) {
        var form = round.form();
        return new Form(
                form.uid(),
                form.key(),
                form.label(),
                form.plural(),
                null,
                form.title(),
                null,
                table.fields(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    /** Judges the values; every fault is told, each at its field. */
    void judge(Draft draft) {
        if (draft.deletes()) {
            return;
        }
        for (var field : round.form().fields()) {
            required(draft, field);
        }
        for (var check : round.rules().checks()) {
            if (!holds(check.expression(), draft)) {
                var shown = check.check().field();
                boolean told = check.expression().inputs().stream()
                        .allMatch(input -> input.startsWith("me.") || draft.knows(first(input)));
                draft.fault(new Fault(
                        shown == null || !draft.knows(shown) ? "" : shown,
                        "check",
                        told ? check.check().message() : HIDDEN_CHECK));
            }
        }
    }

    private void required(Draft draft, Field field) {
        var rule = round.rules().required().get(field.key());
        if (field.type() instanceof FieldType.Table table
                && draft.isSent(field.key())
                && draft.get(field.key()) instanceof List<?> rows) {
            requiredCells(draft, field, table, rows);
        }
        if (rule == null || draft.get(field.key()) != null || field.isComputed()) {
            return;
        }
        // what was blank before, and allowed to be, blocks no other change
        if (!draft.creates()
                && draft.before(field.key()) == null
                && rule.inputs().stream().noneMatch(input -> draft.changes(first(input)))) {
            return;
        }
        // what a person cannot write cannot be asked of them
        boolean asked = round.migrating()
                || draft.acting().map(rights -> rights.mayWrite(field.key())).orElse(false)
                || draft.isSent(field.key());
        var visible = round.rules().visible().get(field.key());
        if (asked && holds(rule, draft) && (visible == null || holds(visible, draft))) {
            draft.fault(new Fault(
                    field.key(),
                    "required",
                    new Text(
                            "请填写“" + field.label().zh() + "”。",
                            "Fill in “" + field.label().en() + "”.")));
        }
    }

    private void requiredCells(Draft draft, Field field, FieldType.Table table, List<?> rows) {
        for (int i = 0; i < rows.size(); i++) {
            @SuppressWarnings("unchecked")
            var cells = (Map<String, @Nullable Object>) rows.get(i);
            var values = round.hops().of(rowForm(table), draft.id(), cells, round.values(draft));
            for (var column : table.fields()) {
                var rule = round.rules().required().get(field.key() + "." + column.key());
                if (rule != null
                        && cells.get(column.key()) == null
                        && !column.isComputed()
                        && Evaluator.holds(rule, values, round.env())) {
                    draft.fault(new Fault(
                            field.key(),
                            "required",
                            new Text(
                                    "第 " + (i + 1) + " 行请填写“" + column.label().zh() + "”。",
                                    "Fill in “" + column.label().en() + "” in row " + (i + 1) + ".")));
                }
            }
        }
    }

    private boolean holds(Expression rule, Draft draft) {
        return Evaluator.holds(rule, round.values(draft), round.env());
    }

    private @Nullable Object evaluate(Expression rule, Draft draft) {
        try {
            return Evaluator.evaluate(rule, round.values(draft), round.env());
        } catch (ExpressionProblem problem) {
            throw new Problem.Invalid(List.of(new Fault("", "formula", problem.text())));
        }
    }

    private Field field(String key) {
        return round.form().field(key).orElseThrow();
    }

    /** The value as the field keeps it: numbers rounded half up to its scale, a number too large for it blank. */
    static @Nullable Object fit(Field field, @Nullable Object value) {
        if (value instanceof BigDecimal number && field.valueType() instanceof FieldType.Amount amount) {
            var rounded = number.setScale(amount.scale(), RoundingMode.HALF_UP);
            return rounded.precision() > Storage.PRECISION ? null : rounded;
        }
        return value instanceof List<?> list && list.isEmpty()
                ? null
                : value instanceof String text && text.isEmpty() ? null : value;
    }
}
