package io.chengdan.server.records;

import io.chengdan.kernel.search.SearchIndex;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Keeps the search index up, from when the server is ready until it stops. */
@Component
class SearchKeeper implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(SearchKeeper.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    /** A step is far shorter; one that hangs must not hold up the end. */
    private static final Duration LAST_STEP = Duration.ofSeconds(10);

    private final SearchIndex index;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("search-index").unstarted(this::keep);

    SearchKeeper(SearchIndex index) {
        this.index = index;
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        thread.start();
    }

    private void keep() {
        var pause = PAUSE;
        while (!stops(pause)) {
            try {
                while (stopped.getCount() > 0 && index.step()) {
                    // as long as there is something to take in
                }
                pause = PAUSE;
            } catch (RuntimeException e) {
                // a step is one transaction: the next one begins where this one did
                if (pause.equals(PAUSE)) {
                    LOG.warn("The search index stands still; it is tried again until it goes on.", e);
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private boolean stops(Duration pause) {
        try {
            return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            return true;
        }
    }

    @Override
    public void destroy() throws InterruptedException {
        stopped.countDown();
        if (thread.isAlive()) {
            thread.join(LAST_STEP);
        }
    }
}
