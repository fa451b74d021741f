package io.chengdan.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chengdan.kernel.TestInstallation;
import io.chengdan.kernel.definition.Text;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("K2")
class AuditChainTest {

    private final TestInstallation installation = TestInstallation.fresh();
    private final DSLContext db = installation.db();
    private final DSLContext superuser = DSL.using(installation.superuser(), SQLDialect.POSTGRES);
    private final Audit audit = new Audit(db, Clock.systemUTC());
    private final AuditChain chain = new AuditChain(db);

    private void entries(int count) {
        for (int i = 0; i < count; i++) {
            audit.record(new AuditEntry(
                    "setting.changed",
                    UUID.randomUUID(),
                    "migrate",
                    Map.of("n", i, "text", "开 “open”", "money", "1.50")));
        }
    }

    /** Changes what the database itself forbids everybody: only who owns the machine can. */
    private void tamper(String statement) {
        superuser.transaction(transaction -> {
            transaction.dsl().execute("set local session_replication_role = replica");
            assertThat(transaction.dsl().execute(statement)).isPositive();
        });
    }

    @Test
    void an_untouched_audit_is_whole_and_its_head_moves_on() {
        entries(3);
        assertThat(chain.seal()).isEqualTo(3);
        var first = chain.head();
        entries(2);
        chain.seal();

        var finding = chain.verify();
        assertThat(finding.faults()).isEmpty();
        assertThat(finding.sealed()).isEqualTo(5);
        assertThat(finding.waiting()).isZero();
        assertThat(finding.head()).isEqualTo(chain.head()).isNotEqualTo(first);
        assertThat(chain.seal()).isZero();
    }

    @Test
    void a_changed_entry_is_found() {
        entries(5);
        chain.seal();
        tamper("update kernel.audit set subject = 'nothing happened'"
                + " where id = (select entry from kernel.audit_seal where number = 3)");

        assertThat(chain.verify().faults())
                .extracting(Text::en)
                .singleElement()
                .asString()
                .contains("Seal 3 ");
    }

    @Test
    void a_changed_time_detail_or_person_is_found() {
        entries(3);
        chain.seal();
        tamper("update kernel.audit set at = at + interval '1 microsecond'"
                + " where id = (select entry from kernel.audit_seal where number = 1)");
        tamper("update kernel.audit set detail = jsonb_set(detail, '{money}', '\"1.51\"')"
                + " where id = (select entry from kernel.audit_seal where number = 2)");
        tamper("update kernel.audit set person = null"
                + " where id = (select entry from kernel.audit_seal where number = 3)");

        assertThat(chain.verify().faults()).hasSize(3);
    }

    @Test
    void an_entry_taken_away_or_slipped_in_is_found() {
        entries(4);
        chain.seal();
        tamper("delete from kernel.audit where id = (select entry from kernel.audit_seal where number = 2)");
        // without its trigger nothing waits for a seal
        tamper("insert into kernel.audit values ('" + UUID.randomUUID() + "', now(), 'login', null, '', 'x', '{}')");

        assertThat(chain.verify().faults())
                .extracting(Text::en)
                .anyMatch(text -> text.contains("of seal 2 is gone"))
                .anyMatch(text -> text.contains("has no seal"))
                .hasSize(2);
    }

    @Test
    void a_seal_taken_away_or_computed_anew_is_found() {
        entries(4);
        chain.seal();
        tamper("delete from kernel.audit_seal where number = 2");
        assertThat(chain.verify().faults()).extracting(Text::en).anyMatch(text -> text.contains("lacks seals after 1"));
        tamper("update kernel.audit_seal set hash = sha256(hash) where number = 3");
        assertThat(chain.verify().faults()).hasSizeGreaterThan(1);
    }

    @Test
    void many_writers_and_sealers_make_one_chain_without_gaps() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 6; i++) {
                work.add(() -> {
                    entries(40);
                    return true;
                });
                work.add(() -> {
                    for (int round = 0; round < 30; round++) {
                        chain.seal();
                    }
                    return true;
                });
            }
            for (var done : threads.invokeAll(work)) {
                assertThat(done.get()).isTrue();
            }
        }
        chain.seal();

        var finding = chain.verify();
        assertThat(finding.faults()).isEmpty();
        assertThat(finding.sealed()).isEqualTo(240);
        assertThat(finding.head().number()).isEqualTo(240);
    }

    @Test
    void an_entry_of_a_long_transaction_holds_up_nobody_and_is_sealed_in_its_turn() {
        db.transaction(transaction -> {
            Audit.write(transaction.dsl(), Instant.now(), new AuditEntry("import.run", UUID.randomUUID(), "customer"));
            entries(2);
            assertThat(chain.seal()).isEqualTo(2);
        });

        assertThat(chain.seal()).isEqualTo(1);
        assertThat(chain.verify().faults()).isEmpty();
    }

    @Test
    void nobody_below_the_superuser_rewrites_audit_or_seals() {
        entries(1);
        chain.seal();
        var publisher = DSL.using(installation.publisher(), SQLDialect.POSTGRES);

        for (var table : new String[] {"kernel.audit", "kernel.audit_seal"}) {
            assertThatThrownBy(() -> db.execute("delete from " + table))
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> publisher.execute("delete from " + table))
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("only added to");
        }
    }
}
