package io.chengdan.kernel.record;

import static org.jooq.impl.DSL.and;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.val;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.SortField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A sorted list cut into ranges that follow one another, each served by an index in order: "the same amount, a later id", "a
 * smaller amount", "no amount". Their UNION ALL is the page. A row comparison would lose rows with blanks, and one OR over all
 * would read the whole table.
 *
 * <p>Blanks come last whichever way the order goes. Ties are broken by the id, in the direction of the first key.
 */
final class Paging {

    /**
     * A key to sort by: an expression over the table and whether it may be null.
     *
     * @param granted where the value may be read; elsewhere the row counts as one without a value. Null for everywhere
     */
    record Key(
            String name,
            Field<?> expression,
            boolean descending,
            boolean nullable,
            @Nullable Condition granted) {

        /** The value where it may be read: all of it that leaves the database. */
        Field<?> shown() {
            return granted == null ? expression : only(granted, expression);
        }

        private static <T> Field<T> only(Condition granted, Field<T> expression) {
            return DSL.when(granted, expression);
        }

        Condition present() {
            return granted == null ? expression.isNotNull() : granted.and(expression.isNotNull());
        }

        Condition absent() {
            return granted == null ? expression.isNull() : DSL.condition("({0}) is not true", present());
        }

        Condition compares(String sign, Object value) {
            var condition = DSL.condition("{0} " + sign + " {1}", expression, val(value, expression.getDataType()));
            return granted == null ? condition : granted.and(condition);
        }
    }

    /** A stretch of the list: which rows, in which order. */
    record Range(Condition where, List<SortField<?>> order) {}

    private final List<Key> keys;
    private final Field<UUID> id;

    Paging(List<Key> keys, Field<UUID> id) {
        this.keys = keys;
        this.id = id;
    }

    /** The order and direction as text, so that a cursor of another order is told apart. */
    String signature() {
        var text = new StringBuilder();
        for (var key : keys) {
            text.append(key.descending() ? '-' : '+').append(key.name());
        }
        return text.toString();
    }

    List<Class<?>> types() {
        var types = new ArrayList<Class<?>>();
        for (var key : keys) {
            types.add(key.expression().getType());
        }
        return types;
    }

    List<Key> keys() {
        return keys;
    }

    /** All ranges as one, for rows that have to be sorted anyway. */
    Range whole(@Nullable Cursor cursor) {
        var where = cursor == null
                ? noCondition()
                : DSL.or(after(cursor).stream().map(Range::where).toList());
        return new Range(where, order(0, false));
    }

    /** The ranges from the cursor on, or of the whole list. */
    List<Range> ranges(@Nullable Cursor cursor) {
        if (cursor != null) {
            return after(cursor);
        }
        if (keys.isEmpty() || !keys.getFirst().nullable()) {
            return List.of(new Range(noCondition(), order(0, false)));
        }
        var first = keys.getFirst();
        return List.of(new Range(first.present(), order(0, true)), new Range(first.absent(), order(1, false)));
    }

    private List<Range> after(Cursor cursor) {
        var ranges = new ArrayList<Range>();
        ranges.add(new Range(
                and(equal(cursor, keys.size())).and(idDescending() ? id.lt(cursor.id()) : id.gt(cursor.id())),
                order(keys.size(), false)));
        for (int i = keys.size() - 1; i >= 0; i--) {
            var key = keys.get(i);
            var value = cursor.values().get(i);
            if (value == null) {
                continue;
            }
            var prefix = and(equal(cursor, i));
            var sign = key.descending() ? "<" : ">";
            ranges.add(new Range(prefix.and(key.compares(sign, value)), order(i, true)));
            if (key.nullable()) {
                ranges.add(new Range(prefix.and(key.absent()), order(i + 1, false)));
            }
        }
        return ranges;
    }

    private List<Condition> equal(Cursor cursor, int count) {
        var conditions = new ArrayList<Condition>();
        for (int i = 0; i < count; i++) {
            var key = keys.get(i);
            var value = cursor.values().get(i);
            conditions.add(value == null ? key.absent() : key.compares("=", value));
        }
        return conditions;
    }

    private boolean idDescending() {
        return keys.isEmpty() || keys.getFirst().descending();
    }

    /** The order within a range whose first {@code from} keys are fixed. */
    private List<SortField<?>> order(int from, boolean firstNotNull) {
        var order = new ArrayList<SortField<?>>();
        for (int i = from; i < keys.size(); i++) {
            var key = keys.get(i);
            // within the first range the value is there and may be read, so that the index on it gives the order
            var value = i == from && firstNotNull ? key.expression() : key.shown();
            var sort = key.descending() ? value.desc() : value.asc();
            boolean plain = !key.nullable() || (i == from && firstNotNull) || !key.descending();
            order.add(plain ? sort : sort.nullsLast());
        }
        order.add(idDescending() ? id.desc() : id.asc());
        return order;
    }
}
