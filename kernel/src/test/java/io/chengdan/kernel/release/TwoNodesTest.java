package io.chengdan.kernel.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.SampleApp;
import io.chengdan.kernel.Worker;
import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.access.AccessPlans;
import io.chengdan.kernel.definition.Regions;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.Change;
import io.chengdan.kernel.record.FileNames;
import io.chengdan.kernel.record.QueryReader;
import io.chengdan.kernel.record.RecordReader;
import io.chengdan.kernel.record.RecordWriter;
import io.chengdan.kernel.record.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two servers on one database that tell each other nothing: what the other one published holds for every request that begins
 * after the publish was answered.
 */
@Tag("A4")
class TwoNodesTest {

    private static final int FLIPS = 12;

    /** A second server: caches of its own, and no word from the first. */
    private record Node(Releases releases, AccessPlans plans, RecordReader reader, RecordWriter writer, Worker worker) {

        static Node beside(Fixture given, Worker worker) {
            var plans = new AccessPlans(given.clock(), Fixture.ZONE);
            var releases = new Releases(given.db(), given.db(), given.clock(), "app", null, ExistingRows.UNTOUCHED);
            var regions = Regions.of(Map.of());
            return new Node(
                    releases,
                    plans,
                    new RecordReader(given.db(), regions, FileNames.NONE),
                    new RecordWriter(given.db(), releases::lockForWrite, plans, given::org, regions, List.of()),
                    worker);
        }

        AccessPlan plan() {
            return plans.plan(
                    releases.current(), worker.person(), worker.fixture().org());
        }

        boolean reads(String field) {
            var page = reader.list(plan(), QueryReader.read(Map.of("form", "thing")));
            return page.items().getFirst().fields().containsKey(field);
        }

        boolean filters(String field) {
            try {
                reader.list(
                        plan(),
                        QueryReader.read(Map.of("form", "thing", "where", Map.of("field", field, "op", "blank"))));
                return true;
            } catch (Problem.Malformed refused) {
                assertThat(refused.code()).isEqualTo("unknown_field");
                return false;
            }
        }

        boolean writes(UUID thing, String field) {
            try {
                var change = new Change(Change.Kind.UPDATE, thing, Map.of(field, "1"), null, null, null, null, null);
                writer.write(worker.person(), WriteRequest.of("thing", change, "page", null));
                return true;
            } catch (Problem.Malformed refused) {
                assertThat(refused.code()).isEqualTo("unknown_field");
                return false;
            }
        }
    }

    @Test
    void after_the_answer_to_a_publish_no_request_is_served_by_the_rights_before() throws Exception {
        try (var given = Fixture.workshop()) {
            var director = given.person("Dong", "company", "director");
            var thing = director.creates("thing", "label", "x", "price", "1");
            var deaf = Node.beside(given, director);
            var open = new SampleApp(Fixture.workshopFiles());
            var closed = open.edit("roles/director.yaml", "weight, price, rebate", "weight, rebate");
            var late = new ConcurrentLinkedQueue<String>();
            var asked = new AtomicInteger();
            // even: the price is open, odd: it is closed; moved on before each publish and after its answer
            var answered = new AtomicLong();
            var publishing = new AtomicBoolean();
            var over = new AtomicBoolean();
            var people = new ArrayList<Thread>();
            for (int kind = 0; kind < 3; kind++) {
                int asking = kind;
                people.add(Thread.ofPlatform().start(() -> {
                    while (!over.get()) {
                        ask(deaf, thing, asking, answered, publishing, late, asked);
                    }
                }));
            }
            for (int flip = 1; flip <= FLIPS; flip++) {
                int before = asked.get();
                publishing.set(true);
                given.publish((flip % 2 == 1 ? closed : open).files());
                answered.set(flip);
                publishing.set(false);
                for (int kind = 0; kind < 3; kind++) {
                    ask(deaf, thing, kind, answered, publishing, late, asked);
                }
                while (asked.get() < before + 12 && late.isEmpty()) {
                    Thread.onSpinWait();
                }
            }
            over.set(true);
            for (var person : people) {
                person.join();
            }
            assertThat(late).isEmpty();
        }
    }

    private static void ask(
            Node node,
            UUID thing,
            int kind,
            AtomicLong answered,
            AtomicBoolean publishing,
            Queue<String> late,
            AtomicInteger asked) {
        long flip = answered.get();
        boolean quiet = !publishing.get();
        boolean may;
        try {
            may = switch (kind) {
                case 0 -> node.reads("price");
                case 1 -> node.filters("price");
                default -> node.writes(thing, "price");
            };
        } catch (RuntimeException | Error failure) {
            late.add(failure.toString());
            return;
        }
        // while the next publish is on its way either answer is right
        if (quiet && !publishing.get() && flip == answered.get()) {
            asked.incrementAndGet();
            if (may != (flip % 2 == 0)) {
                late.add("flip " + flip + ", kind " + kind + ": " + may);
            }
        }
    }
}
