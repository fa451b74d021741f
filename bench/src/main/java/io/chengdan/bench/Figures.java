package io.chengdan.bench;

import java.util.Arrays;

/** How long the same thing took many times. Immutable. */
final class Figures {

    private final long[] nanos;

    Figures(long[] nanos) {
        this.nanos = nanos.clone();
        Arrays.sort(this.nanos);
    }

    /** Milliseconds that this share of all took at most; {@code share} from 0 to 1. */
    double millis(double share) {
        int at = (int) Math.ceil(share * nanos.length) - 1;
        return nanos[Math.max(0, at)] / 1e6;
    }

    double p50() {
        return millis(0.50);
    }

    double p95() {
        return millis(0.95);
    }
}
