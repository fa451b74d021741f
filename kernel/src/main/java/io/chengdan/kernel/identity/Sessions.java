package io.chengdan.kernel.identity;

import static io.chengdan.kernel.identity.IdentityTables.ACTIVE;
import static io.chengdan.kernel.identity.IdentityTables.EPOCH;
import static io.chengdan.kernel.identity.IdentityTables.HASH;
import static io.chengdan.kernel.identity.IdentityTables.LAST_USED_AT;
import static io.chengdan.kernel.identity.IdentityTables.OWNER;
import static io.chengdan.kernel.identity.IdentityTables.PERSON;
import static io.chengdan.kernel.identity.IdentityTables.SESSION;

import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.audit.AuditEntry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Who is logged in from a browser. A session ends when nobody uses it for twelve hours, when the person leaves, and when their
 * epoch moves on, which is how a new password ends all of them at once. Thread-safe.
 */
public final class Sessions {

    private static final Duration UNUSED = Duration.ofHours(12);
    /** Noting every use would make every request wait for the disk. */
    private static final Duration USE_NOTED_EVERY = Duration.ofMinutes(1);

    private static final Field<UUID> SESSION_PERSON = DSL.field(DSL.name("session", "person"), SQLDataType.UUID);
    private static final Field<Long> SESSION_EPOCH = DSL.field(DSL.name("session", "epoch"), SQLDataType.BIGINT);
    private static final Field<UUID> PERSON_ID = DSL.field(DSL.name("person", "id"), SQLDataType.UUID);
    private static final Field<Long> PERSON_EPOCH = DSL.field(DSL.name("person", "epoch"), SQLDataType.BIGINT);

    private static final Field<UUID> VIEWING = DSL.field(DSL.name("viewing"), SQLDataType.UUID);
    private static final Field<Long> VIEWING_EPOCH = DSL.field(DSL.name("viewing_epoch"), SQLDataType.BIGINT);

    private final DSLContext db;
    private final Clock clock;
    private final Audit audit;
    private final People people;

    public Sessions(DSLContext db, Clock clock, Audit audit, People people) {
        this.db = db;
        this.clock = clock;
        this.audit = audit;
        this.people = people;
    }

    /**
     * A session that is open.
     *
     * @param person whose it is
     * @param viewing through whose eyes it looks; empty for their own
     */
    public record Session(Person person, Optional<Person> viewing) {}

    /** Starts a session of the person; the answer is the secret by which it is known, shown to nobody else. */
    public String begin(Person person) {
        var now = clock.instant();
        db.deleteFrom(SESSION).where(LAST_USED_AT.lt(now.minus(UNUSED))).execute();
        var secret = Secret.next();
        db.insertInto(SESSION)
                .set(HASH, Secret.hash(secret))
                .set(OWNER, person.id())
                .set(EPOCH, person.epoch())
                .set(LAST_USED_AT, now)
                .execute();
        return secret;
    }

    /** The open session of an active person. */
    public Optional<Session> find(String secret) {
        var now = clock.instant();
        var hash = Secret.hash(secret);
        return db.select(PERSON.asterisk(), People.ROLES, LAST_USED_AT, VIEWING, VIEWING_EPOCH)
                .from(SESSION)
                .join(PERSON)
                .on(PERSON_ID.eq(SESSION_PERSON).and(PERSON_EPOCH.eq(SESSION_EPOCH)))
                .where(HASH.eq(hash).and(ACTIVE.isTrue()).and(LAST_USED_AT.gt(now.minus(UNUSED))))
                .fetchOptional(row -> {
                    noteUse(hash, row.get(LAST_USED_AT.getName(), Instant.class), now);
                    return new Session(
                            People.person(row),
                            Optional.ofNullable(row.get(VIEWING.getName(), UUID.class))
                                    .flatMap(people::find)
                                    .filter(eyes -> eyes.active()
                                            && eyes.epoch() == row.get(VIEWING_EPOCH.getName(), Long.class)));
                });
    }

    /**
     * From now on the session looks through somebody's eyes; null for the person's own again.
     *
     * @param by the session's person
     */
    public void view(Caller by, String secret, @Nullable Person eyes) {
        db.transaction(transaction -> {
            transaction
                    .dsl()
                    .update(SESSION)
                    .set(VIEWING, eyes == null ? null : eyes.id())
                    .set(VIEWING_EPOCH, eyes == null ? null : eyes.epoch())
                    .where(HASH.eq(Secret.hash(secret)))
                    .execute();
            audit.record(new AuditEntry(
                    eyes == null ? "view_as.ended" : "view_as.begun",
                    by.viewer().orElse(by.person()).id(),
                    (eyes == null ? by.person() : eyes).login()));
        });
    }

    /** Ends the session, if it is one. */
    public void end(String secret) {
        db.deleteFrom(SESSION).where(HASH.eq(Secret.hash(secret))).execute();
    }

    private void noteUse(byte[] hash, Instant last, Instant now) {
        if (last.isBefore(now.minus(USE_NOTED_EVERY))) {
            db.update(SESSION).set(LAST_USED_AT, now).where(HASH.eq(hash)).execute();
        }
    }
}
