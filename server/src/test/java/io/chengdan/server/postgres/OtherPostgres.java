package io.chengdan.server.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A PostgreSQL of somebody else: a server of its own that asks for passwords. */
public final class OtherPostgres implements AutoCloseable {

    private static final String SUPERUSER = "dba";
    private static final String PASSWORD = "of the dba";

    private final OsUser user = OsUser.forDatabase();
    private final Path folder;
    private final Path home;
    private final int port;

    private OtherPostgres() throws IOException {
        folder = Files.createTempDirectory("chengdan-other-pg");
        Files.setPosixFilePermissions(folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        home = Binaries.unpackedIn(folder);
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    public static OtherPostgres start() throws IOException {
        var server = new OtherPostgres();
        var password = Files.writeString(server.folder.resolve("pw"), PASSWORD);
        server.user.own(server.folder);
        server.run(
                "initdb",
                "-D",
                server.data(),
                "-U",
                SUPERUSER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-sync",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--lc-ctype=C.UTF-8");
        server.run(
                "pg_ctl",
                "-D",
                server.data(),
                "-w",
                "-l",
                server.folder.resolve("log").toString(),
                "-o",
                "-p " + server.port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off",
                "start");
        return server;
    }

    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public String superuserUrl(String database) {
        return url(database) + "?user=" + SUPERUSER + "&password=" + PASSWORD.replace(" ", "%20");
    }

    public void execute(String database, String... statements) throws SQLException {
        try (var connection = new DriverManagerDataSource(url(database), SUPERUSER, PASSWORD).getConnection();
                var statement = connection.createStatement()) {
            for (var each : List.of(statements)) {
                statement.execute(each);
            }
        }
    }

    @Override
    public void close() throws IOException {
        run("pg_ctl", "-D", data(), "-w", "-m", "immediate", "stop");
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void run(String program, String... arguments) {
        var command = new java.util.ArrayList<>(
                List.of(home.resolve("bin").resolve(program).toString()));
        command.addAll(List.of(arguments));
        var outcome = user.run(command.toArray(String[]::new));
        if (outcome.code() != 0) {
            throw new IllegalStateException(program + ": " + outcome.output());
        }
    }
}
