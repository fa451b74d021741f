package io.chengdan.kernel.record;

import static org.jooq.impl.DSL.inline;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.FieldType.RollupOp;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.SystemFields;
import io.chengdan.kernel.schema.FormTable;
import io.chengdan.kernel.schema.Storage;
import io.chengdan.kernel.schema.TableScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Values computed beside the records, in the transaction of the write that moves them: roll-ups over children, the last human
 * touch, and formulas that read roll-ups. They never raise a record's version nor count as a person's update.
 */
final class Rollups {

    private static final int DEEPEST = 6;

    private final WriteRound round;
    private final DSLContext db;

    Rollups(WriteRound round) {
        this.round = round;
        this.db = round.db();
    }

    /** Brings everything up to date that the drafts, now written, contribute to. */
    void refresh(List<Draft> drafts) {
        begin(drafts);
        touch(drafts);
        for (var parent : parents(round.form())) {
            var ids = new TreeSet<UUID>();
            for (var draft : drafts) {
                if (draft.before(parent.via()) instanceof UUID before) {
                    ids.add(before);
                }
                if (draft.get(parent.via()) instanceof UUID after) {
                    ids.add(after);
                }
            }
            recompute(parent.form(), ids, round.form(), 0);
        }
    }

    /** A form that sums up the written form, and the child's reference it does so by. */
    private record Parent(Form form, String via) {}

    private List<Parent> parents(Form child) {
        var parents = new ArrayList<Parent>();
        for (var form : round.plan().app().definition().forms()) {
            rollups(form, child)
                    .map(rollup -> new Parent(form, rollup.via()))
                    .distinct()
                    .forEach(parents::add);
        }
        return parents;
    }

    private static java.util.stream.Stream<FieldType.Rollup> rollups(Form form, Form child) {
        return form.fields().stream()
                .map(Field::type)
                .filter(FieldType.Rollup.class::isInstance)
                .map(FieldType.Rollup.class::cast)
                .filter(rollup -> rollup.form().equals(child.key()));
    }

    /** A new record has its row of derived values from the start: nothing summed is zero. */
    private void begin(List<Draft> drafts) {
        var made = drafts.stream().filter(Draft::creates).map(Draft::id).toList();
        if (!made.isEmpty()) {
            side(round.table(), made);
        }
    }

    private void side(FormTable table, Collection<UUID> ids) {
        var zero = new LinkedHashMap<org.jooq.Field<?>, Object>();
        for (var column : table.columns().values()) {
            if (column.field().type() instanceof FieldType.Rollup rollup
                    && (rollup.op() == RollupOp.SUM || rollup.op() == RollupOp.COUNT)) {
                zero.put(table.bare(column.field().key()), java.math.BigDecimal.ZERO);
            }
        }
        var columns = new ArrayList<org.jooq.Field<?>>(List.of(DSL.field(DSL.name("id"), Storage.ID)));
        columns.addAll(zero.keySet());
        for (var chunk : chunks(ids)) {
            var insert = db.insertInto(table.sideBase()).columns(columns);
            for (var id : chunk) {
                var values = new ArrayList<Object>(List.of(id));
                values.addAll(zero.values());
                insert = insert.values(values);
            }
            insert.onConflictDoNothing().execute();
        }
    }

    private static List<List<UUID>> chunks(Collection<UUID> ids) {
        var sorted = ids.stream().sorted().toList();
        var chunks = new ArrayList<List<UUID>>();
        for (int from = 0; from < sorted.size(); from += 1000) {
            chunks.add(sorted.subList(from, Math.min(from + 1000, sorted.size())));
        }
        return chunks;
    }

    /** Notes the human touch on the record and on all it points to. */
    private void touch(List<Draft> drafts) {
        var touched = new TreeMap<String, SortedMap<UUID, Instant>>();
        for (var draft : drafts) {
            if (draft.deletes()) {
                continue;
            }
            var at = draft.creates() && draft.get(SystemFields.CREATED_AT) instanceof Instant created
                    ? created
                    : round.now();
            note(touched, round.form().key(), draft.id(), at);
            for (var field : round.form().fields()) {
                if (field.type() instanceof FieldType.Reference reference
                        && draft.get(field.key()) instanceof UUID id) {
                    note(touched, reference.form(), id, at);
                }
            }
        }
        touched.forEach(this::touch);
    }

    private static void note(Map<String, SortedMap<UUID, Instant>> touched, String form, UUID id, Instant at) {
        touched.computeIfAbsent(form, _ -> new TreeMap<>())
                .merge(id, at, (one, other) -> one.isAfter(other) ? one : other);
    }

    private void touch(String form, SortedMap<UUID, Instant> at) {
        var table = round.plan().app().tables().get(form);
        side(table, at.keySet());
        var ids = at.keySet().toArray(UUID[]::new);
        var times = at.values().toArray(Instant[]::new);
        // one statement for all, in the order of ids, so that two writers never wait for each other in a circle
        db.execute(
                "update {0} as d set last_activity_at = greatest(d.last_activity_at, n.at) "
                        + "from (select * from unnest({1}, {2}) as u(id, at) order by id) n where d.id = n.id",
                table.sideBase(), DSL.val(ids, Storage.IDS), DSL.val(times, SQLDataType.INSTANT.array()));
    }

    private void recompute(Form form, Collection<UUID> ids, Form child, int depth) {
        if (ids.isEmpty() || depth > DEEPEST) {
            return;
        }
        var table = round.plan().app().tables().get(form.key());
        for (var chunk : chunks(ids)) {
            sum(
                    form,
                    chunk,
                    form.fields().stream()
                            .filter(field -> field.type() instanceof FieldType.Rollup rollup
                                    && rollup.form().equals(child.key()))
                            .toList());
            formulas(form, table, chunk);
        }
        for (var parent : parents(form)) {
            if (readsDerived(parent.form(), form)) {
                recompute(parent.form(), linked(table, parent.via(), ids), form, depth + 1);
            }
        }
    }

    /** Sums the children of these records, at most a thousand, afresh for the given roll-ups of their form. */
    void sum(Form form, List<UUID> ids, List<Field> rollups) {
        var table = round.plan().app().tables().get(form.key());
        side(table, ids);
        lock(table, ids);
        var sums = new LinkedHashMap<org.jooq.Field<?>, org.jooq.Field<?>>();
        for (var field : rollups) {
            sums.put(table.bare(field.key()), sum(form, table, field, (FieldType.Rollup) field.type()));
        }
        db.update(table.sideBase())
                .set(sums)
                .where(Storage.among(DSL.field(DSL.name("id"), Storage.ID), ids))
                .execute();
    }

    /** Two writers that add children of one parent at once must sum one after the other, each seeing the other's child. */
    private void lock(FormTable table, List<UUID> ids) {
        db.select(DSL.field(DSL.name("id"), Storage.ID))
                .from(table.sideBase())
                .where(Storage.among(DSL.field(DSL.name("id"), Storage.ID), ids))
                .orderBy(DSL.field(DSL.name("id")))
                .forUpdate()
                .fetch();
    }

    private org.jooq.Field<?> sum(Form form, FormTable parent, Field field, FieldType.Rollup rollup) {
        var tables = round.plan().app().tables();
        var child = tables.get(rollup.form()).as("child");
        @SuppressWarnings("unchecked")
        var via = (org.jooq.Field<UUID>) child.column(rollup.via());
        var self = DSL.field(DSL.name(parent.sideBase().getQualifiedName(), DSL.name("id")), Storage.ID);
        Condition mine = via.eq(self).and(child.deletedAt().isNull());
        var where = round.plan().app().rules().form(form.key()).rollups().get(field.key());
        if (where != null) {
            mine = mine.and(round.plan().viewer().condition(where, child));
        }
        var of = rollup.of();
        org.jooq.Field<?> value =
                of == null ? inline(1) : new TableScope(tables, child, Map.of(), _ -> List.of()).column(List.of(of));
        if (rollup.op() == RollupOp.LATEST) {
            return DSL.field(DSL.select(value)
                    .from(child.table())
                    .where(mine)
                    .orderBy(
                            child.column(SystemFields.CREATED_AT).desc(),
                            child.id().desc())
                    .limit(1));
        }
        org.jooq.Field<?> aggregate = switch (rollup.op()) {
            case COUNT -> DSL.count();
            case SUM -> DSL.field("coalesce(sum({0}), 0)", value.getType(), value);
            case MIN -> DSL.min(value);
            default -> DSL.max(value);
        };
        return DSL.field(DSL.select(aggregate).from(child.table()).where(mine));
    }

    /** Formulas of the form that read its roll-ups are kept in step with them. */
    private void formulas(Form form, FormTable table, List<UUID> ids) {
        var rules = round.plan().app().rules().form(form.key());
        boolean reads = rules.formulas().stream()
                .flatMap(formula -> formula.expression().inputs().stream())
                .anyMatch(input -> form.field(input).map(Field::isDerived).orElse(false));
        if (!reads) {
            return;
        }
        var own = new WriteRound(db, round.plan(), form, true, round.via());
        var logic = new FormLogic(own);
        for (var stored : new Store(own).lock(ids, false, Optional.empty()).values()) {
            var draft = new Draft(
                    Change.update(stored.id(), Map.of(), stored.version()), stored.id(), stored, stored.access());
            logic.compute(draft);
            var changed = new LinkedHashMap<org.jooq.Field<?>, @Nullable Object>();
            for (var formula : rules.formulas()) {
                if (draft.changes(formula.field())) {
                    changed.put(table.bare(formula.field()), draft.get(formula.field()));
                }
            }
            if (!changed.isEmpty()) {
                db.update(table.base())
                        .set(changed)
                        .where(DSL.field(DSL.name("id"), Storage.ID).eq(stored.id()))
                        .execute();
            }
        }
    }

    /** Whether the parent sums up, or chooses by, something of the child that is itself computed, so that it moves with it. */
    private boolean readsDerived(Form parent, Form child) {
        var conditions = round.plan().app().rules().form(parent.key()).rollups();
        return parent.fields().stream()
                .filter(field -> field.type() instanceof FieldType.Rollup rollup
                        && rollup.form().equals(child.key()))
                .flatMap(field -> {
                    var of = ((FieldType.Rollup) field.type()).of();
                    var where = conditions.get(field.key());
                    return java.util.stream.Stream.concat(
                            java.util.stream.Stream.ofNullable(of),
                            where == null ? java.util.stream.Stream.<String>empty() : where.inputs().stream());
                })
                .anyMatch(input -> child.field(input).map(Field::isComputed).orElse(false));
    }

    private Collection<UUID> linked(FormTable table, String via, Collection<UUID> ids) {
        @SuppressWarnings("unchecked")
        var link = (org.jooq.Field<UUID>) table.column(via);
        return new TreeSet<>(db.selectDistinct(link)
                .from(table.table())
                .where(Storage.among(table.id(), ids))
                .and(link.isNotNull())
                .fetch(link));
    }
}
