package io.chengdan.kernel.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to read: the one shape behind lists, boards, counts, groups and drill-downs.
 *
 * @param where null for all that may be seen
 * @param limit 1 to {@value #MOST}
 * @param cursor as handed out with the page before; null for the first page
 * @param fields null for all that may be read
 * @param count whether to count, capped at {@value #COUNT_CAP}
 * @param group fields to group by; empty for single records
 */
public record Query(
        String form,
        @Nullable Where where,
        List<Sort> sort,
        int limit,
        @Nullable String cursor,
        @Nullable List<String> fields,
        boolean count,
        List<String> group,
        List<Measure> measures) {

    public static final int MOST = 200;
    public static final int COUNT_CAP = 10_000;

    public record Sort(String field, boolean descending) {}

    public record Measure(Aggregate op, @Nullable String field) {}

    public enum Aggregate {
        COUNT,
        SUM,
        AVG,
        MIN,
        MAX
    }

    /** A tree of conditions over fields of the form. */
    public sealed interface Where {

        record And(List<Where> all) implements Where {}

        record Or(List<Where> any) implements Where {}

        record Not(Where of) implements Where {}

        /** One test; {@code value} is as the API sent it. */
        record Test(String field, Op op, @Nullable Object value) implements Where {}
    }

    public enum Op {
        EQ,
        NE,
        LT,
        LE,
        GT,
        GE,
        IN,
        CONTAINS,
        STARTS,
        BLANK,
        WITHIN
    }

    /** All records of a form, newest first, as many as a page takes. */
    public static Query all(String form) {
        return new Query(form, null, List.of(), 50, null, null, false, List.of(), List.of());
    }

    public Query with(@Nullable Where condition) {
        return new Query(form, condition, sort, limit, cursor, fields, count, group, measures);
    }
}
