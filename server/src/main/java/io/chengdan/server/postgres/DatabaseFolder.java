package io.chengdan.server.postgres;

import io.chengdan.server.installation.StartFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.function.Consumer;

/** Where PostgreSQL keeps its files: in the installation's folder, or elsewhere when its user cannot get there. */
final class DatabaseFolder {

    private static final Path ELSEWHERE = Path.of("/var/lib/chengdan");
    private static final String POINTER = "database-folder";

    private DatabaseFolder() {}

    /** Whether the installation keeps a database here or elsewhere on this machine. */
    static boolean exists(Path installation) {
        return Files.exists(installation.resolve(POINTER)) || Files.exists(installation.resolve("postgres"));
    }

    /**
     * The folder, made when it is not there yet.
     *
     * @param tell hears about it when the folder lies outside of {@code installation}
     */
    static Path in(Path installation, OsUser user, Consumer<String> tell) {
        try {
            var pointer = installation.resolve(POINTER);
            var folder = Files.exists(pointer)
                    ? Path.of(Files.readString(pointer).strip())
                    : installation.resolve("postgres");
            if (!user.reaches(installation) && !Files.exists(pointer)) {
                folder = elsewhere(installation);
                Files.writeString(pointer, folder + "\n");
            }
            if (!folder.startsWith(installation)) {
                tell.accept("The user " + user.name() + ", who runs PostgreSQL, cannot reach " + installation
                        + "; the database is kept in " + folder + ".");
            }
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StartFailure("cannot make the database's folder: " + e, e);
        }
    }

    private static Path elsewhere(Path installation) throws IOException {
        Files.createDirectories(ELSEWHERE);
        Files.setPosixFilePermissions(ELSEWHERE, PosixFilePermissions.fromString("rwxr-xr-x"));
        var id = UUID.nameUUIDFromBytes(installation.toString().getBytes(StandardCharsets.UTF_8));
        return ELSEWHERE.resolve(
                installation.getFileName() + "-" + id.toString().substring(0, 8));
    }
}
