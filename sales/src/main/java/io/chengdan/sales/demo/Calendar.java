package io.chengdan.sales.demo;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * The eighteen months the demo tells of.
 *
 * @param change when the new way of working began: twelve months from the start, six before now
 */
record Calendar(Instant start, Instant change, Instant now, ZoneId zone) {

    private static final int DAY_BEGINS = 9;
    private static final int WORKING_MINUTES = 9 * 60;

    static Calendar endingAt(Instant now, ZoneId zone) {
        var today = now.atZone(zone);
        return new Calendar(
                today.minusMonths(18).toInstant(), today.minusMonths(6).toInstant(), now, zone);
    }

    boolean isNew(Instant at) {
        return !at.isBefore(change);
    }

    LocalDate date(Instant at) {
        return at.atZone(zone).toLocalDate();
    }

    Instant noon(LocalDate date) {
        return date.atTime(12, 0).atZone(zone).toInstant();
    }

    /** The nearest moment at which somebody is at work, and never in the future. */
    Instant working(Instant at) {
        var local = at.atZone(zone);
        var day = switch (local.getDayOfWeek()) {
            case SATURDAY -> local.toLocalDate().minusDays(1);
            case SUNDAY -> local.toLocalDate().plusDays(1);
            default -> local.toLocalDate();
        };
        int minute = (local.toLocalTime().toSecondOfDay() / 60 * 3) % WORKING_MINUTES;
        var time = LocalTime.of(DAY_BEGINS, 0).plusMinutes(minute);
        while (day.atTime(time).atZone(zone).toInstant().isAfter(now) || !isWorkingDay(day)) {
            day = day.minusDays(1); // not all that lies ahead at this very moment
        }
        return day.atTime(time).atZone(zone).toInstant();
    }

    /** The nearest moment at work, where it still lies between the two; otherwise the moment itself. */
    Instant working(Instant at, Instant from, Instant to) {
        var moved = working(at);
        return moved.isAfter(from) && moved.isBefore(to) ? moved : at;
    }

    boolean isWorkingDay(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
    }

    static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    static Duration days(double days) {
        return Duration.ofMinutes(Math.round(days * 24 * 60));
    }
}
