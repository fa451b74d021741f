package io.chengdan.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chengdan.kernel.database.DatabaseRoles;
import io.chengdan.server.installation.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

@Tag("K4")
class ExternalPostgresTest {

    @TempDir
    private Path folder;

    private OtherPostgres server;

    @BeforeEach
    void start() throws IOException, SQLException {
        server = OtherPostgres.start();
        server.execute("postgres", "create database sales");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private Address open(String url) {
        return Database.open(folder, Optional.of(url), _ -> {}).address();
    }

    /** Both roles can do their work, and no more. */
    private void works(Address address) throws SQLException {
        var publisher =
                new DriverManagerDataSource(address.url(), DatabaseRoles.PUBLISHER, address.publisherPassword());
        DatabaseRoles.migrate(publisher);
        var runtime = new DriverManagerDataSource(address.url(), DatabaseRoles.RUNTIME, address.runtimePassword());
        try (var connection = runtime.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("insert into kernel.setting values ('x', '1')");
            assertThatThrownBy(() -> statement.execute("delete from kernel.audit"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void a_superuser_is_needed_once() throws SQLException, IOException {
        works(open(server.superuserUrl("sales")));

        // neither user nor URL is asked for again, and no password of theirs is kept
        var again = Database.open(folder, Optional.empty(), _ -> {}).address();
        assertThat(again.url()).isEqualTo(server.url("sales"));
        assertThat(Files.readString(folder.resolve("database-url"))).doesNotContain("dba");
    }

    @Test
    void an_owner_who_may_make_roles_will_do() throws SQLException {
        server.execute(
                "postgres",
                "create role owner login createrole password 'of the owner'",
                "alter database sales owner to owner");

        works(open(server.url("sales") + "?user=owner&password=of+the+owner"));
    }

    @Test
    void who_may_not_make_roles_is_told_what_the_administrator_must_run() throws SQLException, IOException {
        server.execute("postgres", "create role plain login password 'plain'", "alter database sales owner to plain");

        assertThatThrownBy(() -> open(server.url("sales") + "?user=plain&password=plain"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("plain may not make roles")
                .hasMessageContaining("database-setup.sql");
        assertThatThrownBy(() -> open(server.url("sales"))).hasMessageContaining("database-setup.sql");

        server.execute("sales", Files.readString(folder.resolve("database-setup.sql")));
        works(open(server.url("sales")));
    }

    @Test
    void a_database_that_sorts_otherwise_is_refused() throws SQLException {
        server.execute(
                "postgres",
                "create database german template template0 encoding 'UTF8' locale_provider icu icu_locale 'de-DE'");

        assertThatThrownBy(() -> open(server.superuserUrl("german"))).hasMessageContaining("create database NAME");
    }

    @Test
    void the_roles_of_another_installation_are_left_alone() throws SQLException, IOException {
        var first = open(server.superuserUrl("sales"));
        server.execute("postgres", "create database second");
        var other = Files.createDirectory(folder.resolve("other"));

        assertThatThrownBy(() -> Database.open(other, Optional.of(server.superuserUrl("second")), _ -> {}))
                .hasMessageContaining("Another installation may use them");
        works(first);
    }

    @Test
    void what_is_no_address_and_what_is_not_there_is_said() {
        assertThatThrownBy(() -> open("postgres://x/y")).hasMessageContaining("jdbc:postgresql://HOST");
        assertThatThrownBy(() -> open(server.superuserUrl("nowhere"))).isInstanceOf(StartFailure.class);
        assertThatThrownBy(() -> open("jdbc:postgresql://127.0.0.1:1/sales"))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("cannot be used");
    }
}
