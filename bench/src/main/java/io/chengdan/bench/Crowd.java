package io.chengdan.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/** Twenty people who do the same thing again and again, each at their own pace. */
record Crowd(int people, int rounds, Duration pause) {

    /** What one of them does; the number tells who, from 0 on. */
    interface Deed {
        void run(int person) throws Exception;
    }

    /** Does it all, after as much again to warm up. */
    Figures measure(Deed deed) throws InterruptedException {
        run(deed, rounds);
        return run(deed, rounds);
    }

    private Figures run(Deed deed, int times) throws InterruptedException {
        var nanos = new long[people * times];
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int person = 0; person < people; person++) {
                int who = person;
                running.add(threads.submit(() -> {
                    for (int i = 0; i < times; i++) {
                        rest();
                        long start = System.nanoTime();
                        deed.run(who);
                        nanos[who * times + i] = System.nanoTime() - start;
                    }
                    return null;
                }));
            }
            for (var one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("what is measured does not work", e.getCause());
        }
        return new Figures(nanos);
    }

    /** Up to twice the pause, so that people do not march in step. */
    private void rest() throws InterruptedException {
        if (pause.isPositive()) {
            Thread.sleep(Duration.ofNanos(ThreadLocalRandom.current().nextLong(2 * pause.toNanos())));
        }
    }
}
