package io.chengdan.kernel.audit;

import io.chengdan.kernel.definition.Ids;
import java.time.Clock;
import java.time.Instant;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import tools.jackson.databind.json.JsonMapper;

/** Writes audit entries in the caller's transaction. Thread-safe. */
public final class Audit {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final DSLContext db;
    private final Clock clock;

    public Audit(DSLContext db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    public void record(AuditEntry entry) {
        write(db, clock.instant(), entry);
    }

    /** Adds the entry within a transaction that is not bound to the thread. */
    public static void write(DSLContext transaction, Instant now, AuditEntry entry) {
        transaction
                .insertInto(DSL.table(DSL.name("kernel", "audit")))
                .set(DSL.field(DSL.name("id"), SQLDataType.UUID), Ids.next(now))
                .set(DSL.field(DSL.name("at"), SQLDataType.INSTANT), now)
                .set(DSL.field(DSL.name("kind"), SQLDataType.CLOB), entry.kind())
                .set(
                        DSL.field(DSL.name("person"), SQLDataType.UUID),
                        entry.person().orElse(null))
                .set(DSL.field(DSL.name("address"), SQLDataType.CLOB), entry.address())
                .set(DSL.field(DSL.name("subject"), SQLDataType.CLOB), entry.subject())
                .set(
                        DSL.field(DSL.name("detail"), SQLDataType.JSONB),
                        JSONB.jsonb(JSON.writeValueAsString(entry.detail())))
                .execute();
    }
}
