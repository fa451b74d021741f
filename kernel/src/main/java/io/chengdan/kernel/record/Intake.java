package io.chengdan.kernel.record;

import io.chengdan.kernel.access.FormAccess;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.SystemFields;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.expression.Evaluator;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.problem.Problem.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** First part of a write: what was sent becomes typed values, as far as the caller may write them. */
final class Intake {

    private static final Set<String> SYSTEM_WRITABLE = Set.of(SystemFields.OWNER, SystemFields.TAGS);
    private static final Set<String> PLACED = Set.of(SystemFields.OWNER, SystemFields.TAGS, SystemFields.DEPARTMENT);

    private final WriteRound round;
    private final Codec codec;

    Intake(WriteRound round, Codec codec) {
        this.round = round;
        this.codec = codec;
    }

    void take(Draft draft) {
        switch (draft.change().kind()) {
            case CREATE, UPDATE -> draft.change().fields().forEach((key, raw) -> field(draft, key, raw));
            case ACT -> act(draft);
            case DELETE -> {}
        }
    }

    private void field(Draft draft, String key, @Nullable Object raw) {
        var field = round.form().field(key).orElse(null);
        if (round.migrating()) {
            if (field == null || field.isDerived() || (field.system() && !PLACED.contains(key))) {
                throw Problem.Malformed.unknownField(key);
            }
            if (!(field.type() instanceof FieldType.Formula)) {
                parse(draft, field, raw);
            }
            return;
        }
        var access = round.access().orElseThrow(Problem.NotFound::new);
        if (field == null || !access.knows(key)) {
            throw Problem.Malformed.unknownField(key);
        }
        if (access.mask(key).isPresent() && Masks.isMask(raw)) {
            return;
        }
        if (!mayWrite(access, field) || readonly(draft, field)) {
            unchangedOrRefused(draft, field, raw);
            return;
        }
        parse(draft, field, raw);
    }

    private static boolean mayWrite(FormAccess access, Field field) {
        return access.mayWrite(field.key()) && (!field.system() || SYSTEM_WRITABLE.contains(field.key()));
    }

    /** A read-only rule judges the record as it was: a rule on the new values would let a caller unlock a field with itself. */
    private boolean readonly(Draft draft, Field field) {
        var rule = round.rules().readonly().get(field.key());
        if (rule == null) {
            return false;
        }
        var before = draft.stored()
                .map(stored -> round.hops().of(round.form(), stored.id(), stored.values()))
                .orElseGet(() -> round.values(draft));
        return Evaluator.holds(rule, before, round.env());
    }

    /** A client may send a whole record back; only a real change of what is not its to change is refused. */
    private void unchangedOrRefused(Draft draft, Field field, @Nullable Object raw) {
        try {
            var given = field.isComputed() ? null : codec.parse(round.form(), field, raw);
            boolean computedBack = field.isComputed() && !draft.creates() && raw != null;
            if (computedBack
                    ? shownAlike(draft, field, String.valueOf(raw))
                    : Draft.same(draft.get(field.key()), given)) {
                return;
            }
        } catch (BadValue _) {
            // refused below, whatever it is
        }
        draft.fault(new Fault(
                field.key(),
                "not_writable",
                new Text(
                        "“" + field.label().zh() + "”你不能改。",
                        "You may not change “" + field.label().en() + "”.")));
    }

    private boolean shownAlike(Draft draft, Field field, String raw) {
        return String.valueOf(codec.show(field, draft.get(field.key()))).equals(raw);
    }

    private void parse(Draft draft, Field field, @Nullable Object raw) {
        try {
            draft.send(field.key(), codec.parse(round.form(), field, raw));
        } catch (BadValue bad) {
            draft.fault(new Fault(field.key(), bad.code(), bad.text()));
        }
    }

    private void act(Draft draft) {
        var key = java.util.Objects.requireNonNull(draft.change().action());
        var rule = round.rules().actions().get(key);
        if (rule == null) {
            throw new Problem.NotFound();
        }
        var values = round.values(draft);
        if (rule.when().isPresent() && !Evaluator.holds(rule.when().get(), values, round.env())) {
            var message = rule.action().message();
            throw new Problem.Forbidden(
                    "action_refused",
                    message != null
                            ? message
                            : new Text(
                                    "现在不能“" + rule.action().label().zh() + "”。",
                                    "“" + rule.action().label().en() + "” is not possible now."));
        }
        var set = new ArrayList<Runnable>();
        rule.set().forEach((field, expression) -> {
            var value = Evaluator.evaluate(expression, values, round.env());
            set.add(() ->
                    draft.send(field, FormLogic.fit(round.form().field(field).orElseThrow(), value)));
        });
        // all are computed over the record as it was, then set together
        set.forEach(Runnable::run);
    }

    static List<Fault> refusals(List<Fault> faults) {
        return faults.stream()
                .filter(fault -> fault.code().equals("not_writable"))
                .toList();
    }
}
