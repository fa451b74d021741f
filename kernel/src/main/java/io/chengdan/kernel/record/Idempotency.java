package io.chengdan.kernel.record;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes a repeated request harmless (K1): the key stands in the transaction of the write itself, so a second request waits for the
 * first and then gets its answer. A write that failed leaves no key.
 */
final class Idempotency {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern KEY = Pattern.compile("[!-~]{1,200}");

    private final DSLContext db;
    private final Person person;
    private final WriteRequest request;

    Idempotency(DSLContext db, Person person, WriteRequest request) {
        this.db = db;
        this.person = person;
        this.request = request;
    }

    /** The ids the same request wrote before, if it did. */
    Optional<List<UUID>> begin(Instant now) {
        var key = request.key();
        if (key == null) {
            return Optional.empty();
        }
        if (!KEY.matcher(key).matches()) {
            throw new Problem.Malformed(
                    "bad_key",
                    new Text(
                            "Idempotency-Key 要用 1 到 200 个可见的英文字符。",
                            "An Idempotency-Key is 1 to 200 visible ASCII characters."));
        }
        int made = db.insertInto(RecordTables.IDEMPOTENCY)
                .columns(
                        RecordTables.PERSON,
                        RecordTables.KEY,
                        RecordTables.REQUEST,
                        RecordTables.ANSWER,
                        RecordTables.AT)
                .values(person.id(), key, hash(), JSONB.valueOf("[]"), now)
                .onConflictDoNothing()
                .execute();
        return made == 1 ? Optional.empty() : Optional.of(answer(key));
    }

    private List<UUID> answer(String key) {
        var known = db.select(RecordTables.REQUEST, RecordTables.ANSWER)
                .from(RecordTables.IDEMPOTENCY)
                .where(RecordTables.PERSON.eq(person.id()))
                .and(RecordTables.KEY.eq(key))
                .fetchSingle();
        if (!known.value1().equals(hash())) {
            throw new Problem.Conflict(
                    "key_reused",
                    new Text(
                            "这个 Idempotency-Key 已经用于另一个请求，请换一个。",
                            "This Idempotency-Key was used for another request; take a new one."));
        }
        var ids = new ArrayList<UUID>();
        for (var id : JSON.readValue(known.value2().data(), String[].class)) {
            ids.add(UUID.fromString(id));
        }
        return ids;
    }

    void end(List<UUID> ids) {
        if (request.key() != null) {
            db.update(RecordTables.IDEMPOTENCY)
                    .set(RecordTables.ANSWER, JSONB.valueOf(JSON.writeValueAsString(ids)))
                    .where(RecordTables.PERSON.eq(person.id()))
                    .and(RecordTables.KEY.eq(request.key()))
                    .execute();
        }
    }

    private String hash() {
        try {
            var json = JSON.writeValueAsString(List.of(request.form(), request.migrating(), request.changes()));
            var digest = MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
