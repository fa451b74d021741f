package io.chengdan.kernel.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

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
        try (var connection = superuser.getConnection();
                var statement = connection.createStatement()) {
            // A failing statement is written to the server's log; a password must not be.
            statement.execute("set log_min_error_statement = panic");
            password(connection, PUBLISHER, publisher);
            password(connection, RUNTIME, runtime);
        }
    }

    /** Brings the kernel's tables up to date, as the publisher. */
    public static void migrate(DataSource publisher) {
        Flyway.configure()
                .dataSource(publisher)
                .schemas("kernel")
                .createSchemas(false)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    private static void password(Connection connection, String role, String password) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("alter role " + role + " password " + statement.enquoteLiteral(password));
        }
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
