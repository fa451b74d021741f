package io.chengdan.kernel.release;

import io.chengdan.kernel.release.Dependencies.Name;
import io.chengdan.kernel.schema.Tables;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/**
 * Brings the rows that are there up to a version that comes into force, so that they hold what they would hold had they been
 * written after it. Publishing decides when, the room of records knows how.
 */
public interface ExistingRows {

    /** Leaves all rows as they are. */
    ExistingRows UNTOUCHED = (_, _, _, _) -> new Work() {
        @Override
        public List<Unconverted> unconverted() {
            return List.of();
        }

        @Override
        public void ahead() {}

        @Override
        public void within(DSLContext swap) {}

        @Override
        public Set<Name> rewritten() {
            return Set.of();
        }

        @Override
        public void afterwards() {}
    };

    /**
     * What there is to do. Reads the versions alone; the work itself begins with {@link Work#ahead}.
     *
     * @param db a connection without a transaction
     * @param before the version in force
     * @param after the one to come, whose columns need not be there yet
     * @param earlier the tables of the versions before {@code before}, the newest first; read only for fields that had
     *     columns of several types
     */
    Work prepare(DSLContext db, AppVersion before, AppVersion after, Supplier<Stream<Tables>> earlier);

    /** The work of one publish, to be called in the order of the methods. Used by one thread. */
    interface Work {

        /** Values that the changed type of their field cannot hold; they stay in the old column. */
        List<Unconverted> unconverted();

        /** Fills columns that the version in force does not know, in batches, while it is being written by. */
        void ahead();

        /** Catches up with what was written since, in the transaction that swaps the versions and holds off all writers. */
        void within(DSLContext swap);

        /** Computed columns both versions share, whose values change with the swap: {@link #afterwards} has work to do. */
        Set<Name> rewritten();

        /** Computes those anew, in batches; writers already write by the new version. Harmless to do again. */
        void afterwards();
    }

    /**
     * Values of a field that its new type cannot hold.
     *
     * @param form key of the form
     * @param field key of the field, {@code table.column} for a column
     * @param count how many records, at most {@link Impact#CAP}
     * @param capped whether there are more
     * @param records the first of them
     */
    record Unconverted(String form, String field, long count, boolean capped, List<UUID> records) {}
}
