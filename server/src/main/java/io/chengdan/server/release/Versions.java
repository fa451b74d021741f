package io.chengdan.server.release;

import io.chengdan.kernel.identity.Language;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** What {@code ./chengdan app} needs of an installation, running or stopped. */
sealed interface Versions extends AutoCloseable permits RunningVersions, StoppedVersions {

    List<VersionView> all();

    SortedMap<String, String> files(long number);

    /** @param base the version the files were made from; empty for the one in force */
    PlanView plan(Map<String, String> files, Optional<Long> base, Language language);

    /** The number of the version that holds the files. */
    long publish(Map<String, String> files, long base, String note);

    /** Puts an earlier version in force again. */
    RollbackView rollback(long number, String note, Language language);

    @Override
    void close();
}
