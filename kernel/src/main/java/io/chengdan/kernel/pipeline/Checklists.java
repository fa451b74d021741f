package io.chengdan.kernel.pipeline;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.definition.Pipeline.GateRule;
import io.chengdan.kernel.definition.Pipeline.Stage;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.problem.Unmet;
import io.chengdan.kernel.record.RecordReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The checklist on a record's page: what its gate asks for and what of it is there. Thread-safe. */
public final class Checklists {

    private final DSLContext db;
    private final RecordReader reader;
    private final Evidence evidence;

    public Checklists(DSLContext db, RecordReader reader, Evidence evidence) {
        this.db = db;
        this.reader = reader;
        this.evidence = evidence;
    }

    /** @param next the stage this list leads to; null where the record is closed */
    public record Checklist(
            String pipeline, String stage, @Nullable String next, List<Item> rules) {}

    public record Item(String key, String stage, Text message, boolean met, boolean overridable, Unmet.Fix fix) {}

    /**
     * What stands between the record's stage and another.
     *
     * @param to the stage to be reached; null for the next one
     * @throws Problem.NotFound where the record is not in sight or moves through no stages
     */
    public Checklist of(AccessPlan plan, String form, UUID id, @Nullable String to) {
        var values = reader.forRules(plan, form, id);
        var access = reader.access(plan, form, id).orElseThrow(Problem.NotFound::new);
        var pipeline = Stages.of(plan.app(), form, values, plan.viewer().env())
                .filter(each -> access.mayRead(each.field()))
                .orElseThrow(Problem.NotFound::new);
        var held =
                String.valueOf(Optional.ofNullable(values.get(pipeline.field())).orElseThrow(Problem.NotFound::new));
        // a stage that was retired leads to the first, as if the record began anew
        var stage = pipeline.stage(held).orElse(null);
        var target = to == null
                ? (stage == null ? Optional.of(pipeline.stages().getFirst()) : Stages.next(pipeline, stage))
                        .orElse(null)
                : pipeline.stage(to).orElseThrow(Problem.NotFound::new);
        var items = new ArrayList<Item>();
        var kind = target == null ? null : Stages.kind(pipeline, stage, target).orElse(null);
        // who does not work the pipeline is told where the record stands, not what its gates have found
        boolean works = access.mayWrite(pipeline.field());
        if (target != null && kind != null && works) {
            var judge = new Judge(db, plan, evidence, pipeline, access, id, values);
            if (kind == Stages.MoveKind.FORWARD || kind == Stages.MoveKind.BEGIN) {
                Stages.between(pipeline, stage, target).forEach(each -> items(judge, each, each.gate(), items));
            }
            items(judge, target, target.gateIn(), items);
        }
        boolean leads = works && kind != null && kind != Stages.MoveKind.LEAVE_WON;
        return new Checklist(pipeline.key(), held, leads && target != null ? target.key() : null, items);
    }

    private static void items(Judge judge, Stage stage, List<GateRule> rules, List<Item> items) {
        for (var rule : rules) {
            var told = judge.describe(stage, rule);
            items.add(new Item(
                    told.rule(), stage.key(), told.message(), judge.met(stage, rule), rule.overridable(), told.fix()));
        }
    }
}
