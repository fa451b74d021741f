package io.chengdan.server.postgres;

import io.chengdan.server.installation.StartFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The operating system's user under which PostgreSQL runs: ourselves, or a system user when we are root. */
final class OsUser {

    private static final String NAME = "chengdan";

    private final boolean root;

    private OsUser(boolean root) {
        this.root = root;
    }

    static OsUser forDatabase() {
        var user = new OsUser("root".equals(System.getProperty("user.name")));
        if (user.root && !known()) {
            user.create();
        }
        return user;
    }

    boolean isOther() {
        return root;
    }

    String name() {
        return root ? NAME : System.getProperty("user.name");
    }

    /** Whether the user can get into the folder. */
    boolean reaches(Path folder) {
        return !root || run(as(List.of("test", "-x", folder.toString()))).code() == 0;
    }

    void own(Path folder) {
        if (root) {
            demand(run(List.of("chown", "-R", NAME + ":", folder.toString())), "chown");
        }
    }

    /** Runs the command as this user; its output tells why when it fails. */
    Outcome run(String... command) {
        return run(as(List.of(command)));
    }

    /** What a command left behind. */
    record Outcome(int code, String output) {}

    private List<String> as(List<String> command) {
        if (!root) {
            return command;
        }
        var whole = new ArrayList<>(List.of("setpriv", "--reuid=" + NAME, "--regid=" + NAME, "--clear-groups"));
        whole.addAll(command);
        return whole;
    }

    private void create() {
        var outcome = run(List.of(
                "useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME));
        if (!known()) {
            demand(outcome, "useradd");
        }
    }

    private static boolean known() {
        try (var lines = Files.lines(Path.of("/etc/passwd"))) {
            return lines.anyMatch(line -> line.startsWith(NAME + ":"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void demand(Outcome outcome, String command) {
        if (outcome.code() != 0) {
            throw new StartFailure("PostgreSQL does not run as root, and " + command + " for the system user " + NAME
                    + " failed: " + outcome.output());
        }
    }

    /** Output goes to a file, not a pipe: the database server outlives pg_ctl and would hold the pipe open. */
    private static Outcome run(List<String> command) {
        try {
            var output = Files.createTempFile("chengdan", ".out");
            try {
                var process = new ProcessBuilder(command)
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(120, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new StartFailure("no end within two minutes: " + String.join(" ", command));
                }
                return new Outcome(process.exitValue(), Files.readString(output).strip());
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new StartFailure("cannot run " + command.getFirst() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while running " + command.getFirst(), e);
        }
    }
}
