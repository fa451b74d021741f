package io.chengdan.kernel.record;

import static org.jooq.impl.DSL.name;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.access.AccessPlans;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.expression.SqlCompiler;
import io.chengdan.kernel.identity.Language;
import io.chengdan.kernel.identity.Org;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.release.AppVersion;
import io.chengdan.kernel.release.Dependencies.Name;
import io.chengdan.kernel.release.ExistingRows;
import io.chengdan.kernel.release.Rules.Formula;
import io.chengdan.kernel.schema.Conversion;
import io.chengdan.kernel.schema.FormTable;
import io.chengdan.kernel.schema.FormTable.RowsTable;
import io.chengdan.kernel.schema.Storage;
import io.chengdan.kernel.schema.TableScope;
import io.chengdan.kernel.schema.Tables;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.JSONB;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Computes and converts what rows that are there must hold under a new version. Batches are short transactions that lock their
 * rows, so that writers wait for one batch at most. Derived values raise no version and leave no history: nobody changed anything.
 */
public final class Backfill implements ExistingRows {

    private static final int BATCH = 500;
    /** So few records that changed in the meantime are left for the swap, which holds off all writers. */
    private static final int FEW = 200;

    private static final int ROUNDS = 5;
    private static final int DEEPEST = 6;
    private static final int CAP = 10_000;
    private static final int LISTED = 100;
    private static final String DEADLOCK = "40P01";

    private static final org.jooq.Field<JSONB> TAKEN_FROM = DSL.field(name(FormTable.TAKEN_FROM), SQLDataType.JSONB);

    private final AccessPlans plans;
    private final Supplier<Org> org;

    public Backfill(AccessPlans plans, Supplier<Org> org) {
        this.plans = plans;
        this.org = org;
    }

    @Override
    public Work prepare(DSLContext db, AppVersion before, AppVersion after, Supplier<Stream<Tables>> earlier) {
        return new Filling(db, before, after, earlier);
    }

    /** Rules that ask who is looking find nobody. */
    private static Person nobody() {
        var id = new UUID(0, 0);
        return new Person(id, "", "", id, Set.of(), "", "", Language.EN, false, false, 0);
    }

    private final class Filling implements Work {

        private final DSLContext db;
        private final AppVersion after;
        private final AccessPlan plan;
        private final Stale stale;
        private final List<Stale.Moved> moved;
        private final List<Stale.Likeness> comparable;
        private final List<Stale.Pass> ahead;
        private @Nullable Object since;

        Filling(DSLContext db, AppVersion before, AppVersion after, Supplier<Stream<Tables>> earlier) {
            this.db = db;
            this.after = after;
            this.plan = plans.plan(after, nobody(), org.get());
            this.stale = new Stale(before, after);
            this.moved = stale.moved(db, earlier);
            this.comparable = stale.comparable(false);
            this.ahead = stale.ahead();
        }

        @Override
        public List<Unconverted> unconverted() {
            return moved.stream()
                    .map(this::unconverted)
                    .filter(each -> each.count() > 0)
                    .toList();
        }

        private Unconverted unconverted(Stale.Moved each) {
            var table = after.tables().get(each.form().key());
            var origin = new Origin(each);
            Condition lost = origin.filled()
                    .and(origin.isNot(each.to()))
                    .and(origin.as(each.to().type()).isNull());
            var id = each.rows().isEmpty() ? table.id() : RowsTable.PARENT;
            var living = DSL.select(table.id())
                    .from(table.table())
                    .where(table.deletedAt().isNull());
            var records = db.selectDistinct(id)
                    .from(target(each).as(table.alias()))
                    .where(lost)
                    .and(id.in(living))
                    .orderBy(id)
                    .limit(CAP + 1)
                    .fetch(id);
            return new Unconverted(
                    each.form().key(),
                    each.field(),
                    Math.min(records.size(), CAP),
                    records.size() > CAP,
                    List.copyOf(records.subList(0, Math.min(LISTED, records.size()))));
        }

        @Override
        public void ahead() {
            if (moved.isEmpty() && comparable.isEmpty() && ahead.isEmpty()) {
                return;
            }
            since = horizon();
            moved.forEach(each -> all(each.form(), (batch, ids) -> convert(batch, each, ids)));
            comparable.forEach(each -> all(each.form(), (batch, ids) -> compare(batch, each, ids)));
            ahead.forEach(pass -> all(pass.form(), (batch, ids) -> compute(batch, pass, ids)));
            for (int round = 0; round < ROUNDS; round++) {
                var next = horizon();
                var changed = changed(db);
                if (changed.values().stream().mapToInt(Set::size).sum() <= FEW) {
                    return;
                }
                catchUp(changed, this::transaction);
                since = next;
            }
        }

        @Override
        public void within(DSLContext swap) {
            if (since != null) {
                catchUp(changed(swap), work -> work.accept(swap));
            }
        }

        @Override
        public Set<Name> rewritten() {
            var names = new LinkedHashSet<>(stale.rewritten());
            stale.comparable(true)
                    .forEach(each ->
                            names.add(new Name(each.form().key(), each.field().key())));
            return names;
        }

        @Override
        public void afterwards() {
            stale.comparable(true).forEach(each -> all(each.form(), (batch, ids) -> compare(batch, each, ids)));
            stale.afterwards().forEach(pass -> all(pass.form(), (batch, ids) -> compute(batch, pass, ids)));
        }

        private void catchUp(Map<String, Set<UUID>> changed, Consumer<Consumer<DSLContext>> transaction) {
            moved.forEach(each -> some(changed, each.form(), transaction, (batch, ids) -> convert(batch, each, ids)));
            comparable.forEach(
                    each -> some(changed, each.form(), transaction, (batch, ids) -> compare(batch, each, ids)));
            if (!ahead.isEmpty()) {
                transaction.accept(batch -> climb(batch, changed));
                ahead.forEach(
                        pass -> some(changed, pass.form(), transaction, (batch, ids) -> compute(batch, pass, ids)));
            }
        }

        private void all(Form form, BiConsumer<DSLContext, List<UUID>> work) {
            var table = after.tables().get(form.key());
            Condition rest = DSL.trueCondition();
            while (true) {
                var ids = db.select(table.id())
                        .from(table.table())
                        .where(rest)
                        .orderBy(table.id())
                        .limit(BATCH)
                        .fetch(table.id());
                if (ids.isEmpty()) {
                    return;
                }
                transaction(batch -> work.accept(batch, ids));
                rest = table.id().gt(ids.getLast());
            }
        }

        private void some(
                Map<String, Set<UUID>> changed,
                Form form,
                Consumer<Consumer<DSLContext>> transaction,
                BiConsumer<DSLContext, List<UUID>> work) {
            var ids = List.copyOf(changed.getOrDefault(form.key(), Set.of()));
            for (int from = 0; from < ids.size(); from += BATCH) {
                var batch = ids.subList(from, Math.min(from + BATCH, ids.size()));
                transaction.accept(each -> work.accept(each, batch));
            }
        }

        /** Again where a writer and the batch stood in each other's way. */
        private void transaction(Consumer<DSLContext> work) {
            while (true) {
                try {
                    db.transaction(transaction -> work.accept(transaction.dsl()));
                    return;
                } catch (DataAccessException problem) {
                    if (!DEADLOCK.equals(problem.sqlState())) {
                        throw problem;
                    }
                }
            }
        }

        /** Whatever is not visible to a statement after this one has its place in the change feed at or behind it. */
        private Object horizon() {
            return Objects.requireNonNull(db.fetchValue("select pg_snapshot_xmin(pg_current_snapshot())::text"));
        }

        /** The records written since, by form key. */
        private Map<String, Set<UUID>> changed(DSLContext at) {
            var keys = after.definition().forms().stream().collect(Collectors.toMap(Form::uid, Form::key));
            var changed = new HashMap<String, Set<UUID>>();
            at.selectDistinct(RecordTables.FORM, RecordTables.RECORD)
                    .from(RecordTables.CHANGE)
                    .where("xid >= {0}::xid8", DSL.val(String.valueOf(since)))
                    .forEach(row -> {
                        var key = keys.get(row.value1());
                        if (key != null) {
                            changed.computeIfAbsent(key, _ -> new TreeSet<>()).add(row.value2());
                        }
                    });
            return changed;
        }

        /** Adds the records that sum up the changed ones, and those that did before the change. */
        private void climb(DSLContext at, Map<String, Set<UUID>> changed) {
            var open = new HashMap<>(changed);
            for (int depth = 0; depth < DEEPEST && !open.isEmpty(); depth++) {
                var found = new HashMap<String, Set<UUID>>();
                for (var form : after.definition().forms()) {
                    for (var field : form.fields()) {
                        if (field.type() instanceof FieldType.Rollup rollup && open.containsKey(rollup.form())) {
                            var parents = parents(at, rollup, Objects.requireNonNull(open.get(rollup.form())));
                            parents.removeAll(changed.getOrDefault(form.key(), Set.of()));
                            found.computeIfAbsent(form.key(), _ -> new TreeSet<>())
                                    .addAll(parents);
                        }
                    }
                }
                found.values().removeIf(Set::isEmpty);
                found.forEach((form, ids) ->
                        changed.computeIfAbsent(form, _ -> new TreeSet<>()).addAll(ids));
                open = found;
            }
        }

        private Set<UUID> parents(DSLContext at, FieldType.Rollup rollup, Set<UUID> children) {
            var child = after.tables().get(rollup.form());
            var via = child.form().field(rollup.via()).orElseThrow();
            @SuppressWarnings("unchecked")
            var link = (org.jooq.Field<UUID>) child.column(rollup.via());
            var parents = new TreeSet<>(at.selectDistinct(link)
                    .from(child.table())
                    .where(child.id().in(children))
                    .and(link.isNotNull())
                    .fetch(link));
            var old =
                    DSL.field("({0} -> {1} ->> 'old')::uuid", Storage.ID, RecordTables.CHANGES, DSL.inline(via.uid()));
            parents.addAll(at.selectDistinct(old)
                    .from(RecordTables.HISTORY)
                    .where(RecordTables.RECORD.in(children))
                    .and(old.isNotNull())
                    .fetch(old));
            return parents;
        }

        /** Takes values over from the columns they stand in as somebody wrote them, never from what was taken over before. */
        private void convert(DSLContext batch, Stale.Moved each, List<UUID> ids) {
            org.jooq.Field<?> to = DSL.field(name(each.to().name()), each.to().type());
            var origin = new Origin(each);
            var value = origin.as(each.to().type());
            var noted = DSL.field(
                    "coalesce({0}, '{}') || jsonb_build_object({1}, {2})",
                    JSONB.class, TAKEN_FROM, DSL.inline(each.to().field().uid()), origin.column);
            batch.update(target(each))
                    .set(Map.of(to, value, TAKEN_FROM, noted))
                    .where(Storage.among(
                            each.rows().isEmpty() ? DSL.field(name("id"), Storage.ID) : RowsTable.PARENT, ids))
                    .and(origin.isNot(each.to()))
                    .and(DSL.condition(
                            "({0} is distinct from {1} or {2} is distinct from {3})", to, value, TAKEN_FROM, noted))
                    .execute();
        }

        private org.jooq.Table<org.jooq.Record> target(Stale.Moved each) {
            var table = after.tables().get(each.form().key());
            return each.rows()
                    .map(key -> Objects.requireNonNull(table.rows().get(key)).table())
                    .orElseGet(table::base);
        }

        /** Where the value of a field stands as somebody wrote it, and what it is in terms of another type. */
        private final class Origin {
            private final List<FormTable.Column> columns;
            private final org.jooq.Field<String> column;

            Origin(Stale.Moved each) {
                columns = each.from();
                column = DSL.field(
                        "coalesce({0} ->> {1}, {2})",
                        String.class,
                        TAKEN_FROM,
                        DSL.inline(each.to().field().uid()),
                        DSL.inline(columns.getFirst().name()));
            }

            Condition isNot(FormTable.Column other) {
                return column.ne(DSL.inline(other.name()));
            }

            /** The value in terms of the type; null where that would lose something. */
            org.jooq.Field<?> as(DataType<?> type) {
                return choose(
                        type,
                        each -> Conversion.of(each, type, plan.viewer().zone()).orElseGet(() -> DSL.castNull(type)));
            }

            Condition filled() {
                return DSL.condition(choose(SQLDataType.BOOLEAN, each -> DSL.field(each.isNotNull())));
            }

            private <T> org.jooq.Field<T> choose(
                    DataType<T> type, Function<org.jooq.Field<?>, org.jooq.Field<?>> value) {
                var cases = new ArrayList<org.jooq.QueryPart>(List.of(column));
                var text = new StringBuilder("case {0}");
                for (var each : columns) {
                    text.append(" when {").append(cases.size()).append('}');
                    cases.add(DSL.inline(each.name()));
                    text.append(" then {").append(cases.size()).append('}');
                    cases.add(value.apply(DSL.field(name(each.name()), each.type())));
                }
                return DSL.field(text.append(" end").toString(), type, cases.toArray(org.jooq.QueryPart[]::new));
            }
        }

        private void compare(DSLContext batch, Stale.Likeness each, List<UUID> ids) {
            var table = after.tables().get(each.form().key());
            @SuppressWarnings("unchecked")
            var text = (org.jooq.Field<String>) table.column(each.field().key());
            var rows = batch.select(table.id(), text)
                    .from(table.table())
                    .where(Storage.among(table.id(), ids))
                    .orderBy(table.id())
                    .forNoKeyUpdate()
                    .fetch();
            var normal = rows.map(row -> Uniques.normal(each.field(), row.value2()));
            batch.execute(
                    "update {0} as t set {1} = n.normal from unnest({2}, {3}) as n(id, normal)"
                            + " where t.id = n.id and t.{1} is distinct from n.normal",
                    table.base(),
                    DSL.field(name(
                            Objects.requireNonNull(table.normalized(each.field().key())
                                    .getUnqualifiedName()
                                    .last()))),
                    DSL.val(rows.getValues(table.id()).toArray(UUID[]::new), Storage.IDS),
                    DSL.val(normal.toArray(String[]::new), SQLDataType.CLOB.array()));
        }

        private void compute(DSLContext batch, Stale.Pass pass, List<UUID> ids) {
            var form = pass.form();
            var round = new WriteRound(batch, plan, form, true, "publish");
            var rollups = form.fields().stream()
                    .filter(field -> field.type() instanceof FieldType.Rollup
                            && pass.fields().contains(field.key()))
                    .toList();
            if (!rollups.isEmpty()) {
                new Rollups(round).sum(form, ids, rollups);
            }
            var rest = new LinkedHashSet<>(pass.fields());
            rollups.forEach(field -> rest.remove(field.key()));
            var pushable = round.rules().formulas().stream()
                    .filter(formula -> rest.contains(formula.field())
                            && formula.expression().pushable())
                    .toList();
            pushable.forEach(formula -> rest.remove(formula.field()));
            if (!pushable.isEmpty()) {
                bySql(round, pushable, ids);
            }
            if (!rest.isEmpty()) {
                byJava(round, rest, ids);
            }
        }

        private void bySql(WriteRound round, List<Formula> formulas, List<UUID> ids) {
            var table = round.table();
            var scope = new TableScope(
                    after.tables(), table, Map.of(), plan.viewer().org()::membersOf);
            lock(round.db(), table, ids);
            var values = new LinkedHashMap<org.jooq.Field<?>, org.jooq.Field<?>>();
            for (var formula : formulas) {
                var field = round.form().field(formula.field()).orElseThrow();
                values.put(
                        table.bare(field.key()),
                        fitting(field, SqlCompiler.value(formula.expression(), scope, round.env())));
            }
            round.db()
                    .update(table.table())
                    .set(values)
                    .where(Storage.among(table.id(), ids))
                    .execute();
        }

        private static void lock(DSLContext batch, FormTable table, List<UUID> ids) {
            batch.select(table.id())
                    .from(table.table())
                    .where(Storage.among(table.id(), ids))
                    .orderBy(table.id())
                    .forNoKeyUpdate()
                    .fetch();
        }

        /** As {@link FormLogic#fit}. */
        private static org.jooq.Field<?> fitting(Field field, org.jooq.Field<?> value) {
            return switch (field.valueType()) {
                case FieldType.Amount amount ->
                    DSL.field(
                            "case when abs(round({0}, {1})) < {2} then round({0}, {1}) end",
                            Storage.of(amount),
                            value,
                            DSL.inline(amount.scale()),
                            DSL.inline(BigDecimal.TEN.pow(Storage.PRECISION - amount.scale())));
                case FieldType.Words _ -> DSL.field("nullif({0}, '')", Storage.TEXT, value);
                default -> value;
            };
        }

        private void byJava(WriteRound round, Set<String> fields, List<UUID> ids) {
            var table = round.table();
            var logic = new FormLogic(round);
            for (var stored :
                    new Store(round).lock(ids, false, Optional.empty()).values()) {
                var draft = new Draft(
                        Change.update(stored.id(), Map.of(), stored.version()), stored.id(), stored, stored.access());
                logic.recompute(draft, fields);
                var changed = new LinkedHashMap<org.jooq.Field<?>, @Nullable Object>();
                for (var key : fields) {
                    if (key.indexOf('.') < 0 && draft.changes(key)) {
                        changed.put(table.bare(key), draft.get(key));
                    }
                }
                if (!changed.isEmpty()) {
                    round.db()
                            .update(table.base())
                            .set(changed)
                            .where(DSL.field(name("id"), Storage.ID).eq(stored.id()))
                            .execute();
                }
                table.rows().forEach((key, rows) -> lines(round.db(), key, rows, draft, fields));
            }
        }

        private static void lines(DSLContext batch, String key, RowsTable rows, Draft draft, Set<String> fields) {
            var columns = new ArrayList<String>();
            rows.columns().keySet().stream()
                    .filter(column -> fields.contains(key + "." + column))
                    .forEach(columns::add);
            if (columns.isEmpty() || !draft.changes(key) || !(draft.get(key) instanceof List<?> cells)) {
                return;
            }
            for (int i = 0; i < cells.size(); i++) {
                var row = (Map<?, ?>) cells.get(i);
                var changed = new LinkedHashMap<org.jooq.Field<?>, @Nullable Object>();
                columns.forEach(column -> changed.put(rows.column(column), row.get(column)));
                batch.update(rows.table())
                        .set(changed)
                        .where(RowsTable.PARENT.eq(draft.id()))
                        .and(RowsTable.ROW_NO.eq(i + 1))
                        .execute();
            }
        }
    }
}
