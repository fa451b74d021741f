package io.chengdan.kernel.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chengdan.kernel.TestInstallation;
import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.audit.AuditEntry;
import io.chengdan.kernel.definition.Ids;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("A4")
class DatabaseRolesTest {

    private static final TestInstallation INSTALLATION = TestInstallation.fresh();

    @Test
    void the_runtime_adds_to_the_audit_and_reads_it() {
        var audit = new Audit(INSTALLATION.db(), Clock.systemUTC());

        audit.record(new AuditEntry("login", Ids.next(Instant.now()), "admin"));

        assertThat(INSTALLATION.db().fetchCount(DSL.table(DSL.name("kernel", "audit"))))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update kernel.audit set kind = 'x'",
                "delete from kernel.audit",
                "truncate kernel.audit",
                "delete from kernel.flyway_schema_history",
                "create table kernel.mine (id int)",
                "create table app.mine (id int)",
                "create table public.mine (id int)",
                "alter table kernel.person add column x int",
                "drop table kernel.person"
            })
    void the_runtime_can_neither_rewrite_history_nor_change_tables(String statement) {
        assertThatThrownBy(() -> INSTALLATION.db().execute(statement))
                .isInstanceOf(DataAccessException.class)
                .hasMessageMatching("(?s).*(permission denied|must be owner).*");
    }

    @Test
    void preparing_again_does_no_harm() throws SQLException {
        DatabaseRoles.prepare(INSTALLATION.superuser());
        DatabaseRoles.migrate(INSTALLATION.publisher());
    }

    @Test
    void the_publisher_makes_tables_that_the_runtime_may_fill() {
        DSL.using(INSTALLATION.publisher(), SQLDialect.POSTGRES).execute("create table app.thing (id int)");

        assertThat(INSTALLATION.db().execute("insert into app.thing values (1)"))
                .isEqualTo(1);
    }
}
