package io.chengdan.kernel.release;

import static io.chengdan.kernel.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.SampleApp;
import io.chengdan.kernel.Worker;
import io.chengdan.kernel.access.CutDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Any version can be in force again, at once and without a question, and nothing anybody wrote is lost. */
@Tag("I3")
class RollbackTest {

    private Fixture given;
    private SampleApp app;
    private Worker director;

    @BeforeEach
    void open() {
        given = Fixture.workshop();
        app = new SampleApp(Fixture.workshopFiles());
        director = given.person("Dong", "company", "director");
    }

    @AfterEach
    void close() {
        given.close();
    }

    private Releases.Rollback rolledBack(long version) {
        return given.releases().rollback(version, Optional.empty(), "");
    }

    private UUID deal(Object... more) {
        var customer = director.creates("customer", "name", "Customer " + UUID.randomUUID());
        var fields = Worker.fields(more);
        fields.put("name", "Deal");
        fields.put("customer", customer);
        return director.creates("deal", fields);
    }

    @Test
    void a_rollback_is_a_new_version_with_the_very_bytes_of_the_old_one() {
        given.publish(app.edit("app.yaml", "en: ", "en: New ").files());
        given.publish(app.edit("app.yaml", "en: ", "en: Newer ").files());

        assertThat(rolledBack(2).version().number()).isEqualTo(4);
        assertThat(given.releases().export(4)).isEqualTo(given.releases().export(2));
        assertThat(rolledBack(1).version().number()).isEqualTo(5);
        assertThat(given.releases().export(5)).isEqualTo(given.releases().export(1));
        assertThat(given.releases().versions())
                .extracting(Releases.Version::number, Releases.Version::parent)
                .contains(tuple(5L, Optional.of(4L)), tuple(4L, Optional.of(3L)));
        refused("not_found", () -> rolledBack(99));
    }

    @Test
    void a_rollback_to_what_is_in_force_makes_no_version() {
        assertThat(rolledBack(1).version().number()).isEqualTo(1);
        assertThat(given.releases().versions()).hasSize(1);
    }

    @Test
    void options_and_stages_in_use_are_retired_and_counted_and_lose_nothing() {
        given.publish(app.edit(
                        "forms/deal.yaml",
                        "{key: other, label: {zh: 其他, en: Other}}",
                        "{key: other, label: {zh: 其他, en: Other}}, {key: rental, label: {zh: 租赁, en: Rental}}")
                .edit("forms/deal.yaml", "required: 'business != \"other\"'", "required: 'business == \"machine\"'")
                .edit(
                        "pipelines/sales.yaml",
                        "stages:\n",
                        "stages:\n  - {key: scouting, label: {zh: 摸底, en: Scouting}, owner: [rep]}\n")
                .files());
        var scouted = deal();
        var rented = deal("business", "rental");
        assertThat(director.reads("deal", scouted, "stage")).isEqualTo("scouting");

        var done = rolledBack(1);

        assertThat(done.retired())
                .extracting(
                        Releases.Retired::field,
                        Releases.Retired::key,
                        each -> each.label().zh(),
                        Releases.Retired::count)
                .containsExactlyInAnyOrder(tuple("business", "rental", "租赁", 1L), tuple("stage", "scouting", "摸底", 1L));
        assertThat(director.reads("deal", scouted, "stage")).isEqualTo("scouting");
        assertThat(director.reads("deal", rented, "business")).isEqualTo("rental");
        assertThat(CutDefinition.of(director.plan()).toString())
                .contains("retired=[{key=rental,", "retired=[{key=scouting,");
        assertThat(director.lists(Map.of(
                                "form", "deal", "where", Map.of("field", "stage", "op", "eq", "value", "scouting")))
                        .items())
                .hasSize(1);

        // whoever sends the record back whole is not refused; whoever chooses it anew is
        director.changes("deal", rented, "business", "rental", "name", "Renamed");
        refused("invalid", () -> director.changes("deal", scouted, "business", "rental"));
        assertThat(director.checklist("deal", scouted).next()).isEqualTo("contact");
        director.moves("deal", scouted, "contact");

        rolledBack(2);
        assertThat(CutDefinition.of(director.plan()).toString()).doesNotContain("retired=");
        assertThat(director.reads("deal", rented, "business")).isEqualTo("rental");
    }

    @Test
    void what_a_former_type_cannot_hold_is_listed_and_stays() {
        var thing = director.creates("thing", "label", "x", "pieces", "5");
        given.publish(app.edit(
                        "forms/thing.yaml",
                        "pieces, type: integer, label: {zh: 件数, en: Pieces}, min: 0, max: 1000000000000",
                        "pieces, type: text, label: {zh: 件数, en: Pieces}")
                .edit("forms/thing.yaml", "expr: price * pieces", "expr: price")
                .files());
        director.changes("thing", thing, "pieces", "a few");

        var done = rolledBack(1);

        assertThat(done.unconverted())
                .containsExactly(new ExistingRows.Unconverted("thing", "pieces", 1, false, List.of(thing)));
        assertThat(director.reads("thing", thing, "pieces")).isNull();
        rolledBack(2);
        assertThat(director.reads("thing", thing, "pieces")).isEqualTo("a few");
    }
}
