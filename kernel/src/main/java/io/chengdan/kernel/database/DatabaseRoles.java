package io.chengdan.kernel.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.PGConnection;

/** Prepares a database: roles and schemas by a superuser, then the kernel's tables by the publisher. */
public final class DatabaseRoles {

    /** Owns the schemas, runs migrations and publishes. */
    public static final String PUBLISHER = "chengdan_publisher";

    /** Serves requests: reads and writes rows, nothing else. */
    public static final String RUNTIME = "chengdan_runtime";

    private DatabaseRoles() {}

    /** Creates roles, schemas and default rights in the database of {@code superuser}. Harmless when repeated. */
    public static void prepare(DataSource superuser) throws SQLException {
        try (var connection = superuser.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(script());
            // Previews live in schemas of their own, which the publisher makes.
            statement.execute("grant create on database " + statement.enquoteIdentifier(connection.getCatalog(), true)
                    + " to " + PUBLISHER);
        }
    }

    /** Gives the two roles their passwords. */
    public static void passwords(DataSource superuser, String publisher, String runtime) throws SQLException {
        try (var connection = superuser.getConnection()) {
            password(connection, PUBLISHER, publisher);
            password(connection, RUNTIME, runtime);
        }
    }

    /**
     * What an administrator runs in the database itself where we may not make roles.
     *
     * @param passwords by role
     */
    public static String setup(Map<String, String> passwords) {
        var lines = new StringBuilder(script()).append('\n');
        passwords.forEach((role, password) -> lines.append("alter role ")
                .append(role)
                .append(" password '")
                .append(password.replace("'", "''"))
                .append("';\n"));
        return lines.append("do $$ begin execute format('grant create on database %I to ")
                .append(PUBLISHER)
                .append("', current_database()); end $$;\n")
                .toString();
    }

    /** Brings the kernel's tables up to date, as the publisher. */
    public static void migrate(DataSource publisher) {
        flyway(publisher).load().migrate();
    }

    /** Makes the kernel's tables as they were after the migration with this number. */
    public static void migrate(DataSource publisher, int number) {
        flyway(publisher).target(Integer.toString(number)).load().migrate();
    }

    /** The number of the last migration this kernel knows. */
    public static int lastMigration(DataSource publisher) {
        return Stream.of(flyway(publisher).load().info().all())
                .map(migration -> migration.getVersion())
                .filter(Objects::nonNull)
                .mapToInt(version -> Integer.parseInt(version.getVersion()))
                .max()
                .orElse(0);
    }

    private static FluentConfiguration flyway(DataSource publisher) {
        return Flyway.configure()
                .dataSource(publisher)
                .schemas("kernel")
                .createSchemas(false)
                .locations("classpath:db/migration");
    }

    /** The driver sends the hash alone, so that no log of the server ever holds the password. */
    private static void password(Connection connection, String role, String password) throws SQLException {
        connection.unwrap(PGConnection.class).alterUserPassword(role, password.toCharArray(), "scram-sha-256");
    }

    private static String script() {
        try (var resource = DatabaseRoles.class.getResourceAsStream("/db/roles.sql")) {
            if (resource == null) {
                throw new IllegalStateException("db/roles.sql is not on the class path");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
