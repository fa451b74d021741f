package io.chengdan.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Ways into the database of a running installation, past the product. */
final class Database {

    private static final int PORT_LINE = 3;

    private final Path folder;
    private final String url;

    /** @param installation the folder of an installation whose server is running */
    Database(Path installation) {
        this.folder = installation;
        this.url = "jdbc:postgresql://127.0.0.1:" + port() + "/chengdan";
    }

    Connection superuser() throws SQLException {
        return connect("chengdan_owner", 0);
    }

    /** Owns the tables. */
    Connection publisher() throws SQLException {
        return connect("chengdan_publisher", 1);
    }

    /** What the product's own requests come in as. */
    Connection runtime() throws SQLException {
        return connect("chengdan_runtime", 2);
    }

    private Connection connect(String role, int line) throws SQLException {
        return DriverManager.getConnection(
                url, role, lines("database-passwords").get(line));
    }

    /** What the database server wrote since the given place in its log. */
    String log(long from) {
        try {
            var bytes = Files.readAllBytes(postgres().resolve("postgres.log"));
            return new String(bytes, (int) from, bytes.length - (int) from, java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the database's log", e);
        }
    }

    long logSize() {
        try {
            return Files.size(postgres().resolve("postgres.log"));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the database's log", e);
        }
    }

    private String port() {
        try {
            return Files.readAllLines(postgres().resolve("data/postmaster.pid"))
                    .get(PORT_LINE)
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the database of " + folder + " is not running", e);
        }
    }

    /** The installation may keep it elsewhere. */
    private Path postgres() {
        var pointer = folder.resolve("database-folder");
        return Files.exists(pointer)
                ? Path.of(lines("database-folder").getFirst().strip())
                : folder.resolve("postgres");
    }

    private java.util.List<String> lines(String file) {
        try {
            return Files.readAllLines(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file + " of the installation", e);
        }
    }
}
