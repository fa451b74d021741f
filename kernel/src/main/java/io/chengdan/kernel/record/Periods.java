package io.chengdan.kernel.record;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import java.util.regex.Pattern;

/** A stretch of days a date may lie within, named as people name them: {@code this_month}, {@code last_7_days}. */
record Periods(LocalDate from, LocalDate until) {

    private static final Pattern DAYS = Pattern.compile("(last|next)_(\\d{1,4})_days");

    /** The period named, seen from {@code today}; {@code until} is the first day after it. */
    static Optional<Periods> named(String name, LocalDate today) {
        var month = today.withDayOfMonth(1);
        var week = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        var quarter = today.with(IsoFields.DAY_OF_QUARTER, 1);
        var year = today.withDayOfYear(1);
        var days = DAYS.matcher(name);
        if (days.matches()) {
            int count = Integer.parseInt(days.group(2));
            return Optional.of(
                    days.group(1).equals("last")
                            ? new Periods(today.minusDays(count - 1L), today.plusDays(1))
                            : new Periods(today, today.plusDays(count)));
        }
        return Optional.ofNullable(
                switch (name) {
                    case "today" -> new Periods(today, today.plusDays(1));
                    case "yesterday" -> new Periods(today.minusDays(1), today);
                    case "tomorrow" -> new Periods(today.plusDays(1), today.plusDays(2));
                    case "this_week" -> new Periods(week, week.plusWeeks(1));
                    case "last_week" -> new Periods(week.minusWeeks(1), week);
                    case "next_week" -> new Periods(week.plusWeeks(1), week.plusWeeks(2));
                    case "this_month" -> new Periods(month, month.plusMonths(1));
                    case "last_month" -> new Periods(month.minusMonths(1), month);
                    case "next_month" -> new Periods(month.plusMonths(1), month.plusMonths(2));
                    case "this_quarter" -> new Periods(quarter, quarter.plusMonths(3));
                    case "last_quarter" -> new Periods(quarter.minusMonths(3), quarter);
                    case "this_year" -> new Periods(year, year.plusYears(1));
                    case "last_year" -> new Periods(year.minusYears(1), year);
                    default -> null;
                });
    }
}
