package io.chengdan.kernel.schema;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Turns values of one storage type into another as SQL. What cannot be turned without loss becomes null: nothing is rounded,
 * cut or guessed.
 */
public final class Conversion {

    private static final String DIGITS = "^[+-]?[0-9]{1,22}([.][0-9]{1,20})?$";
    private static final String DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
    private static final String TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]+$";

    private Conversion() {}

    /**
     * The value in the other type, null where that would lose something; empty where the types have nothing in common.
     *
     * @param zone in which a day begins
     */
    public static Optional<Field<?>> of(Field<?> value, DataType<?> to, ZoneId zone) {
        var from = value.getDataType();
        if (Storage.signature(from).equals(Storage.signature(to))) {
            return Optional.of(value);
        }
        if (from.isArray() || to.isArray()) {
            return lists(value, from, to);
        }
        var source = from.getType();
        if (to.getType() == String.class) {
            return Optional.ofNullable(text(value, source, zone));
        }
        if (source == String.class) {
            return Optional.ofNullable(read(value, to, zone));
        }
        if (source == BigDecimal.class && to.getType() == BigDecimal.class) {
            return Optional.of(fitting(value, to));
        }
        if (source == LocalDate.class && to.getType() == Instant.class) {
            return Optional.of(midnight(value, zone));
        }
        if (source == Instant.class && to.getType() == LocalDate.class) {
            return Optional.of(day(value, zone));
        }
        return Optional.empty();
    }

    /** One becomes a list of one, and a list of one that one. */
    private static Optional<Field<?>> lists(Field<?> value, DataType<?> from, DataType<?> to) {
        if (to.isArray() && Storage.signature(to).equals(Storage.signature(from) + "[]")) {
            return Optional.of(DSL.field("case when {0} is not null then array[{0}] end", to, value));
        }
        if (from.isArray() && Storage.signature(from).equals(Storage.signature(to) + "[]")) {
            return Optional.of(DSL.field("case when cardinality({0}) = 1 then ({0})[1] end", to, value));
        }
        return Optional.empty();
    }

    private static @Nullable Field<?> text(Field<?> value, Class<?> source, ZoneId zone) {
        if (source == BigDecimal.class) {
            return DSL.field("trim_scale({0})::text", Storage.TEXT, value);
        }
        if (source == LocalDate.class || source == Boolean.class) {
            return DSL.field("{0}::text", Storage.TEXT, value);
        }
        // to the microsecond, as the database keeps it
        return source == Instant.class
                ? DSL.field(
                        "to_char({0} at time zone {1}, 'YYYY-MM-DD HH24:MI:SS.US')",
                        Storage.TEXT, value, DSL.inline(zone.getId()))
                : null;
    }

    private static @Nullable Field<?> read(Field<?> value, DataType<?> to, ZoneId zone) {
        var target = to.getType();
        if (target == BigDecimal.class) {
            var number = DSL.field("({0})::numeric", Storage.numeric(20), value);
            return DSL.field("case when {0} ~ {1} then {2} end", to, value, DSL.inline(DIGITS), fitting(number, to));
        }
        if (target == LocalDate.class) {
            return DSL.field(
                    "case when {0} ~ {1} and pg_input_is_valid({0}, 'date') then ({0})::date end",
                    to, value, DSL.inline(DAY));
        }
        if (target == Instant.class) {
            return DSL.field(
                    "case when {0} ~ {1} and pg_input_is_valid({0}, 'timestamp')"
                            + " then ({0})::timestamp at time zone {2} end",
                    to, value, DSL.inline(TIME), DSL.inline(zone.getId()));
        }
        return target == Boolean.class
                ? DSL.field("case {0} when 'true' then true when 'false' then false end", to, value)
                : null;
    }

    /** The number where it has no more digits than the type keeps. */
    private static Field<?> fitting(Field<?> number, DataType<?> to) {
        return DSL.field(
                "case when scale(trim_scale({0})) <= {1} and abs({0}) < {2} then ({0})::numeric({3}, {1}) end",
                to,
                number,
                DSL.inline(to.scale()),
                DSL.inline(BigDecimal.TEN.pow(Storage.PRECISION - to.scale())),
                DSL.inline(Storage.PRECISION));
    }

    private static Field<?> midnight(Field<?> day, ZoneId zone) {
        return DSL.field("{0}::timestamp at time zone {1}", Storage.MOMENT, day, DSL.inline(zone.getId()));
    }

    private static Field<?> day(Field<?> moment, ZoneId zone) {
        return DSL.field(
                "case when ({0} at time zone {1})::time = '00:00' then ({0} at time zone {1})::date end",
                Storage.DAY, moment, DSL.inline(zone.getId()));
    }
}
