package io.chengdan.kernel.release;

import io.chengdan.kernel.definition.DefinitionDiff;
import io.chengdan.kernel.definition.DefinitionFault;
import io.chengdan.kernel.definition.Text;
import java.util.List;

/**
 * What publishing would do.
 *
 * @param faults why it cannot be done; empty where it can
 * @param changes what differs from the version in force
 * @param statements how the database would be widened
 * @param impact what is in use of that which changes
 * @param base the version in force; 0 for none
 * @param merged files taken from versions others published since the one the draft was made from
 * @param clashes what others did to files the draft changes too; a person must settle it before the publish
 */
public record Plan(
        List<DefinitionFault> faults,
        List<DefinitionDiff.Change> changes,
        List<String> statements,
        List<Effect> impact,
        long base,
        List<String> merged,
        List<DefinitionDiff.Change> clashes) {

    /**
     * Something in use that a change touches.
     *
     * @param count how many, at most {@link Impact#CAP}
     * @param capped whether there are more
     */
    public record Effect(Text text, long count, boolean capped) {}

    static Plan faulty(List<DefinitionFault> faults) {
        return new Plan(faults, List.of(), List.of(), List.of(), 0, List.of(), List.of());
    }

    /** Whether publishing would change nothing. */
    public boolean isEmpty() {
        return faults.isEmpty() && changes.isEmpty();
    }
}
