package io.chengdan.kernel.audit;

import io.chengdan.kernel.definition.Text;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The chain of seals over the audit. Entries are sealed after their transaction has committed, in the order in which the
 * sealer finds them; of several sealers one works at a time. Thread-safe.
 */
public final class AuditChain {

    /** Of a chain without seals. */
    public static final Head EMPTY = new Head(0, "0".repeat(64));

    private static final int LOCK = 0x63640003;
    private static final int BATCH = 1_000;
    private static final int MOST_FAULTS = 20;

    private static final String ENTRY = "a.id, a.at, a.kind, a.person, a.address, a.subject, a.detail::text as detail";

    private final DSLContext db;

    public AuditChain(DSLContext db) {
        this.db = db;
    }

    /** The newest seal: whoever notes it down elsewhere will also see that entries at the end were cut off. */
    public record Head(long number, String hash) {}

    /**
     * What a look over the whole chain found.
     *
     * @param sealed entries with a seal
     * @param waiting entries that the next sealing takes
     * @param faults in words, the first ones; empty where the chain is whole
     */
    public record Finding(Head head, long sealed, long waiting, List<Text> faults) {}

    /**
     * Seals what waits.
     *
     * @return how many entries; 0 also where another sealer works
     */
    public int seal() {
        int all = 0;
        if (!db.fetchSingle("select exists (select from kernel.audit_unsealed)").get(0, Boolean.class)) {
            return all;
        }
        while (true) {
            int some = db.transactionResult(transaction -> sealSome(transaction.dsl()));
            all += some;
            if (some < BATCH) {
                return all;
            }
        }
    }

    public Head head() {
        return head(db);
    }

    /** Goes over all seals and entries. Run it in one snapshot: what is added meanwhile would look like a fault. */
    public Finding verify() {
        var faults = new Faults();
        var before = EMPTY;
        long sealed = 0;
        try (var rows = db.resultQuery("select s.number, s.entry, s.hash, " + ENTRY
                        + " from kernel.audit_seal s left join kernel.audit a on a.id = s.entry order by s.number")
                .fetchSize(BATCH)
                .fetchLazy()) {
            for (var row : rows) {
                before = check(row, before, faults);
                sealed++;
            }
        }
        long waiting = count("kernel.audit_unsealed");
        for (var row : db.fetch("select a.id, a.at from kernel.audit a"
                + " where not exists (select from kernel.audit_seal s where s.entry = a.id)"
                + " and not exists (select from kernel.audit_unsealed u where u.entry = a.id) order by a.id limit "
                + MOST_FAULTS)) {
            faults.add(
                    "审计记录 " + row.get(0) + "（" + row.get(1, Instant.class) + "）没有封签，也不在等待封签之列。",
                    "Audit entry " + row.get(0) + " (" + row.get(1, Instant.class)
                            + ") has no seal and does not wait for one.");
        }
        return new Finding(before, sealed, waiting, faults.texts);
    }

    private static Head check(Record row, Head before, Faults faults) {
        var seal = new Head(row.get(0, Long.class), HexFormat.of().formatHex(row.get(2, byte[].class)));
        if (seal.number() != before.number() + 1) {
            faults.add(
                    "审计链在封签 " + before.number() + " 之后缺少封签，下一个是 " + seal.number() + "。",
                    "The audit chain lacks seals after " + before.number() + "; the next is " + seal.number() + ".");
        } else if (row.get(3) == null) {
            faults.add(
                    "封签 " + seal.number() + " 的审计记录 " + row.get(1) + " 不见了。",
                    "The audit entry " + row.get(1) + " of seal " + seal.number() + " is gone.");
        } else if (!seal.hash().equals(next(before, row, 3).hash())) {
            faults.add(
                    "封签 " + seal.number() + " 与审计记录 " + row.get(1) + "（" + row.get(4, Instant.class) + "）不符：记录或封签被改动过。",
                    "Seal " + seal.number() + " does not fit the audit entry " + row.get(1) + " ("
                            + row.get(4, Instant.class) + "): the entry or the seal was changed.");
        }
        return seal;
    }

    private static int sealSome(DSLContext transaction) {
        var mine = transaction.fetchSingle("select pg_try_advisory_xact_lock(?)", LOCK);
        if (!mine.get(0, Boolean.class)) {
            return 0;
        }
        var rows = transaction.fetch(
                "select " + ENTRY + " from kernel.audit_unsealed u join kernel.audit a on a.id = u.entry"
                        + " order by a.id limit " + BATCH);
        if (rows.isEmpty()) {
            return 0;
        }
        var last = head(transaction);
        var ids = new ArrayList<UUID>();
        var insert = transaction.insertInto(
                DSL.table(DSL.name("kernel", "audit_seal")),
                DSL.field(DSL.name("number"), Long.class),
                DSL.field(DSL.name("entry"), UUID.class),
                DSL.field(DSL.name("hash"), byte[].class));
        for (var row : rows) {
            last = next(last, row, 0);
            var id = row.get(0, UUID.class);
            insert = insert.values(last.number(), id, HexFormat.of().parseHex(last.hash()));
            ids.add(id);
        }
        insert.execute();
        transaction.execute(
                "delete from kernel.audit_unsealed where entry = any(?)", (Object) ids.toArray(UUID[]::new));
        return rows.size();
    }

    private static Head head(DSLContext db) {
        return db.fetchOptional("select number, hash from kernel.audit_seal order by number desc limit 1")
                .map(row -> new Head(row.get(0, Long.class), HexFormat.of().formatHex(row.get(1, byte[].class))))
                .orElse(EMPTY);
    }

    /** The seal that follows one for the entry that begins at a column of the row. */
    private static Head next(Head before, Record row, int from) {
        var digest = sha256();
        digest.update(HexFormat.of().parseHex(before.hash()));
        for (int i = 0; i < 7; i++) {
            // the time as PostgreSQL keeps it, whatever the session's zone
            add(digest, i == 1 ? row.get(from + i, Instant.class) : row.get(from + i));
        }
        return new Head(before.number() + 1, HexFormat.of().formatHex(digest.digest()));
    }

    /** With its length in front, so that no two entries run together alike. */
    private static void add(MessageDigest digest, @Nullable Object value) {
        var bytes = value == null ? new byte[0] : value.toString().getBytes(StandardCharsets.UTF_8);
        digest.update(
                ByteBuffer.allocate(4).putInt(value == null ? -1 : bytes.length).array());
        digest.update(bytes);
    }

    private long count(String table) {
        return db.fetchSingle("select count(*) from " + table).get(0, Long.class);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Faults {

        private final List<Text> texts = new ArrayList<>();

        void add(String zh, String en) {
            if (texts.size() < MOST_FAULTS) {
                texts.add(new Text(zh, en));
            }
        }
    }
}
