package io.chengdan.server.backup;

import io.chengdan.kernel.database.DatabaseRoles;
import io.chengdan.server.installation.Installation;
import io.chengdan.server.installation.StartFailure;
import io.chengdan.server.postgres.Address;
import io.chengdan.server.postgres.Database;
import java.nio.file.Path;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * An installation to which a command has attached itself: beside the server where one runs, else alone, with the database
 * started for as long as this is open.
 */
record Attached(Path folder, Address address, Runnable end) implements AutoCloseable {

    /** @throws StartFailure where there is no installation, or its database cannot be used */
    static Attached to(Path data) {
        var folder = data.toAbsolutePath().normalize();
        if (!Database.isIn(folder)) {
            throw new StartFailure("There is no installation in " + folder + ". Name its folder with --data DIR.");
        }
        return Installation.unlessHeld(folder)
                .map(held -> alone(held, Optional.empty()))
                .orElseGet(() -> new Attached(folder, Database.running(folder), () -> {}));
    }

    /** The installation that is to be made in a folder. */
    static Attached toNew(Path data, Optional<String> databaseUrl) {
        return alone(Installation.open(data), databaseUrl);
    }

    private static Attached alone(Installation installation, Optional<String> databaseUrl) {
        try {
            var database = Database.open(installation.folder(), databaseUrl, _ -> {});
            return new Attached(installation.folder(), database.address(), () -> {
                database.close();
                installation.close();
            });
        } catch (RuntimeException e) {
            installation.close();
            throw e;
        }
    }

    /** Connects as the owner of the tables. */
    DataSource owner() {
        return new DriverManagerDataSource(address.url(), DatabaseRoles.PUBLISHER, address.publisherPassword());
    }

    @Override
    public void close() {
        end.run();
    }
}
