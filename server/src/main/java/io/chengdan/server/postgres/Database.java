package io.chengdan.server.postgres;

import io.chengdan.server.installation.StartFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The database of an installation, ready for its two roles. */
public sealed interface Database extends AutoCloseable permits EmbeddedPostgres, ExternalPostgres {

    /** Where the database is now. */
    Address address();

    /** Ends what was started for the installation. Call it when nothing uses the database any more. */
    @Override
    void close();

    /**
     * The database of the installation that the caller has locked.
     *
     * @param url of an external database; empty for the one the installation uses already, at first the embedded one
     * @param tell hears what the person who starts it should know
     * @throws StartFailure when it cannot be used, saying why
     */
    static Database open(Path installation, Optional<String> url, Consumer<String> tell) {
        var external = url.or(() -> ExternalPostgres.remembered(installation));
        return external.isPresent()
                ? ExternalPostgres.open(installation, external.get())
                : EmbeddedPostgres.start(installation, tell);
    }

    /**
     * The database of an installation that another process has locked and runs.
     *
     * @throws StartFailure when it does not run
     */
    static Address running(Path installation) {
        var external = ExternalPostgres.remembered(installation);
        return external.isPresent()
                ? ExternalPostgres.open(installation, external.get()).address()
                : EmbeddedPostgres.running(installation);
    }

    /** Whether an installation was ever made in the folder. */
    static boolean isIn(Path installation) {
        return Files.exists(installation.resolve(Secrets.FILE));
    }
}
