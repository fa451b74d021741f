package io.chengdan.kernel.definition;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stages a record of a form moves through (B1, B2).
 *
 * @param field the choice field whose options are the stages
 * @param when for which records of the form this pipeline holds; null for all
 * @param entered the datetime field that keeps when the present stage was entered
 * @param closed the datetime field that keeps when a won or lost stage was entered
 */
public record Pipeline(
        String uid,
        String key,
        Text label,
        String form,
        String field,
        @Nullable String when,
        @Nullable String entered,
        @Nullable String closed,
        List<Stage> stages) {

    public enum StageKind {
        OPEN,
        WON,
        LOST
    }

    /**
     * @param targetDays days a record should stay at most; null where none is set
     * @param win probability in percent of winning from here
     * @param gate rules for leaving the stage forward
     * @param gateIn rules for entering the stage, from wherever
     */
    public record Stage(
            String key,
            Text label,
            StageKind kind,
            @Nullable Integer targetDays,
            @Nullable Integer win,
            List<String> owner,
            @Nullable Text playbook,
            @Nullable Node node,
            List<GateRule> gate,
            List<GateRule> gateIn) {}

    /** The decision that ends a stage: what goes in, what comes out, who answers for it. */
    public record Node(
            String key,
            Text label,
            @Nullable Text responsible,
            @Nullable Text inputs,
            @Nullable Text outputs) {}

    /**
     * What a gate asks for.
     *
     * @param asks the condition
     * @param message says what to do to meet it
     * @param overridable false where no override may waive it
     * @param roles whom to ask, where the person cannot do it alone
     * @param act the set action that meets it
     * @param values proposed values (expressions) of the record to create
     */
    public record GateRule(
            String key,
            Ask asks,
            Text message,
            boolean overridable,
            List<String> roles,
            @Nullable String act,
            Map<String, String> values) {}

    /** The four things a gate can ask for. */
    public sealed interface Ask {}

    /** All these fields have a value. */
    public record Filled(List<String> fields) implements Ask {}

    /** A file of the category is in the record's attachment library. */
    public record Attached(String category) implements Ask {}

    /**
     * A record of another form is there.
     *
     * @param match child field → field of this record that must be equal; empty means the child's reference to this form
     * @param newest look only at the child with the highest value of this field
     */
    public record Child(
            String form,
            Map<String, String> match,
            @Nullable String where,
            @Nullable String newest) implements Ask {}

    /** The expression over the record holds. */
    public record Holds(String expr) implements Ask {}

    public Optional<Stage> stage(String stageKey) {
        return stages.stream().filter(stage -> stage.key().equals(stageKey)).findFirst();
    }

    /** The place of the stage among the stages, from 0; -1 where there is none of that key. */
    public int indexOf(String stageKey) {
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i).key().equals(stageKey)) {
                return i;
            }
        }
        return -1;
    }
}
