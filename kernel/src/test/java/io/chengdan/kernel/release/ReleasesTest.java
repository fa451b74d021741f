package io.chengdan.kernel.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chengdan.kernel.SampleApp;
import io.chengdan.kernel.TestInstallation;
import io.chengdan.kernel.access.AccessPlans;
import io.chengdan.kernel.identity.Org;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.Backfill;
import io.chengdan.kernel.schema.SchemaBuilder.IndexState;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("I4")
class ReleasesTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T08:00:00Z"), ZoneOffset.UTC);

    private static final Backfill ROWS =
            new Backfill(new AccessPlans(CLOCK, ZoneOffset.UTC), () -> new Org(1, List.of(), List.of()));

    private final TestInstallation installation = TestInstallation.fresh();
    private final DSLContext publisher = DSL.using(installation.publisher(), SQLDialect.POSTGRES);
    private final DSLContext runtime = installation.db();
    private final Releases releases = releases(installation);

    private static Releases releases(TestInstallation installation) {
        return new Releases(
                DSL.using(installation.publisher(), SQLDialect.POSTGRES), installation.db(), CLOCK, "app", "bi", ROWS);
    }

    private AppVersion publish(SampleApp app) {
        return releases.publish(
                app.files(), releases.find().map(AppVersion::number).orElse(0L), Optional.empty(), "");
    }

    private List<String> columns(String table) {
        return publisher
                .fetch(
                        "select column_name from information_schema.columns where table_schema = 'app' and table_name = ?",
                        table)
                .into(String.class);
    }

    private UUID insertCustomer(AppVersion version, String name) {
        var table = version.tables().get("customer");
        var id = UUID.randomUUID();
        runtime.execute(
                "insert into {0} (id, row_version, created_at, {1}, {2}) values ({3}, 1, {4}, {5}, {6})",
                table.base(),
                table.bare("name"),
                DSL.field(DSL.name(((org.jooq.Field<?>) table.bare("name")).getName() + "_n")),
                DSL.val(id),
                DSL.val(CLOCK.instant()),
                DSL.val(name),
                DSL.val(name));
        return id;
    }

    @Test
    void a_published_definition_has_its_tables_and_the_runtime_can_use_them() {
        var version = publish(SampleApp.plain());

        assertThat(version.number()).isEqualTo(1);
        assertThat(columns("customer_f001"))
                .contains("id", "row_version", "owner", "_ext", "name_cu01", "name_cu01_n", "parent_cu04")
                .doesNotContain("deal_total_cu05", "score_cu07");
        assertThat(columns("customer_f001_d")).contains("id", "last_activity_at", "deal_total_cu05", "score_cu07");
        assertThat(columns("deal_f003_lines_de05")).contains("id", "parent", "row_no", "item_de5a", "line_amount_de5d");
        insertCustomer(version, "Bearing One");
        assertThat(runtime.fetchValue("select name from bi.customer")).isEqualTo("Bearing One");
        assertThatThrownBy(() -> runtime.execute("alter table app.customer_f001 add column x int"))
                .hasMessageContaining("must be owner");
        assertThatThrownBy(() -> runtime.execute("update kernel.definition_pointer set version = 1"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> publisher.execute("update kernel.definition_version set note = 'x'"))
                .hasMessageContaining("never changed");
    }

    @Test
    void applying_twice_plans_nothing_and_makes_no_version() {
        var first = publish(SampleApp.plain());
        var plan = releases.plan(SampleApp.plain().files());

        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.statements()).isEmpty();
        assertThat(publish(SampleApp.plain())).isEqualTo(first);
        assertThat(releases.versions()).hasSize(1);
    }

    @Test
    void an_export_applied_to_an_empty_installation_exports_the_same_bytes() {
        publish(SampleApp.plain());
        var exported = releases.export(1);

        var second = releases(TestInstallation.fresh());
        second.publish(exported, 0, Optional.empty(), "");

        assertThat(second.export(1)).isEqualTo(exported);
        assertThat(second.current().hash()).isEqualTo(releases.current().hash());
        assertThat(second.plan(exported).isEmpty()).isTrue();
    }

    @Test
    void a_renamed_key_keeps_its_column_and_data() {
        insertCustomer(publish(SampleApp.plain()), "Bearing One");

        var renamed = SampleApp.plain()
                .edit("forms/customer.yaml", "key: name", "key: full_name")
                .edit("forms/customer.yaml", "title: name", "title: full_name")
                .edit("forms/customer.yaml", "[name, ", "[full_name, ")
                .edit("forms/customer.yaml", "updated_at,name", "updated_at,full_name")
                .edit("roles/manager.yaml", "write: [name", "write: [full_name")
                .edit("roles/rep.yaml", "write: [name, industry", "write: [full_name, industry");
        assertThat(releases.plan(renamed.files()).changes())
                .extracting(change -> change.text().zh())
                .contains("表单“客户”的字段“名称”的标识由 name 改为 full_name");
        var version = publish(renamed);

        assertThat(version.number()).isEqualTo(2);
        assertThat(version.tables().get("customer").bare("full_name").getName()).isEqualTo("name_cu01");
        assertThat(runtime.fetchValue("select full_name from bi.customer")).isEqualTo("Bearing One");
    }

    @Test
    void a_changed_type_gets_a_new_column_and_a_change_back_the_old_one() {
        publish(SampleApp.plain());
        var changed = SampleApp.plain()
                .edit("forms/contact.yaml", "key: email, type: email", "key: email, type: integer")
                .edit("forms/contact.yaml", "!blank(email)", "email > 0");
        var app = changed.edit("roles/rep.yaml", "mask: {phone: last4}", "mask: {phone: last4}");

        assertThat(publish(app).tables().get("contact").bare("email").getName()).isEqualTo("email_co04_2");
        assertThat(columns("contact_f002")).contains("email_co04", "email_co04_2");
        assertThat(publish(SampleApp.plain())
                        .tables()
                        .get("contact")
                        .bare("email")
                        .getName())
                .isEqualTo("email_co04");
    }

    @Test
    void a_retired_field_keeps_its_column_and_comes_back_with_its_data() {
        var full = publish(SampleApp.plain());
        var id = insertCustomer(full, "Bearing One");
        runtime.execute("update app.customer_f001 set active_cu06 = true");

        var without = withoutActive();
        var plan = releases.plan(without.files());
        assertThat(plan.impact())
                .extracting(effect -> effect.text().zh() + " " + effect.count())
                .containsExactly("字段“客户·有效”停用，保留但不再显示的值 1", "角色“经理”在“客户”上不再看到：有效（人数） 0");
        publish(without);
        assertThat(columns("customer_f001")).contains("active_cu06");
        assertThat(columns("customer")).isEmpty();

        var back = publish(SampleApp.plain());
        assertThat(runtime.fetchValue(DSL.select(back.tables().get("customer").bare("active"))
                        .from(back.tables().get("customer").base())
                        .where(DSL.field("id").eq(id))))
                .isEqualTo(true);
    }

    @Test
    void a_stale_draft_is_refused() {
        publish(SampleApp.plain());
        var edited = SampleApp.plain().edit("app.yaml", "en: Sample", "en: Example");

        var conflict = catchThrowableOfType(
                Problem.Conflict.class, () -> releases.publish(edited.files(), 0, Optional.empty(), ""));

        assertThat(conflict.code()).isEqualTo("draft_stale");
    }

    @Test
    void two_editors_lose_nothing_of_each_other() {
        publish(SampleApp.plain());
        publish(SampleApp.plain().edit("app.yaml", "en: Sample", "en: Example"));
        var other = SampleApp.plain().edit("roles/manager.yaml", ", active]", "]");

        var plan = releases.plan(other.files(), 1);
        assertThat(plan.merged()).containsExactly("app.yaml");
        assertThat(plan.clashes()).isEmpty();
        assertThat(plan.changes()).extracting(change -> change.file()).containsOnly("roles/manager.yaml");
        var merged = releases.publish(other.files(), 1, Optional.empty(), "");

        assertThat(merged.number()).isEqualTo(3);
        assertThat(releases.export(3).get("app.yaml"))
                .isEqualTo(releases.export(2).get("app.yaml"));
        assertThat(releases.export(3).get("roles/manager.yaml")).doesNotContain(", active]");
    }

    @Test
    void what_two_editors_both_changed_is_a_clash_that_tells_what_the_other_did() {
        publish(SampleApp.plain());
        publish(SampleApp.plain().edit("app.yaml", "en: Sample", "en: Example"));
        var other = SampleApp.plain().edit("app.yaml", "en: Sample", "en: Trial");

        assertThat(releases.plan(other.files(), 1).clashes())
                .extracting(change -> change.file())
                .containsExactly("app.yaml");
        var conflict = catchThrowableOfType(
                Problem.Conflict.class, () -> releases.publish(other.files(), 1, Optional.empty(), ""));

        assertThat(conflict.code()).isEqualTo("draft_clash");
        assertThat(conflict.faults()).extracting(Problem.Fault::field).containsExactly("app.yaml");
        assertThat(conflict.faults().getFirst().message().en()).contains("Example");
        assertThat(releases.find().orElseThrow().number()).isEqualTo(2);
    }

    @Test
    void what_fits_each_editor_alone_but_not_both_is_refused_with_the_place() {
        publish(SampleApp.plain());
        publish(withoutActive());
        var other = SampleApp.plain()
                .edit(
                        "forms/contact.yaml",
                        "  - {uid: co04",
                        "  - {uid: co05, key: lively, type: formula, label: {zh: 有效, en: Lively}, result: text,"
                                + " expr: 'customer.active ? \"y\" : \"n\"'}\n  - {uid: co04");

        var refused = catchThrowableOfType(
                Problem.Invalid.class, () -> releases.publish(other.files(), 1, Optional.empty(), ""));

        assertThat(refused.faults().getFirst().field()).startsWith("forms/contact.yaml: fields");
        assertThat(releases.find().orElseThrow().number()).isEqualTo(2);
    }

    private static SampleApp withoutActive() {
        return SampleApp.plain()
                .edit(
                        "forms/customer.yaml",
                        "  - {uid: cu06, key: active, type: yes_no, label: {zh: 有效, en: Active}, default: 'true'}\n",
                        "")
                .edit("forms/customer.yaml", ", filter: active", "")
                .edit("roles/manager.yaml", ", active]", "]");
    }

    @Test
    void a_unique_rule_holds_among_the_living_and_blanks_do_not_clash() {
        var version = publish(SampleApp.plain());
        insertCustomer(version, "");
        insertCustomer(version, "");
        insertCustomer(version, "Same");
        assertThatThrownBy(() -> insertCustomer(version, "Same")).hasMessageContaining("duplicate key");
        runtime.execute("update app.customer_f001 set deleted_at = now() where name_cu01 = 'Same'");
        insertCustomer(version, "Same");

        var name = publisher
                .fetchValue(
                        "select indexname from pg_indexes where indexdef like '%name_cu01_n%' and indexname like 'u\\_%'")
                .toString();
        assertThat(releases.uniqueIndex(version, name).orElseThrow().fields()).containsExactly("name");
    }

    @Test
    void an_index_that_cannot_be_built_is_seen_and_the_definition_is_in_force() {
        var plain = SampleApp.plain()
                .edit("forms/customer.yaml", "unique: true, normalize: company_name", "normalize: company_name");
        var version = publish(plain);
        insertCustomer(version, "Twice");
        insertCustomer(version, "Twice");

        assertThat(publish(SampleApp.plain()).number()).isEqualTo(2);
        assertThat(releases.indexes())
                .filteredOn(index -> index.state().equals("failed"))
                .singleElement()
                .extracting(IndexState::table)
                .isEqualTo("customer_f001");

        runtime.execute("delete from app.customer_f001");
        publish(SampleApp.plain());
        assertThat(releases.indexes()).extracting(IndexState::state).containsOnly("valid");
        publish(plain);
        insertCustomer(version, "Twice");
        insertCustomer(version, "Twice");
    }

    @Test
    void a_writer_keeps_its_version_and_the_swap_waits_for_it() throws Exception {
        publish(SampleApp.plain());
        var edited = SampleApp.plain().edit("app.yaml", "en: Sample", "en: Example");
        var publishing = new CompletableFuture<AppVersion>();
        runtime.transaction(writer -> {
            assertThat(releases.lockForWrite(writer.dsl()).number()).isEqualTo(1);
            Thread.ofVirtual().start(() -> publishing.complete(publish(edited)));
            await(() -> publisher.fetchExists(
                    DSL.table("pg_stat_activity"),
                    DSL.condition("query like '%advisory_xact_lock(%' and wait_event_type = 'Lock'")));
            assertThat(publishing).isNotDone();
            assertThat(releases.current().number()).isEqualTo(1);
        });
        assertThat(publishing.get(10, TimeUnit.SECONDS).number()).isEqualTo(2);
        assertThat(releases.current().definition().app().label().en()).isEqualTo("Example");
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.onSpinWait();
        }
    }

    @Test
    void another_schema_has_its_own_versions_and_tables() {
        publish(SampleApp.plain());
        var preview = new Releases(publisher, runtime, CLOCK, "preview_1", null, ROWS);

        assertThat(preview.publish(SampleApp.plain().files(), 0, Optional.empty(), "")
                        .number())
                .isEqualTo(1);
        assertThat(runtime.fetchValue("select count(*) from preview_1.customer_f001"))
                .isEqualTo(0L);
    }
}
