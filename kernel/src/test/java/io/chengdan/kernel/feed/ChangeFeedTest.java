package io.chengdan.kernel.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.chengdan.kernel.TestInstallation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class ChangeFeedTest {

    private final TestInstallation installation = TestInstallation.fresh();
    private final DSLContext db = DSL.using(installation.runtime(), SQLDialect.POSTGRES);
    private final ChangeFeed feed = new ChangeFeed(db);

    private static UUID change(DSLContext transaction) {
        var record = UUID.randomUUID();
        transaction.execute(
                "insert into kernel.change (form, record, kind, cause, at) values ('f', ?, 'create', 'api', now())",
                record);
        return record;
    }

    private List<UUID> takes(String consumer) {
        var taken = new ArrayList<UUID>();
        while (feed.consume(consumer, 7, (_, changes) -> changes.forEach(each -> taken.add(each.record()))) > 0) {}
        return taken;
    }

    @Test
    void each_consumer_gets_each_change_once() {
        var first = change(db);
        assertThat(takes("a")).containsExactly(first);
        var second = change(db);

        assertThat(takes("a")).containsExactly(second);
        assertThat(takes("b")).containsExactly(first, second);
        assertThat(takes("a")).isEmpty();
    }

    @Test
    void what_commits_late_is_not_passed_by() {
        var late = new UUID[1];
        db.transaction(configuration -> {
            late[0] = change(configuration.dsl());
            var early = DSL.using(installation.runtime(), SQLDialect.POSTGRES);
            change(early);
            // the early one waits, since a change before it may still come
            assertThat(takes("c")).isEmpty();
        });

        assertThat(takes("c")).hasSize(2).startsWith(late[0]);
    }

    @Test
    void work_that_fails_is_done_again_from_the_same_place() {
        var record = change(db);

        assertThat(catchThrowable(() -> feed.consume("d", 10, (transaction, _) -> {
                    transaction.execute("insert into kernel.consumer (name) values ('trace')");
                    throw new IllegalStateException("no");
                })))
                .isInstanceOf(IllegalStateException.class);

        assertThat(db.fetchCount(DSL.table("kernel.consumer"), DSL.condition("name = 'trace'")))
                .isZero();
        assertThat(takes("d")).containsExactly(record);
    }

    @Test
    void two_nodes_and_many_writers_lose_and_double_nothing() throws Exception {
        var written = Collections.synchronizedList(new ArrayList<UUID>());
        var taken = Collections.synchronizedList(new ArrayList<UUID>());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = new ArrayList<Future<?>>();
            for (int w = 0; w < 4; w++) {
                var random = new Random(w);
                writers.add(threads.submit((Callable<Void>) () -> {
                    var own = DSL.using(installation.runtime(), SQLDialect.POSTGRES);
                    for (int i = 0; i < 25; i++) {
                        own.transaction(configuration -> {
                            written.add(change(configuration.dsl()));
                            Thread.sleep(random.nextInt(8));
                            written.add(change(configuration.dsl()));
                        });
                    }
                    return null;
                }));
            }
            for (int node = 0; node < 2; node++) {
                writers.add(threads.submit((Callable<Void>) () -> {
                    var own = new ChangeFeed(DSL.using(installation.runtime(), SQLDialect.POSTGRES));
                    for (int i = 0; i < 60; i++) {
                        own.consume("e", 5, (_, changes) -> changes.forEach(each -> taken.add(each.record())));
                        Thread.sleep(3);
                    }
                    return null;
                }));
            }
            for (var one : writers) {
                one.get();
            }
        }
        taken.addAll(takes("e"));

        assertThat(taken).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(written);
    }
}
