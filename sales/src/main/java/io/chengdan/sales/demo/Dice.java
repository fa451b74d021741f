package io.chengdan.sales.demo;

import io.chengdan.kernel.definition.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** The one source of chance: the same seed throws the same numbers in the same order. */
final class Dice {

    private final RandomGenerator random;

    Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** From 0 to {@code bound} - 1. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** From {@code least} to {@code most}, both included. */
    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    double between(double least, double most) {
        return random.nextDouble(least, most);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    <T> T pick(List<T> items) {
        return items.get(below(items.size()));
    }

    /** One of the items, each as likely as its weight says. */
    <T> T pick(List<T> items, List<Integer> weights) {
        int left = below(weights.stream().mapToInt(Integer::intValue).sum());
        for (int i = 0; i < items.size(); i++) {
            left -= weights.get(i);
            if (left < 0) {
                return items.get(i);
            }
        }
        return items.getLast();
    }

    <T> List<T> shuffled(List<T> items) {
        var left = new ArrayList<>(items);
        var out = new ArrayList<T>();
        while (!left.isEmpty()) {
            out.add(left.remove(below(left.size())));
        }
        return out;
    }

    /** A time from {@code from} on and before {@code to}; {@code from} itself where nothing lies between. */
    Instant within(Instant from, Instant to) {
        long seconds = Duration.between(from, to).toSeconds();
        return seconds <= 0 ? from : from.plusSeconds(random.nextLong(seconds));
    }

    /** An id that carries the time, as the kernel's own do. */
    UUID id(Instant at) {
        return Ids.of(at.toEpochMilli(), random.nextLong(), random.nextLong());
    }
}
