package io.chengdan.server.postgres;

import io.chengdan.kernel.database.DatabaseRoles;
import io.chengdan.server.installation.PrivateFile;
import io.chengdan.server.installation.StartFailure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * PostgreSQL as a child of the product.
 *
 * <p>It survives a product that was killed; the next start finds it running and goes on with it. Whoever holds the lock of
 * the installation's folder ({@code InstallationLock}) may call this, nobody else.
 */
public final class EmbeddedPostgres implements Database {

    private static final String SUPERUSER = "chengdan_owner";
    private static final String DATABASE = "chengdan";
    private static final String SETTINGS = "chengdan.conf";

    private final OsUser user;
    private final Path folder;
    private final Path home;
    private final Path data;
    private final Path log;
    private final Path sockets;
    private final Secrets secrets;

    private EmbeddedPostgres(OsUser user, Path folder, Secrets secrets) {
        this.user = user;
        this.folder = folder;
        this.home = Binaries.unpackedIn(folder);
        this.data = folder.resolve("data");
        this.log = folder.resolve("postgres.log");
        this.sockets = folder.resolve("sockets");
        this.secrets = secrets;
    }

    /**
     * The database server of the installation, running.
     *
     * @param tell hears what the person who starts it should know
     * @throws StartFailure when it cannot be started, saying why
     */
    public static EmbeddedPostgres start(Path installation, Consumer<String> tell) {
        var user = OsUser.forDatabase();
        var folder = DatabaseFolder.in(installation, user, tell);
        var postgres = new EmbeddedPostgres(user, folder, Secrets.in(installation));
        try {
            postgres.initialize();
            postgres.run();
            postgres.prepare();
        } catch (IOException | SQLException e) {
            throw new StartFailure("PostgreSQL does not start: " + e.getMessage() + " (log: " + postgres.log + ")", e);
        }
        return postgres;
    }

    /** The database server of the installation, which another process has started. */
    static Address running(Path installation) {
        var user = OsUser.forDatabase();
        var postgres =
                new EmbeddedPostgres(user, DatabaseFolder.in(installation, user, _ -> {}), Secrets.in(installation));
        if (!postgres.running()) {
            throw new StartFailure("The database in " + postgres.folder + " does not run.");
        }
        return postgres.address();
    }

    @Override
    public Address address() {
        return new Address(url(DATABASE), secrets.publisher(), secrets.runtime());
    }

    /** Stops the server in good order. */
    @Override
    public void close() {
        if (running()) {
            pgCtl("stop", "-m", "fast", "-w", "-t", "60");
        }
    }

    private void initialize() throws IOException {
        Files.createDirectories(sockets);
        if (Files.exists(data.resolve("PG_VERSION"))) {
            return;
        }
        var password = folder.resolve("initial-password");
        PrivateFile.write(password, secrets.superuser());
        user.own(folder);
        // The built-in locale sorts the same on every machine; without --lc-ctype Chinese letters would be no letters.
        var outcome = user.run(
                program("initdb"),
                "-D",
                data.toString(),
                "-U",
                SUPERUSER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--data-checksums",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--lc-ctype=C.UTF-8");
        Files.delete(password);
        if (outcome.code() != 0) {
            throw new StartFailure("PostgreSQL cannot make its data folder " + data + ": " + outcome.output());
        }
        Files.writeString(
                data.resolve("postgresql.conf"), "include_if_exists = '" + SETTINGS + "'\n", StandardOpenOption.APPEND);
    }

    private void run() throws IOException {
        if (running()) {
            return;
        }
        // A folder that another user made or that was copied must belong to the user who runs the server.
        user.own(folder);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(data.resolve(SETTINGS), settings());
        user.own(data.resolve(SETTINGS));
        var outcome = pgCtl("start", "-w", "-t", "60", "-l", log.toString());
        if (outcome.code() != 0) {
            throw new StartFailure("PostgreSQL does not start: " + outcome.output() + " (log: " + log + ")");
        }
    }

    private boolean running() {
        return Files.exists(data.resolve("postmaster.pid")) && pgCtl("status").code() == 0;
    }

    private void prepare() throws SQLException {
        try (var connection = superuser("postgres").getConnection();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select 1 from pg_database where datname = '" + DATABASE + "'")) {
            if (!found.next()) {
                statement.execute("create database " + DATABASE);
            }
        }
        DatabaseRoles.prepare(superuser(DATABASE));
        DatabaseRoles.passwords(superuser(DATABASE), secrets.publisher(), secrets.runtime());
    }

    private DataSource superuser(String database) {
        return new DriverManagerDataSource(url(database), SUPERUSER, secrets.superuser());
    }

    private String url(String database) {
        try {
            // Fourth line of postmaster.pid: the port the running server listens on.
            var port = Files.readAllLines(data.resolve("postmaster.pid")).get(3).strip();
            return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
        } catch (IOException e) {
            throw new StartFailure("PostgreSQL is not running in " + data, e);
        }
    }

    private OsUser.Outcome pgCtl(String... arguments) {
        var command = new ArrayList<>(List.of(program("pg_ctl"), "-D", data.toString()));
        command.addAll(List.of(arguments));
        return user.run(command.toArray(String[]::new));
    }

    private String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    /** Memory for a machine that runs the product beside its database: an eighth of it, at most 256 MB for pages. */
    private String settings() throws IOException {
        long megabytes = memory() / (1024 * 1024);
        // A path over 100 characters does not fit into a socket's address; the loopback address serves all the same.
        var socketFolder = sockets.toString().length() < 90 ? sockets.toString().replace("'", "''") : "";
        return """
                # Written at each start.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = '%s'
                max_connections = 60
                shared_buffers = %dMB
                effective_cache_size = %dMB
                work_mem = 16MB
                maintenance_work_mem = 128MB
                jit = off
                random_page_cost = 1.1
                wal_compression = on
                max_wal_size = 1GB
                checkpoint_timeout = 15min
                timezone = 'UTC'
                log_timezone = 'UTC'
                lc_messages = 'C'
                logging_collector = off
                log_error_verbosity = terse
                """.formatted(
                freePort(), socketFolder, Math.clamp(megabytes / 8, 32, 256), Math.clamp(megabytes / 4, 128, 4096));
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 1L << 30;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
