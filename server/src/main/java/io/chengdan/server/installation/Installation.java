package io.chengdan.server.installation;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** The installation's folder, held by this process alone until it ends. */
public final class Installation implements AutoCloseable {

    /** Names of the folder's small files that go with a backup; passwords of the database and tokens are made anew. */
    public static final List<String> CARRIED = List.of("demo-password");

    private final Path folder;
    private final FileChannel lock;

    private Installation(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Makes the folder when it is missing and locks it.
     *
     * @throws StartFailure when it cannot be written or another process holds it
     */
    public static Installation open(Path folder) {
        return unlessHeld(folder)
                .orElseThrow(() -> new StartFailure("Another Chengdan is running with the folder "
                        + folder.toAbsolutePath().normalize() + ". Stop it, or name another folder with --data."));
    }

    /** As {@link #open}, but empty where another process holds the folder. */
    public static Optional<Installation> unlessHeld(Path folder) {
        var absolute = folder.toAbsolutePath().normalize();
        make(absolute);
        try {
            var channel =
                    FileChannel.open(absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new Installation(absolute, channel));
        } catch (IOException e) {
            throw notWritable(absolute, e);
        }
    }

    public Path folder() {
        return folder;
    }

    /** The token by which the commands of this machine act for {@code admin}. */
    public Path adminToken() {
        return folder.resolve("admin.token");
    }

    /** The password of all demo log-ins, where there are any. */
    public Path demoPassword() {
        return folder.resolve("demo-password");
    }

    /** Where the bytes of files are. */
    public static Path files(Path folder) {
        return folder.resolve("files");
    }

    /** The content of a small file of this folder; empty when it is not there. */
    public static Optional<String> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new StartFailure("The file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Keeps a secret in a file that only this user may read. */
    public static void keep(Path file, String secret) {
        try {
            PrivateFile.write(file, secret + "\n");
        } catch (IOException e) {
            throw new StartFailure("The file " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new StartFailure("The folder " + folder + " cannot be unlocked: " + e.getMessage(), e);
        }
    }

    private static void make(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
                // Others may pass through (PostgreSQL's user must), but not look around.
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            }
        } catch (IOException e) {
            throw notWritable(folder, e);
        }
        if (!Files.isWritable(folder)) {
            throw notWritable(folder, null);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private static StartFailure notWritable(Path folder, @org.jspecify.annotations.Nullable IOException cause) {
        var sentence = "The folder " + folder + " cannot be written by the user " + System.getProperty("user.name")
                + ". Name another one with --data DIR.";
        return cause == null ? new StartFailure(sentence) : new StartFailure(sentence, cause);
    }
}
