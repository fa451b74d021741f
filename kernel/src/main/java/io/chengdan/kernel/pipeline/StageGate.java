package io.chengdan.kernel.pipeline;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;

import io.chengdan.kernel.access.RowAccess;
import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.audit.AuditEntry;
import io.chengdan.kernel.definition.Ids;
import io.chengdan.kernel.definition.Pipeline;
import io.chengdan.kernel.definition.Pipeline.GateRule;
import io.chengdan.kernel.definition.Pipeline.Stage;
import io.chengdan.kernel.definition.Pipeline.StageKind;
import io.chengdan.kernel.definition.SystemFields;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.pipeline.Stages.MoveKind;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.problem.Unmet;
import io.chengdan.kernel.record.Change;
import io.chengdan.kernel.record.Draft;
import io.chengdan.kernel.record.WriteRound;
import io.chengdan.kernel.record.WriteStep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Decides whether a record may change its stage. A step of the writer, so every path comes through here: page, drag, PATCH,
 * import, creation beyond the first stage. Placing history is the only way that asks no gate, and says so in its transitions.
 */
public final class StageGate implements WriteStep {

    private static final int SHORTEST_REASON = 10;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Evidence evidence;

    public StageGate(Evidence evidence) {
        this.evidence = evidence;
    }

    /** A new record without a stage begins in the first, and so does one that a pipeline now applies to. */
    @Override
    public void begin(WriteRound round, List<Draft> drafts) {
        if (!piped(round)) {
            return;
        }
        for (var draft : drafts) {
            if (!draft.deletes()) {
                pipeline(round, draft)
                        .filter(pipeline ->
                                draft.get(pipeline.field()) == null && draft.before(pipeline.field()) == null)
                        .ifPresent(pipeline -> draft.set(pipeline.field(), first(pipeline, draft)));
            }
        }
    }

    /** The first stage; of a placed record the one its history ends in. */
    private static String first(Pipeline pipeline, Draft draft) {
        var placed = draft.change().placed();
        return placed == null || placed.moves().isEmpty()
                ? pipeline.stages().getFirst().key()
                : placed.moves().getLast().to();
    }

    @Override
    public void check(WriteRound round, List<Draft> drafts) {
        if (!piped(round)) {
            return;
        }
        for (var draft : drafts) {
            if (!draft.deletes()) {
                pipeline(round, draft)
                        .ifPresentOrElse(pipeline -> check(round, pipeline, draft), () -> outside(round, draft));
            }
        }
    }

    private static boolean piped(WriteRound round) {
        return !round.plan().app().definition().pipelinesOf(round.form().key()).isEmpty();
    }

    private static Optional<Pipeline> pipeline(WriteRound round, Draft draft) {
        return Stages.of(round.plan().app(), round.form().key(), round.values(draft), round.env());
    }

    /** The pipeline the record followed until now. */
    private static Optional<Pipeline> pipelineBefore(WriteRound round, Draft draft) {
        return draft.creates()
                ? Optional.empty()
                : Stages.of(round.plan().app(), round.form().key(), round.before(draft), round.env());
    }

    /** Whether the write takes the record from one pipeline into another, so that no gate passed before counts. */
    private static boolean switches(WriteRound round, Pipeline pipeline, Draft draft) {
        return !draft.creates()
                && pipelineBefore(round, draft)
                        .map(before -> !before.key().equals(pipeline.key()))
                        .orElse(true);
    }

    /** Where no pipeline applies there are no stages to move through. */
    private static void outside(WriteRound round, Draft draft) {
        for (var pipeline :
                round.plan().app().definition().pipelinesOf(round.form().key())) {
            if (draft.get(pipeline.field()) != null && draft.changes(pipeline.field())) {
                noSuchStage(pipeline, draft);
                return;
            }
        }
        if (!round.migrating()) {
            pipelineBefore(round, draft).ifPresent(before -> leave(round, before, draft));
        }
    }

    private static void noSuchStage(Pipeline pipeline, Draft draft) {
        draft.fault(
                pipeline.field(),
                "not_an_option",
                "“" + pipeline.label().zh() + "”没有这个阶段，请重新选。",
                "“" + pipeline.label().en() + "” has no such stage; choose again.");
    }

    private void check(WriteRound round, Pipeline pipeline, Draft draft) {
        boolean switches = switches(round, pipeline, draft);
        if (!draft.creates() && !switches && !draft.changes(pipeline.field())) {
            return;
        }
        var to = pipeline.stage(String.valueOf(draft.get(pipeline.field()))).orElse(null);
        if (to == null || !endsThere(draft, to)) {
            noSuchStage(pipeline, draft);
            return;
        }
        if (!round.migrating()) {
            if (switches) {
                pipelineBefore(round, draft).ifPresent(before -> leave(round, before, draft));
            }
            judge(round, pipeline, draft, switches ? null : stageBefore(pipeline, draft), to);
        }
        stamp(round, pipeline, draft, to);
    }

    /** The moves of a placed record lead to the stage it is in. */
    private static boolean endsThere(Draft draft, Stage stage) {
        var placed = draft.change().placed();
        return placed == null
                || placed.moves().isEmpty()
                || placed.moves().getLast().to().equals(stage.key());
    }

    private static @Nullable Stage stageBefore(Pipeline pipeline, Draft draft) {
        var key = draft.before(pipeline.field());
        return key == null ? null : pipeline.stage(key.toString()).orElse(null);
    }

    /** Leaving a pipeline from a closed stage is leaving that stage, and needs the same right and reason. */
    private static void leave(WriteRound round, Pipeline before, Draft draft) {
        var stage = stageBefore(before, draft);
        if (stage != null && stage.kind() != StageKind.OPEN) {
            var kind = stage.kind() == StageKind.WON ? MoveKind.LEAVE_WON : MoveKind.REOPEN;
            permit(round, draft, kind, stage.label(), before.label());
        }
    }

    private void judge(WriteRound round, Pipeline pipeline, Draft draft, @Nullable Stage from, Stage to) {
        var kind = Stages.kind(pipeline, from, to)
                .orElseThrow(() -> refused("输单不能直接改成赢单，请先重新打开。", "A lost one cannot be won at once; reopen it first."));
        permit(round, draft, kind, from == null ? new Text("", "") : from.label(), to.label());
        if (kind == MoveKind.REOPEN) {
            reopensWhereItLeft(round, pipeline, draft, to);
        }
        var judge = judge(round, pipeline, draft, draft.access().orElseThrow());
        var unmet = open(judge, pipeline, from, to);
        if (!unmet.isEmpty() && !waived(round, draft, unmet)) {
            throw unmet(judge, to, unmet);
        }
    }

    private Judge judge(WriteRound round, Pipeline pipeline, Draft draft, RowAccess access) {
        return new Judge(round.db(), round.plan(), evidence, pipeline, access, draft.id(), round.values(draft));
    }

    /** A rule still unmet and the stage it belongs to. */
    record Open(Stage stage, GateRule rule) {}

    /** The rules unmet on the way: of each stage left forward, and of the one entered. */
    private static List<Open> open(Judge judge, Pipeline pipeline, @Nullable Stage from, Stage to) {
        var open = new ArrayList<Open>();
        var kind = Stages.kind(pipeline, from, to).orElse(MoveKind.LOSE);
        if (kind == MoveKind.FORWARD || kind == MoveKind.BEGIN) {
            Stages.between(pipeline, from, to).forEach(stage -> open(judge, stage, stage.gate(), open));
        }
        open(judge, to, to.gateIn(), open);
        return open;
    }

    private static void open(Judge judge, Stage stage, List<GateRule> rules, List<Open> unmet) {
        for (var rule : rules) {
            if (!judge.met(stage, rule)) {
                unmet.add(new Open(stage, rule));
            }
        }
    }

    private static Problem.GateUnmet unmet(Judge judge, Stage to, List<Open> open) {
        var list = new ArrayList<Unmet>();
        for (var each : open) {
            var described = judge.describe(each.stage(), each.rule());
            // several hidden rules read alike; once is enough
            if (!list.contains(described)) {
                list.add(described);
            }
        }
        return new Problem.GateUnmet(
                new Text(
                        "进入“" + to.label().zh() + "”还差 " + list.size() + " 项。",
                        list.size() == 1
                                ? "One thing is missing before “" + to.label().en() + "”."
                                : list.size() + " things are missing before “"
                                        + to.label().en() + "”."),
                list);
    }

    private static boolean waived(WriteRound round, Draft draft, List<Open> open) {
        var waiver = draft.change().waiver();
        if (waiver == null) {
            return false;
        }
        if (!may(round, draft, "override_gate")) {
            throw refused("你不能放行未满足的关口，请找主管。", "You may not override a gate; ask your manager.");
        }
        if (waiver.reason().strip().codePointCount(0, waiver.reason().strip().length()) < SHORTEST_REASON) {
            throw new Problem.Invalid(List.of(new Problem.Fault(
                    "override",
                    "reason_too_short",
                    new Text(
                            "放行理由至少 " + SHORTEST_REASON + " 个字。",
                            "The reason needs at least " + SHORTEST_REASON + " characters."))));
        }
        return open.stream().allMatch(each -> each.rule().overridable());
    }

    private static void permit(WriteRound round, Draft draft, MoveKind kind, Text from, Text to) {
        var needed = switch (kind) {
            case BACK -> "move_back";
            case REOPEN -> "reopen";
            case LEAVE_WON -> "leave_won";
            case BEGIN, FORWARD, LOSE -> "";
        };
        if (needed.isEmpty()) {
            return;
        }
        if (!may(round, draft, needed)) {
            throw refused(
                    "你不能把它从“" + from.zh() + "”改到“" + to.zh() + "”，请找主管。",
                    "You may not move it from “" + from.en() + "” to “" + to.en() + "”; ask your manager.");
        }
        var reason = draft.change().reason();
        if (reason == null || reason.isBlank()) {
            throw new Problem.Invalid(
                    List.of(new Problem.Fault("reason", "required", new Text("请写明为什么。", "Say why."))));
        }
    }

    /** Rights over a move are judged on the record as it was, not as the same write would have it. */
    private static boolean may(WriteRound round, Draft draft, String action) {
        var rights = draft.creates() ? draft.acting() : draft.access();
        var acting = rights.map(each -> each.acting(action, round.before(draft), round.env()))
                .filter(each -> !each.isNone());
        if (draft.creates()) {
            // which roles show it is known once it is there; those that allow this must be among them
            acting.ifPresent(draft::actsBy);
        }
        return acting.isPresent();
    }

    private static void reopensWhereItLeft(WriteRound round, Pipeline pipeline, Draft draft, Stage to) {
        var left = round.db()
                .select(field(name("from_stage"), SQLDataType.CLOB))
                .from(DSL.table(name("kernel", "transition")))
                .where(field(name("record"), SQLDataType.UUID).eq(draft.id()))
                .and(field(name("form"), SQLDataType.CLOB).eq(round.form().uid()))
                .and(field(name("to_stage"), SQLDataType.CLOB).eq(String.valueOf(draft.before(pipeline.field()))))
                .orderBy(field(name("at")).desc(), field(name("id")).desc())
                .limit(1)
                .fetchOne(field(name("from_stage"), SQLDataType.CLOB));
        var back = left == null ? null : pipeline.stage(left).orElse(null);
        if (back != null && !back.key().equals(to.key())) {
            throw refused(
                    "重新打开要回到输单前的“" + back.label().zh() + "”。",
                    "It reopens where it was lost: in “" + back.label().en() + "”.");
        }
    }

    private static Problem.Forbidden refused(String zh, String en) {
        return new Problem.Forbidden("action_refused", new Text(zh, en));
    }

    private static void stamp(WriteRound round, Pipeline pipeline, Draft draft, Stage to) {
        var at = arrival(round, draft);
        set(draft, pipeline.entered(), at, round.migrating());
        set(draft, pipeline.closed(), to.kind() == StageKind.OPEN ? null : at, round.migrating());
    }

    private static void set(Draft draft, @Nullable String field, @Nullable Instant value, boolean keepGiven) {
        if (field != null && !(keepGiven && draft.isSent(field))) {
            draft.set(field, value);
        }
    }

    private static Instant arrival(WriteRound round, Draft draft) {
        var placed = draft.change().placed();
        if (placed == null) {
            return round.now();
        }
        if (!placed.moves().isEmpty()) {
            return placed.moves().getLast().at();
        }
        var created = placed.createdAt();
        return created == null ? round.now() : created;
    }

    @Override
    public void after(WriteRound round, List<Draft> drafts) {
        if (!piped(round)) {
            return;
        }
        var rows = new ArrayList<Transition>();
        for (var draft : drafts) {
            if (!draft.deletes()) {
                pipeline(round, draft).ifPresent(pipeline -> note(round, pipeline, draft, rows));
            }
        }
        insert(round, rows);
    }

    /** A move as it is kept for ever. */
    private record Transition(
            UUID record,
            String pipeline,
            @Nullable String from,
            String to,
            Instant at,
            @Nullable Instant enteredAt,
            @Nullable UUID person,
            String kind,
            @Nullable String reason,
            @Nullable String waived,
            boolean timeUnknown) {}

    private void note(WriteRound round, Pipeline pipeline, Draft draft, List<Transition> rows) {
        var placed = draft.change().placed();
        if (placed != null && !placed.moves().isEmpty()) {
            Instant entered = null;
            for (Change.Move move : placed.moves()) {
                rows.add(new Transition(
                        draft.id(),
                        pipeline.key(),
                        move.from(),
                        move.to(),
                        move.at(),
                        entered,
                        move.person(),
                        kind(pipeline, move.from(), move.to()),
                        null,
                        null,
                        placed.timeUnknown()));
                entered = move.at();
            }
            return;
        }
        boolean switches = switches(round, pipeline, draft);
        if (!draft.creates() && !switches && !draft.changes(pipeline.field())) {
            return;
        }
        var left = draft.before(pipeline.field());
        var from = switches ? null : stageBefore(pipeline, draft);
        var to = String.valueOf(draft.get(pipeline.field()));
        var entered =
                pipeline.entered() != null && draft.before(pipeline.entered()) instanceof Instant since ? since : null;
        var waived = waivedRules(round, pipeline, draft, from);
        if (waived != null) {
            Audit.write(
                    round.db(),
                    round.now(),
                    new AuditEntry(
                            "gate.overridden",
                            round.plan().person().id(),
                            round.form().key() + "/" + draft.id(),
                            Map.of("to", to, "waived", waived, "reason", String.valueOf(reason(draft)))));
        }
        rows.add(new Transition(
                draft.id(),
                pipeline.key(),
                left == null ? null : left.toString(),
                to,
                arrival(round, draft),
                entered,
                draft.get(SystemFields.UPDATED_BY) instanceof UUID person ? person : null,
                kind(pipeline, from == null ? null : from.key(), to),
                reason(draft),
                waived,
                placed != null && placed.timeUnknown()));
    }

    private static @Nullable String reason(Draft draft) {
        var waiver = draft.change().waiver();
        return waiver == null ? draft.change().reason() : waiver.reason();
    }

    private static String kind(Pipeline pipeline, @Nullable String from, String to) {
        var begin = from == null ? null : pipeline.stage(from).orElse(null);
        return pipeline.stage(to)
                .flatMap(stage -> Stages.kind(pipeline, begin, stage))
                .orElse(MoveKind.FORWARD)
                .name()
                .toLowerCase(Locale.ROOT);
    }

    /** The rules an override went past, by name; the transition keeps them. */
    private @Nullable String waivedRules(WriteRound round, Pipeline pipeline, Draft draft, @Nullable Stage from) {
        if (draft.change().waiver() == null || draft.access().isEmpty()) {
            return null;
        }
        var to = pipeline.stage(String.valueOf(draft.get(pipeline.field()))).orElseThrow();
        var judge = judge(round, pipeline, draft, draft.access().get());
        return JSON.writeValueAsString(open(judge, pipeline, from, to).stream()
                .map(each -> each.rule().key())
                .toList());
    }

    private static void insert(WriteRound round, List<Transition> rows) {
        for (int from = 0; from < rows.size(); from += 500) {
            var insert = round.db()
                    .insertInto(DSL.table(name("kernel", "transition")))
                    .columns(List.of(
                            field(name("id")),
                            field(name("form")),
                            field(name("record")),
                            field(name("pipeline")),
                            field(name("from_stage")),
                            field(name("to_stage")),
                            field(name("at"), SQLDataType.INSTANT),
                            field(name("entered_at"), SQLDataType.INSTANT),
                            field(name("person"), SQLDataType.UUID),
                            field(name("kind")),
                            field(name("reason"), SQLDataType.CLOB),
                            field(name("waived"), SQLDataType.JSONB),
                            field(name("migrated")),
                            field(name("time_unknown"))));
            for (var row : rows.subList(from, Math.min(from + 500, rows.size()))) {
                var waived = row.waived();
                insert = insert.values(new ArrayList<@Nullable Object>(java.util.Arrays.asList(
                        Ids.next(row.at()),
                        round.form().uid(),
                        row.record(),
                        row.pipeline(),
                        row.from(),
                        row.to(),
                        row.at(),
                        row.enteredAt(),
                        row.person(),
                        row.kind(),
                        row.reason(),
                        waived == null ? null : JSONB.valueOf(waived),
                        round.migrating(),
                        row.timeUnknown())));
            }
            insert.execute();
        }
    }
}
