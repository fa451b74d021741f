package io.chengdan.kernel.expression;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Days, months and hours in the company's zone. */
final class Calendar {

    /** The farthest a date moves in one step; beyond it the result is null, in every evaluator. */
    static final int MAX_DAYS = 100_000;

    static final int MAX_MONTHS = 3_000;
    static final int MAX_HOURS = 1_000_000;

    private static final BigDecimal MICROS_PER_HOUR = BigDecimal.valueOf(3_600_000_000L);
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withResolverStyle(ResolverStyle.STRICT);

    private final ZoneId zone;

    Calendar(ZoneId zone) {
        this.zone = zone;
    }

    LocalDate day(Object date) {
        return date instanceof Instant instant ? LocalDate.ofInstant(instant, zone) : (LocalDate) date;
    }

    @Nullable
    Object plusDays(Object date, BigDecimal days) {
        var count = steps(days, MAX_DAYS);
        if (count.isEmpty()) {
            return null;
        }
        return date instanceof Instant instant
                ? instant.atZone(zone).plusDays(count.getAsLong()).toInstant()
                : day(date).plusDays(count.getAsLong());
    }

    @Nullable
    Object plusMonths(Object date, BigDecimal months) {
        var count = steps(months, MAX_MONTHS);
        if (count.isEmpty()) {
            return null;
        }
        return date instanceof Instant instant
                ? instant.atZone(zone).plusMonths(count.getAsLong()).toInstant()
                : day(date).plusMonths(count.getAsLong());
    }

    @Nullable
    Instant plusHours(Instant time, BigDecimal hours) {
        var count = steps(hours, MAX_HOURS);
        return count.isEmpty() ? null : time.plus(Duration.ofHours(count.getAsLong()));
    }

    /** The whole number towards zero, if it is within the limit. */
    static OptionalLong steps(BigDecimal count, int limit) {
        var whole = count.setScale(0, RoundingMode.DOWN);
        return whole.abs().compareTo(BigDecimal.valueOf(limit)) > 0
                ? OptionalLong.empty()
                : OptionalLong.of(whole.longValueExact());
    }

    BigDecimal daysBetween(Object from, Object to) {
        return BigDecimal.valueOf(ChronoUnit.DAYS.between(day(from), day(to)));
    }

    static BigDecimal hoursBetween(Instant from, Instant to) {
        return BigDecimal.valueOf(ChronoUnit.MICROS.between(from, to)).divide(MICROS_PER_HOUR, Evaluator.PRECISION);
    }

    String text(Object date) {
        return date instanceof Instant instant
                ? MINUTES.format(instant.atZone(zone))
                : day(date).toString();
    }

    static @Nullable LocalDate read(String text) {
        try {
            return text.length() == 10 ? LocalDate.parse(text, DATE) : null;
        } catch (DateTimeException _) {
            return null;
        }
    }

    static @Nullable LocalDate date(BigDecimal year, BigDecimal month, BigDecimal day) {
        var y = steps(year, 9999);
        var m = steps(month, 12);
        var d = steps(day, 31);
        if (y.isEmpty() || m.isEmpty() || d.isEmpty() || y.getAsLong() < 1) {
            return null;
        }
        try {
            return LocalDate.of((int) y.getAsLong(), (int) m.getAsLong(), (int) d.getAsLong());
        } catch (DateTimeException _) {
            return null;
        }
    }
}
