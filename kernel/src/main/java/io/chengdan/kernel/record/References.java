package io.chengdan.kernel.record;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.SystemFields;
import io.chengdan.kernel.expression.Evaluator;
import io.chengdan.kernel.expression.Expression;
import io.chengdan.kernel.schema.FormTable;
import io.chengdan.kernel.schema.Storage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What a record points to. First it must be there and in the caller's sight: otherwise a guessed id would both leak that a record
 * exists and hang one's own record under another's. Once the values are whole, it must be one that may be picked.
 */
final class References {

    private static final int LONGEST_CHAIN = 200;

    private final WriteRound round;
    private final DSLContext db;
    private final Set<UUID> made = new HashSet<>();

    References(WriteRound round) {
        this.round = round;
        this.db = round.db();
    }

    /** Judges what was newly pointed to, before anything reads through it: a hidden record gets the answer of a missing one. */
    void judge(List<Draft> drafts) {
        drafts.stream().filter(Draft::creates).map(Draft::id).forEach(made::add);
        for (var field : round.form().fields()) {
            judge(
                    field,
                    field,
                    drafts.stream().filter(draft -> chosen(draft, field)).toList());
        }
        var owner = round.form().field(SystemFields.OWNER).orElseThrow();
        people(
                owner,
                owner,
                drafts.stream()
                        .filter(draft -> draft.isSent(SystemFields.OWNER) && draft.changes(SystemFields.OWNER))
                        .toList());
    }

    /** Judges the whole values by the rules which records may be picked, and trees by having no loops. */
    void settle(List<Draft> drafts) {
        for (var field : round.form().fields()) {
            if (field.type() instanceof FieldType.Table table) {
                table.fields().forEach(column -> picks(column, field, drafts));
            } else {
                picks(field, field, drafts);
            }
            var chosen = drafts.stream().filter(draft -> chosen(draft, field)).toList();
            if (!chosen.isEmpty() && field.type() instanceof FieldType.Reference reference && reference.acyclic()) {
                // two who each hang their record below the other's must come one after the other
                db.fetch("select pg_advisory_xact_lock(hashtext({0}))", org.jooq.impl.DSL.val(field.uid()));
                chosen.forEach(draft -> acyclic(field, draft, drafts));
            }
        }
    }

    /** What somebody chose is judged; what a rule of the application brought along is the application's own. */
    private static boolean chosen(Draft draft, Field field) {
        boolean sent = draft.isSent(field.key()) && draft.change().kind() != Change.Kind.ACT;
        return sent && draft.changes(field.key());
    }

    /** @param shown the field where a fault is told; for a column of a table the table's field */
    private void judge(Field field, Field shown, List<Draft> drafts) {
        if (drafts.isEmpty()) {
            return;
        }
        switch (field.type()) {
            case FieldType.Reference reference -> records(field, shown, reference, drafts);
            case FieldType.PersonRef _ -> people(field, shown, drafts);
            case FieldType.DepartmentRef _ -> departments(field, shown, drafts);
            case FieldType.Table table ->
                table.fields().stream()
                        // what came for a column that is always filled in is thrown away
                        .filter(column -> round.migrating() || !"true".equals(column.readonly()))
                        .forEach(column -> judge(column, field, drafts));
            default -> {}
        }
    }

    private void people(Field field, Field shown, List<Draft> drafts) {
        var org = round.plan().viewer().org();
        for (var draft : drafts) {
            for (var id : pointed(draft.get(shown.key()), field, shown)) {
                if (org.member(id).isEmpty()) {
                    draft.fault(shown.key(), "no_such_person", "没有这个人，请重新选。", "There is no such person; choose again.");
                }
            }
        }
    }

    private void departments(Field field, Field shown, List<Draft> drafts) {
        for (var draft : drafts) {
            for (var id : pointed(draft.get(shown.key()), field, shown)) {
                if (round.plan().viewer().org().find(id).isEmpty()) {
                    missing(draft, shown);
                }
            }
        }
    }

    private void records(Field field, Field shown, FieldType.Reference reference, List<Draft> drafts) {
        var wanted = new HashMap<Draft, Set<UUID>>();
        var all = new HashSet<UUID>();
        for (var draft : drafts) {
            var added = added(draft, field, shown);
            if (reference.form().equals(round.form().key())) {
                // records made in the same write may point to each other
                added.removeAll(made);
            }
            wanted.put(draft, added);
            all.addAll(added);
        }
        var target = round.plan().app().tables().get(reference.form());
        var seen = all.isEmpty() ? Set.<UUID>of() : seen(target, all, hangs(field, target.form()));
        wanted.forEach((draft, ids) -> {
            if (!seen.containsAll(ids)) {
                missing(draft, shown);
            }
        });
    }

    private static Set<UUID> added(Draft draft, Field field, Field shown) {
        var added = pointed(draft.get(shown.key()), field, shown);
        added.removeAll(pointed(draft.before(shown.key()), field, shown));
        return added;
    }

    private static Set<UUID> pointed(@Nullable Object value, Field field, Field shown) {
        if (shown.type() instanceof FieldType.Table && value instanceof List<?> rows) {
            var ids = new HashSet<UUID>();
            rows.forEach(row -> ids.addAll(ids(((Map<?, ?>) row).get(field.key()))));
            return ids;
        }
        return new HashSet<>(ids(value));
    }

    private static List<UUID> ids(@Nullable Object value) {
        return switch (value) {
            case UUID id -> List.of(id);
            case List<?> list -> list.stream().map(UUID.class::cast).toList();
            case null, default -> List.of();
        };
    }

    /** Whether the record hangs below what it points to: who may only look at a record adds nothing to it. */
    private boolean hangs(Field field, Form target) {
        return target.tabs().stream()
                .flatMap(tab -> tab.related().stream())
                .anyMatch(related -> related.form().equals(round.form().key())
                        && related.via().equals(field.key()));
    }

    /** The ids of rows that the caller sees; while history is placed, of those that are there. */
    private Set<UUID> seen(FormTable target, Set<UUID> ids, boolean hangs) {
        var visible = round.migrating()
                ? target.deletedAt().isNull()
                : round.plan()
                        .find(target.form().key())
                        .map(access -> hangs ? access.changeable(target) : access.visible(target))
                        .orElse(org.jooq.impl.DSL.falseCondition());
        return db.select(target.id())
                .from(target.table())
                .where(Storage.among(target.id(), ids))
                .and(visible)
                // held so that nobody deletes it before this write stands
                .forKeyShare()
                .of(target.table())
                .fetchSet(target.id());
    }

    /** The rule which records may be picked, if there is one. */
    private void picks(Field field, Field shown, List<Draft> drafts) {
        var key = field.key().equals(shown.key()) ? field.key() : shown.key() + "." + field.key();
        Expression rule = round.rules().picks().get(key);
        if (rule == null || round.migrating()) {
            return;
        }
        var target =
                round.plan().app().tables().get(field.reference().orElseThrow().form());
        for (var draft : drafts) {
            var pointed = pointed(draft.get(shown.key()), field, shown);
            var added = chosen(draft, shown) ? added(draft, field, shown) : Set.<UUID>of();
            var judged = overtaken(draft, rule) ? pointed : added;
            round.hops().preload(target.form().key(), List.copyOf(judged));
            for (var id : judged) {
                if (!Evaluator.holds(rule, round.hops().of(target, id, round.values(draft)), round.env())) {
                    unfit(draft, field, shown, added.contains(id));
                }
            }
        }
    }

    /** Whether the write changes what the rule reads of the record itself, so that an earlier choice may fit no longer. */
    private static boolean overtaken(Draft draft, Expression rule) {
        return !draft.creates()
                && !draft.deletes()
                && draft.change().kind() != Change.Kind.ACT
                && rule.inputs().stream()
                        .filter(input -> input.startsWith("record."))
                        .map(input -> input.split("\\.", 3)[1])
                        .anyMatch(draft::changes);
    }

    private static void unfit(Draft draft, Field field, Field shown, boolean now) {
        var label = field.label();
        if (now) {
            draft.fault(
                    shown.key(),
                    "not_to_be_picked",
                    "“" + label.zh() + "”不能选这一条，请换一条。",
                    "This one may not be chosen for “" + label.en() + "”; choose another.");
        } else if (draft.knows(shown.key())) {
            draft.fault(
                    shown.key(),
                    "not_to_be_picked",
                    "这样修改后，“" + label.zh() + "”原来选的不再符合，请一起改选或清空。",
                    "With this change what “" + label.en()
                            + "” holds fits no longer; choose another or clear it in the same step.");
        } else {
            draft.fault(
                    "",
                    "not_to_be_picked",
                    "这样修改会与这条内容里你看不到的部分矛盾，请找负责人处理。",
                    "This change contradicts a part of the record that you do not see; ask its owner.");
        }
    }

    /** Following the field from the new target must not lead back to the record. */
    private void acyclic(Field field, Draft draft, List<Draft> drafts) {
        var table = round.table();
        @SuppressWarnings("unchecked")
        var link = (org.jooq.Field<UUID>) table.column(field.key());
        var visited = new ArrayList<UUID>();
        var next = draft.get(field.key()) instanceof UUID id ? id : null;
        while (next != null) {
            // a chain this long is taken for a circle: better refused than followed for ever
            if (next.equals(draft.id()) || visited.size() >= LONGEST_CHAIN) {
                draft.fault(
                        field.key(),
                        "cycle",
                        "“" + field.label().zh() + "”绕了一圈又回到自己，请换一个。",
                        "“" + field.label().en() + "” leads back to the record itself; choose another.");
                return;
            }
            visited.add(next);
            var at = next;
            var changed = drafts.stream().filter(other -> other.id().equals(at)).findFirst();
            next = changed.isPresent()
                    ? (UUID) changed.get().get(field.key())
                    : db.select(link)
                            .from(table.table())
                            .where(table.id().eq(at))
                            .fetchOne(link);
        }
    }

    private static void missing(Draft draft, Field field) {
        draft.fault(
                field.key(),
                "no_such_record",
                "“" + field.label().zh() + "”选的内容没有找到，或者你没有权限使用，请重新选。",
                "What was chosen for “" + field.label().en() + "” was not found, or you may not use it; choose again.");
    }
}
