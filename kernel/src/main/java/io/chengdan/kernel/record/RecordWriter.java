package io.chengdan.kernel.record;

import io.chengdan.kernel.access.AccessPlans;
import io.chengdan.kernel.access.FormAccess;
import io.chengdan.kernel.access.RowAccess;
import io.chengdan.kernel.database.Settings;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Ids;
import io.chengdan.kernel.definition.Regions;
import io.chengdan.kernel.definition.SystemFields;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.identity.Org;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.release.AppVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/**
 * The one way records are written. A write is one transaction: types → access → references in sight → defaults, rules and
 * formulas → validation → the steps of the rooms above (gates, files) → uniqueness → rows → derived values → history → change feed; a batch is the same,
 * set-wise. Either all of it stands afterwards or nothing does. Thread-safe.
 */
public final class RecordWriter {

    private static final int TRIES = 4;

    private final DSLContext db;
    private final Function<DSLContext, AppVersion> holdVersion;
    private final AccessPlans plans;
    private final Supplier<Org> org;
    private final Regions regions;
    private final List<WriteStep> steps;

    /**
     * @param holdVersion the version in force, which no publish can swap before the given transaction ends
     * @param steps what the rooms above hang on every write, in order
     */
    public RecordWriter(
            DSLContext db,
            Function<DSLContext, AppVersion> holdVersion,
            AccessPlans plans,
            Supplier<Org> org,
            Regions regions,
            List<WriteStep> steps) {
        this.db = db;
        this.holdVersion = holdVersion;
        this.plans = plans;
        this.org = org;
        this.regions = regions;
        this.steps = List.copyOf(steps);
    }

    /** The same writer within somebody's transaction: each write is a part of it, and is undone with it. */
    public RecordWriter within(DSLContext transaction) {
        return new RecordWriter(transaction, holdVersion, plans, org, regions, steps);
    }

    /**
     * Writes and returns the ids, in the order of the changes.
     *
     * @throws Problem whatever is wrong; nothing was written then
     */
    public List<UUID> write(Person person, WriteRequest request) {
        for (int attempt = 1; ; attempt++) {
            try {
                return db.transactionResult(transaction -> in(transaction.dsl(), person, request));
            } catch (DataAccessException problem) {
                if (attempt >= TRIES || !passing(problem)) {
                    throw translated(problem);
                }
            }
        }
    }

    /** After going live the switch is closed, so that nobody writes history any more (B2). */
    private static void requireOpen(DSLContext transaction) {
        if (new Settings(transaction)
                .text(Settings.MIGRATE)
                .filter("closed"::equals)
                .isPresent()) {
            throw new Problem.Forbidden(
                    "migrate_closed",
                    new Text(
                            "补录历史已经关闭，请系统管理员重新打开。",
                            "Placing history is closed; ask the system administrator to open it."));
        }
    }

    /** Two writers stood in each other's way; trying again helps. */
    private static boolean passing(DataAccessException problem) {
        return "40P01".equals(problem.sqlState()) || "40001".equals(problem.sqlState());
    }

    private static RuntimeException translated(DataAccessException problem) {
        return "23505".equals(problem.sqlState())
                ? Uniques.race(String.valueOf(problem.getMessage()).contains("_pkey"))
                : problem;
    }

    private List<UUID> in(DSLContext transaction, Person person, WriteRequest request) {
        var app = holdVersion.apply(transaction);
        var plan = plans.plan(app, person, org.get());
        var form = app.definition().form(request.form()).orElseThrow(Problem.NotFound::new);
        if (request.migrating()) {
            plan.require("migrate");
            requireOpen(transaction);
        } else {
            plan.form(request.form());
        }
        var idempotency = new Idempotency(transaction, person, request);
        var earlier = idempotency.begin(plan.viewer().env().now());
        if (earlier.isPresent()) {
            return earlier.get();
        }
        var round = new WriteRound(transaction, plan, form, request.migrating(), request.via());
        var ids = write(round, request.changes());
        idempotency.end(ids);
        return ids;
    }

    private List<UUID> write(WriteRound round, List<Change> changes) {
        var codec = new Codec(round.plan().app(), regions, round.plan().viewer().zone());
        var drafts = drafts(round, changes);
        var intake = new Intake(round, codec);
        var logic = new FormLogic(round);
        for (var draft : drafts) {
            permit(round, draft);
            intake.take(draft);
        }
        // before any rule reads through them: what a fill-in, a formula or a check makes of a hidden record would tell
        // of it
        var references = new References(round);
        references.judge(drafts);
        refuseFaults(drafts);
        for (var draft : drafts) {
            Store.system(round, draft);
            logic.complete(draft);
        }
        steps.forEach(step -> step.begin(round, drafts));
        for (var draft : drafts) {
            logic.compute(draft);
            permitMade(round, draft);
            logic.judge(draft);
        }
        references.settle(drafts);
        steps.forEach(step -> step.check(round, drafts));
        // a step may have set what formulas read, such as the time a stage was entered
        drafts.forEach(logic::compute);
        var moved = drafts.stream()
                .filter(draft -> draft.creates()
                        || draft.deletes()
                        || !Journal.changed(round, draft).isEmpty())
                .toList();
        numbers(round, moved);
        new Uniques(round).judge(moved);
        refuseFaults(drafts);
        store(round, moved);
        new Rollups(round).refresh(moved);
        new Journal(round, codec).write(moved);
        staysInSight(round, moved);
        steps.forEach(step -> step.after(round, moved));
        return drafts.stream().map(Draft::id).toList();
    }

    private static List<Draft> drafts(WriteRound round, List<Change> changes) {
        var existing = changes.stream()
                .filter(change -> change.kind() != Change.Kind.CREATE)
                .map(change -> Objects.requireNonNull(change.id()))
                .toList();
        if (existing.stream().distinct().count() < existing.size()) {
            throw new Problem.Malformed("duplicate_id", new Text("同一条内容出现了两次。", "The same record stands here twice."));
        }
        boolean whole = changes.stream().anyMatch(change -> change.kind() == Change.Kind.DELETE);
        var stored = existing.isEmpty()
                ? Map.<UUID, Stored>of()
                : round.access()
                        .map(access -> new Store(round).lock(existing, whole, Optional.of(access)))
                        .orElseThrow(Problem.NotFound::new);
        var drafts = new ArrayList<Draft>();
        for (var change : changes) {
            drafts.add(change.kind() == Change.Kind.CREATE ? created(round, change) : existing(change, stored));
        }
        return drafts;
    }

    private static Draft created(WriteRound round, Change change) {
        var placed = change.placed();
        var at = placed == null || placed.createdAt() == null ? round.now() : placed.createdAt();
        var id = change.id();
        return new Draft(
                change,
                id == null ? Ids.next(at) : id,
                null,
                round.access().map(access -> round.migrating() ? access.ever() : access.creating()));
    }

    private static Draft existing(Change change, Map<UUID, Stored> stored) {
        var id = Objects.requireNonNull(change.id());
        var before = stored.get(id);
        if (before == null) {
            throw new Problem.NotFound();
        }
        if (change.version() != null && change.version() != before.version()) {
            throw new Problem.Stale(before.version());
        }
        return new Draft(change, id, before, before.access());
    }

    /** Whether the caller may do this to this record at all, judged on the record as it is. */
    private static void permit(WriteRound round, Draft draft) {
        if (round.migrating()) {
            return;
        }
        var access = draft.access().orElseThrow(Problem.NotFound::new);
        var change = draft.change();
        var action = switch (change.kind()) {
            case CREATE -> "create";
            case UPDATE -> "update";
            case DELETE -> "delete";
            case ACT -> Objects.requireNonNull(change.action());
        };
        if (change.kind() == Change.Kind.ACT && !round.rules().actions().containsKey(action)) {
            throw new Problem.NotFound();
        }
        // what may be created is judged once the record is whole
        var acting = draft.creates() ? access : access.acting(action, round.values(draft), round.env());
        if (acting.isNone()) {
            throw refused(round.form(), action);
        }
        draft.actsBy(acting);
        if (change.kind() == Change.Kind.DELETE) {
            unused(round, draft);
        }
    }

    /** Whether the caller may make a record like this one, and give it to somebody else. */
    private static void permitMade(WriteRound round, Draft draft) {
        if (round.migrating() || !draft.creates()) {
            return;
        }
        var acting = draft.acting().orElseThrow().acting("create", round.values(draft), round.env());
        if (acting.isNone()) {
            throw refused(round.form(), "create");
        }
        draft.actsBy(acting);
    }

    private static Problem.Forbidden refused(Form form, String action) {
        var text = switch (action) {
            case "create" ->
                new Text(
                        "你不能新建“" + form.label().zh() + "”。",
                        "You may not create “" + form.label().en() + "”.");
            case "update" -> new Text("你不能修改这条内容。", "You may not change this.");
            case "delete" -> new Text("你不能删除这条内容。", "You may not delete this.");
            default -> {
                var label = form.action(action).map(Form.SetAction::label).orElse(new Text(action, action));
                yield new Text("你不能“" + label.zh() + "”。", "You may not do “" + label.en() + "”.");
            }
        };
        return new Problem.Forbidden("action_refused", text);
    }

    /** A record that others point to stays: deleting it would leave them hanging. The text is the same whoever they are. */
    private static void unused(WriteRound round, Draft draft) {
        if (new Uses(round).any(draft.id())) {
            throw new Problem.Conflict(
                    "in_use",
                    new Text(
                            "还有别的内容用到它，不能删除。请先处理那些内容。",
                            "Other records still use it, so it cannot be deleted. Deal with those first."));
        }
    }

    private static void numbers(WriteRound round, List<Draft> drafts) {
        for (var field : round.form().fields()) {
            if (field.type() instanceof FieldType.AutoNumber number) {
                Numbers.give(
                        round,
                        field,
                        number,
                        drafts.stream().filter(Draft::creates).toList());
            }
        }
    }

    /** All faults of all records at once, the gravest kind deciding what is answered. */
    private static void refuseFaults(List<Draft> drafts) {
        var faults = drafts.stream().flatMap(draft -> draft.faults().stream()).toList();
        if (faults.isEmpty()) {
            return;
        }
        refuse(Intake.refusals(faults));
        var conflicts = Uniques.conflicts(faults);
        throw conflicts.size() == faults.size() ? Uniques.conflict(conflicts) : new Problem.Invalid(faults);
    }

    private static void store(WriteRound round, List<Draft> drafts) {
        var store = new Store(round);
        var created = drafts.stream().filter(Draft::creates).toList();
        if (!created.isEmpty()) {
            store.insert(round, created);
        }
        for (var draft : drafts) {
            if (draft.deletes()) {
                store.delete(draft, round.now(), round.plan().person().id());
            } else if (!draft.creates()) {
                store.update(round, draft);
            }
        }
    }

    /**
     * The new rows are judged by the very SQL of the lists, so that what is written and what is seen can't differ. Where several
     * roles meet, those by which was written must show the new row too: what none of them allows alone they do not allow together.
     */
    private static void staysInSight(WriteRound round, List<Draft> drafts) {
        if (round.migrating()) {
            return;
        }
        // who hands a record on may lose it from sight; who makes one must be able to see it
        var kept = drafts.stream()
                .filter(draft -> !draft.deletes() && (draft.creates() || !draft.changes(SystemFields.OWNER)))
                .toList();
        FormAccess access = round.access().orElseThrow(Problem.NotFound::new);
        if (kept.isEmpty() || access.seesAllAlike()) {
            return;
        }
        var table = round.table();
        var seen = new HashMap<UUID, RowAccess>();
        round.db()
                .select(table.id(), access.rights(table))
                .from(table.table())
                .where(table.id().in(kept.stream().map(Draft::id).toList()))
                .and(access.visible(table))
                .forEach(row -> seen.put(row.value1(), access.row(row.value2())));
        for (var draft : kept) {
            var now = seen.get(draft.id());
            if (now == null) {
                throw outsideScope();
            }
            judgeRoles(round, draft, now);
        }
    }

    private static void judgeRoles(WriteRound round, Draft draft, RowAccess now) {
        if (draft.acting().orElseThrow().shared(now).isNone()) {
            throw draft.creates() ? refused(round.form(), "create") : outsideScope();
        }
        refuse(draft.change().fields().keySet().stream()
                .filter(field -> draft.isSent(field) && draft.changes(field))
                .filter(field ->
                        !Intake.writing(round, draft, field).shared(now).mayWrite(field))
                .map(field -> Intake.notWritable(round.form().field(field).orElseThrow()))
                .toList());
    }

    private static void refuse(List<Problem.Fault> refusals) {
        if (!refusals.isEmpty()) {
            throw new Problem.Forbidden("not_writable", refusals.getFirst().message(), refusals);
        }
    }

    private static Problem.Forbidden outsideScope() {
        return new Problem.Forbidden(
                "outside_scope",
                new Text(
                        "这样保存后你自己就看不到它了，所以没有保存。请检查负责人和所属客户。",
                        "Saved like this it would be out of your own sight, so it was not saved. Check its owner and what it belongs to."));
    }
}
