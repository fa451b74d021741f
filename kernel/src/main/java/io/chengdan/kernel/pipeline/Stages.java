package io.chengdan.kernel.pipeline;

import io.chengdan.kernel.definition.Pipeline;
import io.chengdan.kernel.definition.Pipeline.Stage;
import io.chengdan.kernel.definition.Pipeline.StageKind;
import io.chengdan.kernel.expression.Env;
import io.chengdan.kernel.expression.Evaluator;
import io.chengdan.kernel.expression.Values;
import io.chengdan.kernel.release.AppVersion;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which pipeline a record follows, and what a change of its stage amounts to. */
final class Stages {

    private Stages() {}

    /** What kind of move it is. */
    enum MoveKind {
        BEGIN,
        FORWARD,
        BACK,
        LOSE,
        REOPEN,
        LEAVE_WON
    }

    /** The first pipeline of the form whose condition holds for the record. */
    static Optional<Pipeline> of(AppVersion app, String form, Values values, Env env) {
        return app.definition().pipelinesOf(form).stream()
                .filter(pipeline -> app.rules()
                        .pipeline(pipeline.key())
                        .when()
                        .map(when -> Evaluator.holds(when, values, env))
                        .orElse(true))
                .findFirst();
    }

    /** The kind of the move, or nothing where no move leads there: from lost to won, from lost to lost. */
    static Optional<MoveKind> kind(Pipeline pipeline, @Nullable Stage from, Stage to) {
        if (from == null) {
            return Optional.of(MoveKind.BEGIN);
        }
        return switch (from.kind()) {
            case WON -> Optional.of(MoveKind.LEAVE_WON);
            case LOST -> to.kind() == StageKind.OPEN ? Optional.of(MoveKind.REOPEN) : Optional.empty();
            case OPEN ->
                switch (to.kind()) {
                    case LOST -> Optional.of(MoveKind.LOSE);
                    case WON -> Optional.of(MoveKind.FORWARD);
                    case OPEN ->
                        Optional.of(
                                pipeline.indexOf(to.key()) > pipeline.indexOf(from.key())
                                        ? MoveKind.FORWARD
                                        : MoveKind.BACK);
                };
        };
    }

    /** The stages whose gates stand between: from the one left up to, not with, the one entered. No gate is skipped. */
    static List<Stage> between(Pipeline pipeline, @Nullable Stage from, Stage to) {
        int first = from == null ? 0 : pipeline.indexOf(from.key());
        int last = pipeline.indexOf(to.key());
        return pipeline.stages().subList(first, Math.max(first, last)).stream()
                .filter(stage -> stage.kind() == StageKind.OPEN)
                .toList();
    }

    /** The open stage after this one, or the won stage after the last. */
    static Optional<Stage> next(Pipeline pipeline, Stage stage) {
        return pipeline.stages().stream()
                .skip(pipeline.indexOf(stage.key()) + 1L)
                .filter(later -> later.kind() != StageKind.LOST)
                .findFirst();
    }
}
