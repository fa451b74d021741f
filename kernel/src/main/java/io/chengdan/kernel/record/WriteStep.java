package io.chengdan.kernel.record;

import java.util.List;

/**
 * A check or an effect that hangs on every write of a record: gates, four-eyes, files. The rooms above implement it, the server
 * wires the fixed list, and no path leads round it.
 */
public interface WriteStep {

    /** Gives the drafts values of their own accord, such as the first stage, before the form's rules judge them. */
    default void begin(WriteRound round, List<Draft> drafts) {}

    /** Judges the drafts when their values are complete; may change them, add faults, or refuse with a problem. */
    void check(WriteRound round, List<Draft> drafts);

    /** Does what belongs to the change once the rows are written, in the same transaction. */
    default void after(WriteRound round, List<Draft> drafts) {}
}
