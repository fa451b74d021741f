package io.chengdan.kernel.record;

import io.chengdan.kernel.access.RowAccess;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.SystemFields;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.expression.Evaluator;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.problem.Problem.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
        var form = round.access().orElseThrow(Problem.NotFound::new);
        if (field == null || !form.ever().knows(key)) {
            throw Problem.Malformed.unknownField(key);
        }
        var access = draft.access().orElseThrow();
        if (mayWrite(draft, field) && !readonly(draft, field)) {
            parse(draft, field, raw);
        } else if (access.mayRead(key)) {
            unchangedOrRefused(draft, field, raw);
        } else {
            notSeen(draft, field, raw, access);
        }
    }

    private boolean mayWrite(Draft draft, Field field) {
        return writing(round, draft, field.key()).mayWrite(field.key())
                && (!field.system() || SYSTEM_WRITABLE.contains(field.key()));
    }

    /**
     * The rights of the roles by which the caller may write the field here. Handing a record to somebody is an action of its own;
     * making one for somebody else is the same.
     */
    static RowAccess writing(WriteRound round, Draft draft, String field) {
        var acting = draft.acting().orElseThrow();
        return !field.equals(SystemFields.OWNER)
                ? acting
                : draft.creates() ? acting.having("assign") : acting.acting("assign", round.before(draft), round.env());
    }

    /**
     * A read-only rule judges the record as it was: a rule on the new values would let a caller unlock a field with itself. A
     * record that is being made was nothing yet, so there only a rule that asks nothing of the record holds.
     */
    private boolean readonly(Draft draft, Field field) {
        var rule = round.rules().readonly().get(field.key());
        if (rule == null) {
            return false;
        }
        if (draft.creates() && rule.inputs().stream().anyMatch(input -> !input.startsWith("me."))) {
            return false;
        }
        return Evaluator.holds(rule, round.before(draft), round.env());
    }

    /**
     * What went out may come back: a mask, or a blank that was seen as such. Anything else is refused whether it is the value or
     * not: no guess is confirmed.
     */
    private static void notSeen(Draft draft, Field field, @Nullable Object raw, RowAccess access) {
        boolean blankSeen = access.knows(field.key()) || draft.creates();
        boolean blankBack = blankSeen && raw == null && draft.get(field.key()) == null;
        boolean maskBack = access.mask(field.key()).isPresent() && Masks.isMask(raw);
        if (!blankBack && !maskBack) {
            refuse(draft, field);
        }
    }

    /** A client may send a whole record back; only a real change of what is not its to change is refused. */
    private void unchangedOrRefused(Draft draft, Field field, @Nullable Object raw) {
        try {
            boolean same = field.isComputed()
                    ? shownAlike(draft, field, raw)
                    : Draft.same(present(draft, field), codec.parse(round.form(), field, raw));
            if (same) {
                return;
            }
        } catch (BadValue _) {
            // refused below, whatever it is
        }
        refuse(draft, field);
    }

    /** The value as it stands; a record that is being made is its maker's. */
    private @Nullable Object present(Draft draft, Field field) {
        return draft.creates() && field.key().equals(SystemFields.OWNER)
                ? round.plan().person().id()
                : draft.get(field.key());
    }

    private static void refuse(Draft draft, Field field) {
        draft.fault(notWritable(field));
    }

    static Fault notWritable(Field field) {
        return new Fault(
                field.key(),
                "not_writable",
                new Text(
                        "“" + field.label().zh() + "”你不能改。",
                        "You may not change “" + field.label().en() + "”."));
    }

    private boolean shownAlike(Draft draft, Field field, @Nullable Object raw) {
        var value = draft.get(field.key());
        if (value == null || raw == null) {
            return Objects.equals(value, raw);
        }
        return String.valueOf(codec.show(field, value)).equals(String.valueOf(raw));
    }

    private void parse(Draft draft, Field field, @Nullable Object raw) {
        try {
            draft.send(field.key(), codec.parse(round.form(), field, raw, draft.get(field.key())));
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
