package io.chengdan.kernel.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.SampleApp;
import io.chengdan.kernel.Worker;
import io.chengdan.kernel.schema.SchemaBuilder;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A publish is killed before its first statement, its second, and so on to the last, and the next start sets things right. Every
 * so many steps, all of them with {@code -Dcutoff.every=1}.
 */
@Tag("I2")
class PublishCutOffTest {

    private static final int EVERY = Integer.getInteger("cutoff.every", 9);

    @Test
    void wherever_a_publish_is_killed_the_next_start_leaves_one_whole_version() {
        try (var given = Fixture.workshop()) {
            var director = given.person("Dong", "company", "director");
            var customer =
                    director.creates("customer", "name", "Steel Works", "credit", "100", "phone", "0519 1234567");
            director.creates("deal", "name", "Press", "customer", customer);
            var thing = director.creates("thing", "label", "Plate", "pieces", 7, "day", "2026-03-01");
            int cuts = 0;
            boolean whole = false;
            for (int at = 1; !whole; at += EVERY) {
                var app = edited(at);
                var way = new CutOff(given.publisher(), at);
                try {
                    given.releases(way).publish(app.files(), given.app().number(), Optional.empty(), "");
                    whole = !way.happened();
                } catch (RuntimeException e) {
                    assertThat(way.happened()).as("cut at %s", at).isTrue();
                    cuts++;
                }
                assertThat(director.reads("thing", thing, "day"))
                        .as("cut at %s", at)
                        .isEqualTo("2026-03-01");

                given.releases().resume();
                if (given.app().number() % 2 == 0) { // the odd ones are those before and after a rollback
                    newer(director, customer, thing, at);
                } else {
                    older(director, customer, thing);
                    given.publish(app.files());
                    newer(director, customer, thing, at);
                }
                assertThat(given.superuser().fetchValue("select count(*) from kernel.definition_unfinished"))
                        .isEqualTo(0L);
                assertThat(given.releases().indexes())
                        .extracting(SchemaBuilder.IndexState::state)
                        .containsOnly("valid");

                given.releases().rollback(1, Optional.empty(), "");
                older(director, customer, thing);
            }
            assertThat(cuts).isGreaterThan(3);
        }
    }

    private static SampleApp edited(int round) {
        return new SampleApp(Fixture.workshopFiles())
                .edit("forms/thing.yaml", "key: day, type: date", "key: day, type: text")
                .edit(
                        "forms/thing.yaml",
                        "  - {uid: th25",
                        "  - {uid: thx" + round
                                + ", key: echo, type: formula, label: {zh: 回声, en: Echo}, result: decimal, expr: 'pieces + 1'}\n"
                                + "  - {uid: th25")
                .edit("forms/customer.yaml", "expr: credit - total", "expr: credit - total - 1")
                .edit("forms/customer.yaml", "key: phone, type: phone", "key: phone, unique: true, type: phone")
                .edit(
                        "forms/customer.yaml",
                        "  - {uid: cu13",
                        "  - {uid: cux" + round
                                + ", key: many, type: rollup, label: {zh: 多, en: Many}, form: deal, via: customer, op: count}\n"
                                + "  - {uid: cu13")
                .edit("roles/director.yaml", "read: [total, deals", "read: [many, total, deals")
                .edit("roles/director.yaml", "read: [number, value", "read: [echo, number, value");
    }

    private static void older(Worker director, UUID customer, UUID thing) {
        assertThat(director.reads("customer", customer, "left")).isEqualTo("100.00");
        assertThat(director.reads("thing", thing, "day")).isEqualTo("2026-03-01");
    }

    private static void newer(Worker director, UUID customer, UUID thing, int at) {
        assertThat(director.reads("customer", customer, "left"))
                .as("cut at %s", at)
                .isEqualTo("99.00");
        assertThat(director.reads("customer", customer, "many"))
                .as("cut at %s", at)
                .isEqualTo(1L);
        assertThat(String.valueOf(director.reads("thing", thing, "echo")))
                .as("cut at %s", at)
                .startsWith("8");
        assertThat(director.reads("thing", thing, "day")).as("cut at %s", at).isEqualTo("2026-03-01");
    }
}
