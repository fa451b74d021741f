package io.chengdan.kernel.definition;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** The one maker of ids: UUIDv7 (RFC 9562 §5.7), so that ids made later sort later and index well. */
public final class Ids {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** A new id that carries {@code now} to the millisecond. */
    public static UUID next(Instant now) {
        return of(now.toEpochMilli(), RANDOM.nextLong(), RANDOM.nextLong());
    }

    /** The id with the given time in milliseconds and 74 of the given random bits. */
    public static UUID of(long millis, long random1, long random2) {
        long high = (millis << 16) | 0x7000L | (random1 & 0x0fffL);
        long low = 0x8000000000000000L | (random2 & 0x3fffffffffffffffL);
        return new UUID(high, low);
    }
}
