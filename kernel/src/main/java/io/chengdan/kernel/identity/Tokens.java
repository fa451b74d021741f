package io.chengdan.kernel.identity;

import static io.chengdan.kernel.identity.IdentityTables.CREATED_AT;
import static io.chengdan.kernel.identity.IdentityTables.EXPIRES_AT;
import static io.chengdan.kernel.identity.IdentityTables.HASH;
import static io.chengdan.kernel.identity.IdentityTables.ID;
import static io.chengdan.kernel.identity.IdentityTables.LAST_USED_AT;
import static io.chengdan.kernel.identity.IdentityTables.NAME;
import static io.chengdan.kernel.identity.IdentityTables.OWNER;
import static io.chengdan.kernel.identity.IdentityTables.REVOKED_AT;
import static io.chengdan.kernel.identity.IdentityTables.TOKEN;

import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.audit.AuditEntry;
import io.chengdan.kernel.definition.Ids;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Tokens by which programs act for a person. Only a hash is kept; the secret is shown once. Thread-safe. */
public final class Tokens {

    /** Makes a leaked token easy to find by its looks. */
    private static final String PREFIX = "chengdan_";

    private static final Duration USE_NOTED_EVERY = Duration.ofMinutes(1);

    private final DSLContext db;
    private final Clock clock;
    private final Audit audit;
    private final People people;

    public Tokens(DSLContext db, Clock clock, Audit audit, People people) {
        this.db = db;
        this.clock = clock;
        this.audit = audit;
        this.people = people;
    }

    /** A token without its secret. */
    public record Token(
            UUID id, String name, Instant createdAt, Optional<Instant> expiresAt, Optional<Instant> lastUsedAt) {}

    /** A token just made, with the secret that nobody sees again. */
    public record Made(Token token, String secret) {}

    /**
     * Makes a token for the person.
     *
     * @param expiresAt when it ends; empty for never
     * @throws Problem.Invalid when the name is unusable or the end lies in the past
     */
    public Made create(Person person, String name, Optional<Instant> expiresAt) {
        var now = clock.instant();
        var faults = new Faults();
        faults.line("name", name, 100);
        if (expiresAt.isPresent() && !expiresAt.get().isAfter(now)) {
            faults.add("expires_at", "in_past", new Text("到期时间必须在将来。", "The end must lie in the future."));
        }
        faults.throwIfAny();
        var secret = PREFIX + Secret.next();
        var token = new Token(Ids.next(now), name, now, expiresAt, Optional.empty());
        db.transaction(_ -> {
            db.insertInto(TOKEN)
                    .set(ID, token.id())
                    .set(OWNER, person.id())
                    .set(NAME, name)
                    .set(HASH, Secret.hash(secret))
                    .set(CREATED_AT, now)
                    .set(EXPIRES_AT, expiresAt.orElse(null))
                    .execute();
            audit.record(new AuditEntry("token.created", person.id(), token.id().toString(), Map.of("name", name)));
        });
        return new Made(token, secret);
    }

    /** The active person for whom the secret speaks. */
    public Optional<Person> find(String secret) {
        if (!secret.startsWith(PREFIX)) {
            return Optional.empty();
        }
        var now = clock.instant();
        var row = db.select(ID, OWNER, LAST_USED_AT)
                .from(TOKEN)
                .where(HASH.eq(Secret.hash(secret))
                        .and(REVOKED_AT.isNull())
                        .and(EXPIRES_AT.isNull().or(EXPIRES_AT.gt(now))))
                .fetchOptional();
        row.ifPresent(token -> noteUse(token, now));
        return row.flatMap(token -> people.find(token.get(OWNER))).filter(Person::active);
    }

    /** The person's tokens that still work, newest first. */
    public List<Token> list(Person person) {
        return db.select(ID, NAME, CREATED_AT, EXPIRES_AT, LAST_USED_AT)
                .from(TOKEN)
                .where(OWNER.eq(person.id())
                        .and(REVOKED_AT.isNull())
                        .and(EXPIRES_AT.isNull().or(EXPIRES_AT.gt(clock.instant()))))
                .orderBy(CREATED_AT.desc(), ID.desc())
                .fetch(row -> new Token(
                        row.get(ID),
                        row.get(NAME),
                        row.get(CREATED_AT),
                        Optional.ofNullable(row.get(EXPIRES_AT)),
                        Optional.ofNullable(row.get(LAST_USED_AT))));
    }

    /** @throws Problem.NotFound when the person has no such token */
    public void revoke(Person person, UUID token) {
        db.transaction(_ -> {
            var revoked = db.update(TOKEN)
                    .set(REVOKED_AT, clock.instant())
                    .where(ID.eq(token).and(OWNER.eq(person.id())).and(REVOKED_AT.isNull()))
                    .execute();
            if (revoked == 0) {
                throw new Problem.NotFound();
            }
            audit.record(new AuditEntry("token.revoked", person.id(), token.toString()));
        });
    }

    private void noteUse(Record token, Instant now) {
        var last = Optional.ofNullable(token.get(LAST_USED_AT));
        if (last.isEmpty() || last.get().isBefore(now.minus(USE_NOTED_EVERY))) {
            db.update(TOKEN).set(LAST_USED_AT, now).where(ID.eq(token.get(ID))).execute();
        }
    }
}
