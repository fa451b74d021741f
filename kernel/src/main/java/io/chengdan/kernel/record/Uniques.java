package io.chengdan.kernel.record;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.problem.Problem.Fault;
import io.chengdan.kernel.schema.FormTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Fourth part of a write: nothing stands twice that may stand once. The message says only that the value is taken, never by what,
 * so that it is the same whether the other record is in sight or not. A race is decided by the unique index.
 */
final class Uniques {

    private static final Text SAME =
            new Text("已经有相同的内容了，请检查是否重复。", "The same is there already; check for a duplicate.");

    private final WriteRound round;

    Uniques(WriteRound round) {
        this.round = round;
    }

    /** The comparable form of a unique value. */
    static @Nullable String normal(Field field, @Nullable Object value) {
        var how = field.normalize();
        return how == null || !(value instanceof String text) ? null : Normal.form(how, text);
    }

    void judge(List<Draft> drafts) {
        var table = round.table();
        for (var field : round.form().fields()) {
            if (field.unique()) {
                single(table, field, drafts);
            }
        }
        for (var unique : round.form().unique()) {
            drafts.stream()
                    .filter(draft -> !draft.deletes() && touches(unique, draft))
                    .forEach(draft -> several(table, unique, draft));
        }
    }

    private void single(FormTable table, Field field, List<Draft> drafts) {
        var byValue = new HashMap<Object, List<Draft>>();
        for (var draft : drafts) {
            var value = draft.get(field.key());
            if (!draft.deletes() && value != null && (draft.creates() || draft.changes(field.key()))) {
                var normal = normal(field, value);
                byValue.computeIfAbsent(normal == null ? value : normal, _ -> new ArrayList<>())
                        .add(draft);
            }
        }
        if (byValue.isEmpty()) {
            return;
        }
        byValue.values().stream()
                .filter(same -> same.size() > 1)
                .forEach(same -> same.subList(1, same.size()).forEach(draft -> taken(draft, field)));
        org.jooq.Field<?> column =
                field.normalize() == null ? table.column(field.key()) : table.normalized(field.key());
        round.db()
                .select(column, table.id())
                .from(table.table())
                .where(table.deletedAt().isNull())
                .and(DSL.condition(
                        "{0} = any({1})",
                        column,
                        DSL.val(
                                byValue.keySet()
                                        .toArray((Object[]) java.lang.reflect.Array.newInstance(column.getType(), 0)),
                                column.getDataType().getArrayDataType())))
                .forEach(row -> byValue.getOrDefault(row.get(0), List.of()).stream()
                        .filter(draft -> !draft.id().equals(row.get(1)))
                        .forEach(draft -> taken(draft, field)));
    }

    private boolean touches(Form.Unique unique, Draft draft) {
        var where = round.rules().uniques().get(unique.key());
        return draft.creates()
                || unique.fields().stream().anyMatch(draft::changes)
                || (where != null && where.inputs().stream().anyMatch(draft::changes));
    }

    private void several(FormTable table, Form.Unique unique, Draft draft) {
        var where = round.rules().uniques().get(unique.key());
        if (unique.fields().stream().anyMatch(key -> draft.get(key) == null)
                || (where != null
                        && !io.chengdan.kernel.expression.Evaluator.holds(where, round.values(draft), round.env()))) {
            return;
        }
        var same = new ArrayList<Condition>();
        for (var key : unique.fields()) {
            var column = table.column(key);
            same.add(DSL.condition(
                    "{0} = {1}", column, DSL.val(Rows.column(column, draft.get(key)), column.getDataType())));
        }
        if (where != null) {
            same.add(round.plan().viewer().condition(where, table));
        }
        boolean taken = round.db()
                .fetchExists(DSL.selectOne()
                        .from(table.table())
                        .where(table.deletedAt().isNull())
                        .and(table.id().ne(draft.id()))
                        .and(DSL.and(same)));
        if (taken) {
            draft.fault(told(unique, draft));
        }
    }

    /** Where the caller does not know all the fields, the message names none. */
    private static Fault told(Form.Unique unique, Draft draft) {
        var known = unique.fields().stream().filter(draft::knows).toList();
        var message = known.size() == unique.fields().size() ? unique.message() : SAME;
        return new Fault(known.isEmpty() ? "" : known.getFirst(), "not_unique", message);
    }

    /** What a rule filled in where the caller does not look is not named to them. */
    private static void taken(Draft draft, Field field) {
        boolean known = draft.knows(field.key());
        draft.fault(new Fault(known ? field.key() : "", "not_unique", known ? text(field) : SAME));
    }

    private static Text text(Field field) {
        return new Text(
                "“" + field.label().zh() + "”已经有相同的了，请检查是否重复。",
                "This “" + field.label().en() + "” is taken already; check for a duplicate.");
    }

    static List<Fault> conflicts(List<Fault> faults) {
        return faults.stream()
                .filter(fault -> fault.code().equals("not_unique"))
                .toList();
    }

    static Problem.Conflict conflict(List<Fault> faults) {
        return new Problem.Conflict("not_unique", faults.getFirst().message(), faults);
    }

    /** What the database's own check of a race found. */
    static Problem.Conflict race(boolean id) {
        return id
                ? new Problem.Conflict("id_taken", new Text("这个编号已经用过了。", "This id is taken."))
                : new Problem.Conflict("not_unique", SAME);
    }
}
