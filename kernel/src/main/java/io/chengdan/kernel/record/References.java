package io.chengdan.kernel.record;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.SystemFields;
import io.chengdan.kernel.expression.Evaluator;
import io.chengdan.kernel.expression.Expression;
import io.chengdan.kernel.expression.Values;
import io.chengdan.kernel.schema.FormTable;
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
 * Third part of a write: what a record newly points to must be there and in the caller's sight. Otherwise a guessed id would both
 * leak that a record exists and hang one's own record under another's.
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
            case FieldType.Table table -> table.fields().forEach(column -> judge(column, field, drafts));
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
            var added = new HashSet<>(pointed(draft.get(shown.key()), field, shown));
            added.removeAll(pointed(draft.before(shown.key()), field, shown));
            if (reference.form().equals(round.form().key())) {
                // records made in the same write may point to each other
                added.removeAll(made);
            }
            wanted.put(draft, added);
            all.addAll(added);
        }
        var target = round.plan().app().tables().get(reference.form());
        var seen = all.isEmpty() ? Map.<UUID, Stored>of() : seen(target, all, hangs(field, target.form()));
        wanted.forEach((draft, ids) -> {
            if (!seen.keySet().containsAll(ids)) {
                missing(draft, shown);
            } else {
                pick(field, shown, draft, ids, seen, target.form());
            }
        });
        if (reference.acyclic()) {
            // two who each hang their record below the other's must come one after the other
            db.fetch("select pg_advisory_xact_lock(hashtext({0}))", org.jooq.impl.DSL.val(field.uid()));
            drafts.forEach(draft -> acyclic(field, draft, drafts));
        }
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

    /** The rows among the ids that the caller sees; while history is placed, that are there. */
    private Map<UUID, Stored> seen(FormTable target, Set<UUID> ids, boolean hangs) {
        var rows = Rows.whole(target);
        var visible = round.migrating()
                ? target.deletedAt().isNull()
                : round.plan()
                        .find(target.form().key())
                        .map(access -> hangs ? access.changeable(target) : access.visible(target))
                        .orElse(org.jooq.impl.DSL.falseCondition());
        var seen = new HashMap<UUID, Stored>();
        db.select(rows.columns(org.jooq.impl.DSL.trueCondition()))
                .from(target.table())
                .leftJoin(target.side())
                .on(target.sideId().eq(target.id()))
                .where(target.id().in(ids))
                .and(visible)
                // held so that nobody deletes it before this write stands
                .forKeyShare()
                .of(target.table())
                .forEach(row -> {
                    var stored = rows.read(row);
                    seen.put(stored.id(), stored);
                });
        return seen;
    }

    /** The rule which records may be picked, if there is one. */
    private void pick(Field field, Field shown, Draft draft, Set<UUID> ids, Map<UUID, Stored> seen, Form target) {
        var key = field.key().equals(shown.key()) ? field.key() : shown.key() + "." + field.key();
        Expression rule = round.rules().picks().get(key);
        if (rule == null || round.migrating()) {
            return;
        }
        for (var id : ids) {
            var stored = seen.get(id);
            Values values =
                    round.hops().of(target, id, stored == null ? Map.of() : stored.values(), round.values(draft));
            if (!Evaluator.holds(rule, values, round.env())) {
                draft.fault(
                        shown.key(),
                        "not_to_be_picked",
                        "“" + field.label().zh() + "”不能选这一条，请换一条。",
                        "This one may not be chosen for “" + field.label().en() + "”; choose another.");
            }
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
