package io.chengdan.kernel.feed;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jooq.DSLContext;

/**
 * Reads the change feed for consumers with names. A consumer's work and its place in the feed are one transaction: whatever it does
 * in the database, it does exactly once, however a process ends. Of several nodes one at a time works for a consumer.
 *
 * <p>Changes come in the order of their transactions, and only of transactions before which none is still running
 * ({@code pg_snapshot_xmin}): a sequence alone would pass by what commits late.
 */
public final class ChangeFeed {

    private final DSLContext db;

    public ChangeFeed(DSLContext db) {
        this.db = db;
    }

    /**
     * @param form the form's uid
     * @param kind create, update, delete or the key of an action
     * @param cause by what way it came: api, import, flow …
     */
    public record Change(long seq, String form, UUID record, String kind, String cause, Instant at) {}

    /**
     * Notes a consumer who is not known yet, with its place at the present end: for one who reads by itself what was there before.
     * What is still being written now will come.
     */
    public void join(String consumer) {
        db.execute("""
                insert into kernel.consumer (name, xid) values (?, pg_snapshot_xmin(pg_current_snapshot()))
                on conflict do nothing
                """, consumer);
    }

    /**
     * Hands the next changes to the work, at most {@code limit}, in the work's transaction. A consumer who is not known yet begins
     * with the first change there is.
     *
     * @return how many there were; 0 also where another node works for the consumer
     */
    public int consume(String consumer, int limit, BiConsumer<DSLContext, List<Change>> work) {
        db.execute("insert into kernel.consumer (name) values (?) on conflict do nothing", consumer);
        return isAhead(consumer) ? take(consumer, limit, work) : 0;
    }

    /** Whether there is something to take: a look that locks nothing and writes nothing, since most looks find nothing. */
    private boolean isAhead(String consumer) {
        return db.fetchOptional("""
                        select exists (select 1 from kernel.change
                          where (change.xid, change.seq) > (consumer.xid, consumer.seq)
                            and change.xid < pg_snapshot_xmin(pg_current_snapshot()))
                        from kernel.consumer where name = ?
                        """, consumer)
                .map(row -> row.get(0, Boolean.class))
                .orElse(false);
    }

    private int take(String consumer, int limit, BiConsumer<DSLContext, List<Change>> work) {
        return db.transactionResult(configuration -> {
            var transaction = configuration.dsl();
            var place = transaction.fetchOptional(
                    "select xid::text, seq from kernel.consumer where name = ? for update skip locked", consumer);
            if (place.isEmpty()) {
                return 0;
            }
            // the order names its table, since a plain "xid" would be the text that is selected, and '1000' comes
            // before '999'
            var rows = transaction.fetch(
                    """
                    select seq, form, record, kind, cause, at, xid::text from kernel.change
                    where (xid, seq) > (?::xid8, ?) and xid < pg_snapshot_xmin(pg_current_snapshot())
                    order by kernel.change.xid, kernel.change.seq limit ?
                    """, place.get().get(0, String.class), place.get().get(1, Long.class), limit);
            if (rows.isEmpty()) {
                return 0;
            }
            work.accept(
                    transaction,
                    rows.map(row -> new Change(
                            row.get(0, Long.class),
                            row.get(1, String.class),
                            row.get(2, UUID.class),
                            row.get(3, String.class),
                            row.get(4, String.class),
                            row.get(5, Instant.class))));
            var last = rows.getLast();
            transaction.execute(
                    "update kernel.consumer set xid = ?::xid8, seq = ? where name = ?",
                    last.get(6, String.class),
                    last.get(0, Long.class),
                    consumer);
            return rows.size();
        });
    }

    /**
     * Lets the feed go on in another cluster, whose transactions are counted anew: what happened so far keeps its order under
     * higher numbers, so that none is given twice, before all that is to come; every consumer keeps its place.
     *
     * @param owner a transaction of the tables' owner, while nobody else uses the feed
     */
    public static void resettle(DSLContext owner) {
        owner.execute("""
                create temporary table resettled on commit drop as
                select c.*, last.seq + row_number() over (order by c.xid, c.seq) as place
                from kernel.change c, (select coalesce(max(seq), 0) as seq from kernel.change) last""");
        owner.execute("""
                update kernel.consumer k set xid = '0', seq = coalesce(
                    (select max(r.place) from resettled r where (r.xid, r.seq) <= (k.xid, k.seq)),
                    (select min(r.place) - 1 from resettled r), 0)""");
        owner.execute("delete from kernel.change");
        owner.execute("""
                insert into kernel.change (seq, xid, form, record, kind, cause, at) overriding system value
                select place, '0', form, record, kind, cause, at from resettled""");
        owner.execute("select setval(pg_get_serial_sequence('kernel.change', 'seq'), greatest("
                + "(select max(seq) from kernel.change), (select last_value from kernel.change_seq_seq)))");
    }
}
