package io.chengdan.kernel.record;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.selectFrom;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.access.FormAccess;
import io.chengdan.kernel.access.RowScope;
import io.chengdan.kernel.schema.FormTable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.DSLContext;
import org.jooq.impl.SQLDataType;

/**
 * Who sees few rows of a form. It decides how a list is read, never what stands in it: few rows are gathered and sorted; of many,
 * the sorted index is walked until the page is full. PostgreSQL cannot choose here, since it does not know how many rows a look
 * into another table lets pass. Known for a while, so that not every page counts first. Thread-safe.
 */
public final class Scopes {

    private static final int PAGE = 50;
    private static final int ALWAYS_FEW = Query.COUNT_CAP;
    private static final Duration KNOWN_FOR = Duration.ofMinutes(10);
    private static final int MOST_KNOWN = 20_000;

    private record Key(UUID person, String form, long version, String field) {}

    private record Known(boolean few, Instant until) {}

    private final Map<Key, Known> known = new ConcurrentHashMap<>();
    private final int alwaysFew;

    public Scopes() {
        this(ALWAYS_FEW);
    }

    /** @param alwaysFew up to how many rows in sight are few however small the form is; 0 to walk even there */
    public Scopes(int alwaysFew) {
        this.alwaysFew = alwaysFew;
    }

    /** Whether few rows of the form are in sight. */
    boolean few(DSLContext db, AccessPlan plan, FormAccess access, FormTable table) {
        return few(db, plan, table, access.rows(), "");
    }

    /** Whether there are few rows on which the field may be read. */
    boolean few(DSLContext db, AccessPlan plan, FormAccess access, FormTable table, String field) {
        return few(db, plan, table, access.granted(field), field);
    }

    private boolean few(DSLContext db, AccessPlan plan, FormTable table, RowScope rows, String field) {
        if (rows.seesMost()) {
            return false;
        }
        var now = plan.viewer().clock().instant();
        var key = new Key(plan.person().id(), table.form().uid(), plan.app().number(), field);
        var found = known.get(key);
        if (found == null || found.until().isBefore(now)) {
            if (known.size() > MOST_KNOWN) {
                known.clear();
            }
            int few = few(db, table);
            var some = selectFrom(RecordReader.gathered(rows, table).asTable("gathered"))
                    .limit(few + 1);
            found = new Known(db.fetchCount(some) <= few, now.plus(KNOWN_FOR));
            known.put(key, found);
        }
        return found.few();
    }

    /**
     * Of N rows with n in sight, gathering reads n, counts and sorts them; walking to a page reads 50 × N / n of them, and as many
     * again as gathering to count them, up to the cap of counts. So gathering is better up to that cap, and beyond it while
     * n < √(50 × N).
     */
    private int few(DSLContext db, FormTable table) {
        var rows = db.select(field("reltuples", SQLDataType.DOUBLE))
                .from("pg_class")
                .where("oid = {0}::regclass", table.tableName().toString())
                .fetchOptional(0, Double.class)
                .orElse(0.0);
        return Math.max(alwaysFew, (int) Math.sqrt(PAGE * Math.max(0, rows)));
    }
}
