package io.chengdan.server.release;

import io.chengdan.kernel.release.Releases;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A published version of the definition.
 *
 * @param author name of who published it; absent where it came with the installation
 */
record VersionView(
        long number,
        @Nullable Long parent,
        String hash,
        @Nullable String author,
        Instant publishedAt,
        String note) {

    static VersionView of(Releases.Version version, @Nullable String author) {
        return new VersionView(
                version.number(),
                version.parent().orElse(null),
                version.hash(),
                author,
                version.publishedAt(),
                version.note());
    }
}
