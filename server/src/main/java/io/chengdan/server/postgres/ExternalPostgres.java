package io.chengdan.server.postgres;

import io.chengdan.kernel.database.DatabaseRoles;
import io.chengdan.server.installation.PrivateFile;
import io.chengdan.server.installation.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A PostgreSQL that somebody else looks after. The first start makes our two roles and schemas as the user of the URL, if that
 * user may; else it writes down what the administrator has to run. Later starts need our own roles only.
 */
public final class ExternalPostgres implements Database {

    /** Holds the URL without user and password. */
    private static final String FILE = "database-url";

    private static final String SCRIPT = "database-setup.sql";
    private static final String PREFIX = "jdbc:postgresql://";
    private static final int OLDEST = 18;
    private static final String LOCALE = "C.UTF-8";

    /** SQLSTATE of what a user may not do. */
    private static final String NO_RIGHT = "42501";

    private final Address address;

    private ExternalPostgres(Address address) {
        this.address = address;
    }

    @Override
    public Address address() {
        return address;
    }

    /** Others may use it; it goes on. */
    @Override
    public void close() {}

    static Optional<String> remembered(Path installation) {
        try {
            var file = installation.resolve(FILE);
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new StartFailure("The file " + installation.resolve(FILE) + " cannot be read: " + e.getMessage(), e);
        }
    }

    static ExternalPostgres open(Path installation, String given) {
        var url = Url.of(given);
        if (DatabaseFolder.exists(installation)) {
            throw new StartFailure("The installation in " + installation
                    + " has an embedded database. To move it: ./chengdan backup FILE, then ./chengdan restore FILE --data OTHER_DIR"
                    + " --db-url URL.");
        }
        var setting = new Setting(installation, url, Secrets.in(installation));
        setting.ready();
        return new ExternalPostgres(new Address(url.bare(), setting.secrets.publisher(), setting.secrets.runtime()));
    }

    /** A JDBC URL with user and password taken out; the environment names them where the URL does not. */
    private record Url(String bare, Optional<String> user, Optional<String> password) {

        static Url of(String given) {
            if (!given.startsWith(PREFIX)) {
                throw new StartFailure(
                        "A database is named as " + PREFIX + "HOST[:PORT]/DATABASE[?user=…&password=…].");
            }
            var parts = given.split("\\?", 2);
            var kept = new ArrayList<String>();
            Optional<String> user = Optional.ofNullable(System.getenv("CHENGDAN_DB_USER"));
            Optional<String> password = Optional.ofNullable(System.getenv("CHENGDAN_DB_PASSWORD"));
            for (var parameter : parts.length < 2 ? new String[0] : parts[1].split("&")) {
                if (parameter.startsWith("user=")) {
                    user = Optional.of(decoded(parameter));
                } else if (parameter.startsWith("password=")) {
                    password = Optional.of(decoded(parameter));
                } else {
                    kept.add(parameter);
                }
            }
            return new Url(parts[0] + (kept.isEmpty() ? "" : "?" + String.join("&", kept)), user, password);
        }

        private static String decoded(String parameter) {
            var value = parameter.substring(parameter.indexOf('=') + 1);
            return java.net.URLDecoder.decode(value, java.nio.charset.StandardCharsets.UTF_8);
        }

        DriverManagerDataSource as(String user, String password) {
            return new DriverManagerDataSource(bare, user, password);
        }
    }

    private record Setting(Path installation, Url url, Secrets secrets) {

        void ready() {
            try {
                if (!admitted()) {
                    makeRoles();
                } else if (!hasSchemas()) {
                    prepare(administrator());
                }
                try (var connection = publisher()) {
                    fits(connection);
                }
                Files.writeString(installation.resolve(FILE), url.bare() + "\n");
            } catch (SQLException e) {
                throw new StartFailure("The database " + url.bare() + " cannot be used: " + e.getMessage(), e);
            } catch (IOException e) {
                throw new StartFailure("The folder " + installation + " cannot be written: " + e.getMessage(), e);
            }
        }

        private Connection publisher() throws SQLException {
            return url.as(DatabaseRoles.PUBLISHER, secrets.publisher()).getConnection();
        }

        /** Whether both our roles come in with our passwords. */
        private boolean admitted() throws SQLException {
            try {
                publisher().close();
                url.as(DatabaseRoles.RUNTIME, secrets.runtime()).getConnection().close();
                return true;
            } catch (SQLException e) {
                // 28: they are not there, have other passwords or may not connect
                if (e.getSQLState() != null && e.getSQLState().startsWith("28")) {
                    return false;
                }
                throw e;
            }
        }

        private boolean hasSchemas() throws SQLException {
            try (var connection = publisher();
                    var statement = connection.createStatement();
                    var found = statement.executeQuery("select count(*) from pg_namespace"
                            + " where nspname in ('kernel', 'app', 'bi') and nspowner = current_user::regrole")) {
                found.next();
                return found.getInt(1) == 3;
            }
        }

        private void makeRoles() throws SQLException, IOException {
            var admin = administrator();
            try (var connection = admin.getConnection()) {
                fits(connection);
                if (roles(connection) > 0) {
                    throw new StartFailure("The server of " + url.bare() + " already has the roles "
                            + DatabaseRoles.PUBLISHER + " and " + DatabaseRoles.RUNTIME + ", with other passwords than "
                            + installation.resolve(Secrets.FILE)
                            + ". Another installation may use them: give this one a"
                            + " server of its own; or, if that installation was this one, bring its file back.");
                }
            }
            prepare(admin);
            DatabaseRoles.passwords(admin, secrets.publisher(), secrets.runtime());
        }

        private DriverManagerDataSource administrator() throws IOException {
            var user = url.user();
            if (user.isEmpty()) {
                throw forAdministrator("");
            }
            return url.as(user.get(), url.password().orElse(""));
        }

        private void prepare(DriverManagerDataSource admin) throws SQLException, IOException {
            try {
                DatabaseRoles.prepare(admin);
            } catch (SQLException e) {
                if (NO_RIGHT.equals(e.getSQLState())) {
                    throw forAdministrator(
                            "The user " + admin.getUsername() + " may not make roles or schemas there. ");
                }
                throw e;
            }
        }

        private static int roles(Connection connection) throws SQLException {
            try (var statement = connection.createStatement();
                    var found = statement.executeQuery("select count(*) from pg_roles where rolname in ('"
                            + DatabaseRoles.PUBLISHER + "', '" + DatabaseRoles.RUNTIME + "')")) {
                found.next();
                return found.getInt(1);
            }
        }

        /** Text has to sort and fold as it does in the embedded database, or lists and rules would work otherwise. */
        private void fits(Connection connection) throws SQLException {
            try (var statement = connection.createStatement();
                    var found = statement.executeQuery(
                            "select current_setting('server_version_num')::int / 10000, pg_encoding_to_char(encoding),"
                                    + " datlocprovider::text, datlocale from pg_database where datname = current_database()")) {
                found.next();
                if (found.getInt(1) < OLDEST) {
                    throw new StartFailure("Chengdan needs PostgreSQL " + OLDEST + " or newer; " + url.bare() + " is "
                            + found.getInt(1) + ".");
                }
                if (!"UTF8".equals(found.getString(2))
                        || !"b".equals(found.getString(3))
                        || !LOCALE.equals(found.getString(4))) {
                    throw new StartFailure("The database " + url.bare()
                            + " sorts texts otherwise than Chengdan needs. Make it so: create database NAME template template0"
                            + " encoding 'UTF8' locale_provider builtin builtin_locale '" + LOCALE + "' locale '"
                            + LOCALE
                            + "';");
                }
            }
        }

        private StartFailure forAdministrator(String reason) throws IOException {
            var script = installation.resolve(SCRIPT);
            PrivateFile.write(
                    script,
                    DatabaseRoles.setup(Map.of(
                            DatabaseRoles.PUBLISHER, secrets.publisher(), DatabaseRoles.RUNTIME, secrets.runtime())));
            return new StartFailure(String.format(
                    Locale.ROOT,
                    "%sThe database %s lacks the roles of Chengdan. Have its administrator run, connected to that very database:"
                            + " psql -f %s — then start again. Or name a user who may make roles, with ?user=… in the URL (or"
                            + " CHENGDAN_DB_USER) and CHENGDAN_DB_PASSWORD.",
                    reason,
                    url.bare(),
                    script));
        }
    }
}
