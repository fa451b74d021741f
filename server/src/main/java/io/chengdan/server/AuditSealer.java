package io.chengdan.server;

import io.chengdan.kernel.audit.AuditChain;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Seals audit entries within about a second of their commit, as long as the server runs. */
final class AuditSealer implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(AuditSealer.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final AuditChain chain;
    private @Nullable CountDownLatch end;
    private @Nullable Thread worker;

    AuditSealer(AuditChain chain) {
        this.chain = chain;
    }

    @Override
    public synchronized void start() {
        var ended = new CountDownLatch(1);
        end = ended;
        worker = Thread.ofVirtual().name("audit-sealer").start(() -> work(ended));
    }

    @Override
    public void stop() {
        Thread working;
        synchronized (this) {
            if (end == null || worker == null) {
                return;
            }
            end.countDown();
            working = worker;
            end = null;
        }
        try {
            working.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return end != null;
    }

    private void work(CountDownLatch ended) {
        boolean told = false;
        try {
            boolean more = true;
            while (more) {
                more = !ended.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                try {
                    chain.seal();
                    told = false;
                } catch (RuntimeException e) {
                    // the database may be away for a while; what waits is sealed once it is back
                    if (!told) {
                        LOG.warn("Audit entries cannot be sealed at present: {}", e.getMessage());
                    }
                    told = true;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
