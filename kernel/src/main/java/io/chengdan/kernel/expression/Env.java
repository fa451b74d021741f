package io.chengdan.kernel.expression;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * What an expression may know beyond the record.
 *
 * @param now the present moment, kept to microseconds as the database keeps it
 * @param zone the company's, which decides what day it is
 * @param me the person asking: {@code id}, {@code department}, {@code departments}, {@code roles}
 */
public record Env(Instant now, ZoneId zone, Values me, ServerFunctions server) {

    public Env {
        now = now.truncatedTo(ChronoUnit.MICROS);
    }

    public LocalDate today() {
        return LocalDate.ofInstant(now, zone);
    }
}
