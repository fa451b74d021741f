package io.chengdan.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.Refusals;
import io.chengdan.kernel.Worker;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.Change;
import io.chengdan.kernel.record.Query;
import io.chengdan.kernel.record.RecordView;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One person heads a region and helps out in finance: of the region's customers they see what a manager sees, of all customers what
 * finance sees, and never the customers of the one with the fields of the other (A4, ADR 9).
 */
@Tag("A4")
class RightsByRowTest {

    private static Fixture given;
    private static Worker manager;
    private static Worker both;
    private static Worker farther;
    private static UUID near;
    private static UUID far;

    @BeforeAll
    static void open() {
        var files = new TreeMap<String, String>();
        files.put("app.yaml", "{uid: by00, key: by_row, label: {zh: 逐行, en: By row}}\n");
        files.put("forms/customer.yaml", """
                uid: byf1
                key: customer
                label: {zh: 客户, en: Customer}
                title: name
                fields:
                  - {uid: byc1, key: name, type: text, label: {zh: 名称, en: Name}}
                  - {uid: byc2, key: margin, type: integer, label: {zh: 毛利, en: Margin}}
                  - {uid: byc3, key: credit, type: integer, label: {zh: 额度, en: Credit}}
                  - {uid: byc4, key: account, type: text, label: {zh: 账号, en: Account}}
                  - {uid: byc6, key: note, type: text, label: {zh: 备注, en: Note}}
                  - {uid: byc5, key: state, type: choice, label: {zh: 状态, en: State}, options: [{key: open, label: {zh: 开, en: Open}}, {key: shut, label: {zh: 关, en: Shut}}]}
                tabs:
                  - {key: basics, label: {zh: 基本, en: Basics}, fields: [name, margin, credit, account, note, state]}
                  - {key: history, label: {zh: 历史, en: History}, history: true}
                """);
        files.put("forms/visit.yaml", """
                uid: byf2
                key: visit
                label: {zh: 拜访, en: Visit}
                title: summary
                fields:
                  - {uid: byv1, key: summary, type: text, label: {zh: 摘要, en: Summary}}
                  - {uid: byv2, key: customer, type: reference, form: customer, label: {zh: 客户, en: Customer}}
                  - {uid: byv3, key: hint, type: integer, fill: customer.margin, label: {zh: 提示, en: Hint}}
                  - uid: byv4
                    key: costs
                    type: table
                    label: {zh: 费用, en: Costs}
                    fields:
                      - {uid: byv5, key: item, type: text, label: {zh: 项目, en: Item}}
                      - {uid: byv6, key: price, type: integer, label: {zh: 金额, en: Price}}
                """);
        files.put("roles/manager.yaml", """
                uid: byr1
                key: manager
                label: {zh: 大区经理, en: Regional manager}
                forms:
                  customer:
                    rows: [department]
                    actions: {create: true, update: 'state == "open"'}
                    read: [owner, department]
                    write: [name, margin, note, state]
                    mask: {account: last4}
                    tabs: {basics: write, history: read}
                  visit:
                    rows: [{through: customer}]
                    actions: {create: true, update: true}
                    write: [summary, customer]
                    read: [costs.item]
                """);
        files.put("roles/finance.yaml", """
                uid: byr2
                key: finance
                label: {zh: 财务, en: Finance}
                forms:
                  customer:
                    rows: [all]
                    actions: {update: true, export: true}
                    read: [name, account, state]
                    write: [credit]
                    tabs: {basics: write}
                """);
        files.put("roles/loader.yaml", """
                {uid: byr4, key: loader, label: {zh: 装载, en: Loader}, admin: [migrate]}
                """);
        files.put("roles/caller.yaml", """
                uid: byr5
                key: caller
                label: {zh: 电话, en: Caller}
                forms:
                  visit:
                    rows: [own]
                    actions: {create: true, update: true}
                    write: [summary, customer, hint, costs]
                """);
        files.put("roles/desk.yaml", """
                uid: byr3
                key: desk
                label: {zh: 前台, en: Desk}
                forms:
                  customer:
                    rows: [all]
                    read: [name]
                    mask: {account: full}
                """);
        given = Fixture.of(files);
        given.department("east", "company").department("west", "company");
        manager = given.person("Ma", "east", "manager");
        both = given.person("Bo", "east", "manager", "finance");
        farther = given.person("Fa", "west", "manager");
        var loader = given.person("Lo", "company", "loader");
        near = loader.places("customer", placed(30L, manager), PAST);
        far = loader.places("customer", placed(7654321L, farther), PAST);
        both.changes("customer", near, "credit", 5L);
        both.changes("customer", far, "credit", 9L);
    }

    private static final Change.Placed PAST = new Change.Placed(null, null, false, List.of());

    private static Map<String, Object> placed(long margin, Worker owner) {
        return Map.of(
                "name",
                margin < 50 ? "Near" : "Far",
                "margin",
                margin,
                "account",
                "6222 0123 3456",
                "state",
                "open",
                "owner",
                owner.id());
    }

    @AfterAll
    static void close() {
        given.close();
    }

    /** A question about the two customers alone, whatever other tests have made. */
    private static Map<String, Object> ask(Map<String, ?> more) {
        var query = new HashMap<String, Object>(more);
        var two = Map.of("field", "id", "op", "in", "value", List.of(near.toString(), far.toString()));
        query.put("form", "customer");
        query.put("where", Map.of("and", List.of(two, more.containsKey("where") ? more.get("where") : two)));
        return query;
    }

    private static List<UUID> finds(Map<String, ?> where) {
        return both.lists(ask(Map.of("where", where))).items().stream()
                .map(RecordView::id)
                .toList();
    }

    private static Map<String, Object> over(long margin) {
        return Map.of("field", "margin", "op", "gt", "value", margin);
    }

    @Test
    void a_record_has_the_rights_of_the_roles_that_show_it_and_says_what_is_withheld() {
        var own = both.gets("customer", near);
        assertThat(own.fields()).containsEntry("margin", 30L).containsEntry("credit", 5L);
        assertThat(own.access().withheld()).isEmpty();
        assertThat(own.access().write()).containsExactlyInAnyOrder("name", "margin", "credit", "note", "state");

        var other = both.gets("customer", far);
        assertThat(other.fields()).containsEntry("credit", 9L).doesNotContainKeys("margin", "owner");
        assertThat(other.access().withheld()).contains("margin", "owner", "department");
        assertThat(other.access().write()).containsExactly("credit");
    }

    @Test
    void a_mask_of_one_role_is_lifted_by_another_that_lets_read() {
        assertThat(manager.gets("customer", near).access().masked()).containsExactly("account");
        assertThat(both.gets("customer", near).access().masked()).isEmpty();
    }

    @Test
    void of_two_masks_the_milder_is_put_on_where_both_roles_show_the_record() {
        var desk = given.person("De", "east", "manager", "desk");
        assertThat(desk.reads("customer", near, "account")).isEqualTo("***3456");
        assertThat(desk.reads("customer", far, "account")).isEqualTo("***");
    }

    @Test
    void a_filter_on_a_withheld_value_finds_as_if_nothing_were_known_of_it() {
        assertThat(finds(over(10))).containsExactly(near);
        assertThat(finds(over(50))).isEmpty();
        // whatever the bound, the row whose margin is withheld is among those of which it cannot be said
        assertThat(finds(Map.of("not", over(10)))).containsExactly(far);
        assertThat(finds(Map.of("not", over(50)))).containsExactlyInAnyOrder(near, far);
        assertThat(finds(Map.of("field", "margin", "op", "ne", "value", 1L))).containsExactly(near);
        assertThat(finds(Map.of("field", "margin", "op", "blank", "value", true)))
                .isEmpty();
        // what both roles let read is asked of all
        assertThat(finds(Map.of("field", "name", "op", "eq", "value", "Far"))).containsExactly(far);
    }

    @Test
    void a_sorted_list_puts_withheld_values_last_and_no_cursor_carries_one() {
        for (var sort : List.of("margin", "-margin")) {
            var first = both.lists(ask(Map.of("sort", sort, "limit", 1)));
            assertThat(first.items().getFirst().id()).isEqualTo(near);
            var second = both.lists(ask(Map.of("sort", sort, "limit", 1, "cursor", String.valueOf(first.next()))));
            assertThat(second.items().getFirst().id()).isEqualTo(far);
        }
        var rising = both.lists(ask(Map.of("sort", "margin,name", "limit", 1)));
        var cursor = new String(Base64.getUrlDecoder().decode(rising.next()), StandardCharsets.UTF_8);
        assertThat(cursor).contains("30").doesNotContain("7654321");
    }

    @Test
    void a_sum_counts_only_what_may_be_read() {
        var sum = both.groups(ask(Map.of("measures", List.of(Map.of("op", "sum", "field", "margin")))));
        assertThat(sum.getFirst().values()).containsEntry("sum_margin", "30");
        var groups = both.groups(ask(Map.of("group", List.of("margin"))));
        assertThat(groups).extracting(RecordView.Group::group).noneMatch(group -> group.containsValue(7654321L));
    }

    @Test
    void a_role_sees_through_a_parent_only_what_it_sees_of_the_parent_itself() {
        var seen = manager.creates("visit", "summary", "Met", "customer", near.toString());
        var hidden = farther.creates("visit", "summary", "Secret", "customer", far.toString());
        assertThat(both.sees("visit", seen)).isTrue();
        // finance shows the far customer, but no visits
        assertThat(both.sees("visit", hidden)).isFalse();
    }

    @Test
    void nothing_is_hung_where_the_role_that_makes_it_does_not_reach() {
        var refused = catchThrowableOfType(
                Problem.Forbidden.class, () -> both.creates("visit", "summary", "Sneaked", "customer", far.toString()));
        assertThat(refused.code()).isEqualTo("outside_scope");
        var visit = both.creates("visit", "summary", "Met again", "customer", near.toString());
        assertThat(catchThrowableOfType(
                                Problem.Forbidden.class, () -> both.changes("visit", visit, "customer", far.toString()))
                        .code())
                .isEqualTo("outside_scope");
    }

    @Test
    void what_is_withheld_behind_a_reference_is_not_filled_in() {
        var caller = given.person("Ca", "east", "manager", "finance", "caller");
        var met = caller.creates("visit", "summary", "Rang", "customer", near.toString());
        assertThat(caller.gets("visit", met).fields()).containsEntry("hint", 30L);
        var hidden = caller.creates("visit", "summary", "Rang too", "customer", far.toString());
        assertThat(caller.gets("visit", hidden).fields()).containsEntry("hint", null);
    }

    @Test
    void of_a_table_each_row_shows_the_columns_of_the_roles_that_show_it() {
        var caller = given.person("Cb", "east", "manager", "caller");
        var costs = List.of(Map.of("item", "Taxi", "price", 40L));
        var own = caller.creates("visit", "summary", "Own", "customer", near.toString(), "costs", costs);
        var other = given.person("Cc", "east", "manager", "caller")
                .creates("visit", "summary", "Other", "customer", near.toString(), "costs", costs);
        assertThat(caller.reads("visit", own, "costs")).isEqualTo(costs);
        assertThat(caller.reads("visit", other, "costs")).isEqualTo(List.of(Map.of("item", "Taxi")));
        // neither the right guess nor a wrong one
        for (var guess : List.of(40L, 41L)) {
            var sent = List.of(Map.of("item", "Taxi", "price", guess));
            assertThat(catchThrowableOfType(
                                    Problem.Forbidden.class, () -> caller.changes("visit", other, "costs", sent))
                            .code())
                    .isEqualTo("not_writable");
        }
    }

    @Test
    void a_withheld_field_is_refused_whatever_is_sent_so_that_no_guess_is_confirmed() {
        for (var guess : new Long[] {7654321L, 1L, null}) {
            var refused =
                    catchThrowableOfType(Problem.Forbidden.class, () -> both.changes("customer", far, "margin", guess));
            assertThat(refused.code()).isEqualTo("not_writable");
        }
        // nor is it told that one is blank
        var blank = catchThrowableOfType(Problem.Forbidden.class, () -> both.changes("customer", far, "note", null));
        assertThat(blank.code()).isEqualTo("not_writable");
    }

    @Test
    void the_action_of_one_role_does_not_carry_the_fields_of_another() {
        var shut = manager.creates("customer", "name", "Shut", "margin", 10L, "state", "shut");
        // only finance may change a customer that is shut, and only its credit
        assertThat(both.gets("customer", shut).access().write()).containsExactly("credit");
        var refused =
                catchThrowableOfType(Problem.Forbidden.class, () -> both.changes("customer", shut, "margin", 11L));
        assertThat(Refusals.faults(refused).toString()).contains("margin");
        both.changes("customer", shut, "credit", 1L);
    }

    @Test
    void the_right_of_one_role_to_export_takes_out_no_field_of_another() {
        var exporting = both.plan().having("customer", "export").orElseThrow();
        assertThat(given.reader().list(exporting, Query.all("customer")).items())
                .isNotEmpty()
                .allSatisfy(record ->
                        assertThat(record.fields()).containsKey("credit").doesNotContainKey("margin"));
        assertThat(manager.plan().having("customer", "export")).isEmpty();
    }

    @Test
    void a_new_record_takes_only_what_the_role_that_makes_it_may_write() {
        var refused = catchThrowableOfType(
                Problem.Forbidden.class, () -> both.creates("customer", "name", "New", "credit", 1L));
        assertThat(refused.code()).isEqualTo("not_writable");
    }

    @Test
    void history_and_its_tab_go_by_the_row() {
        assertThat(both.history("customer", near).toString()).contains("margin", "credit");
        // finance has no history tab
        assertThat(catchThrowableOfType(Problem.NotFound.class, () -> both.history("customer", far)))
                .isNotNull();
    }

    @Test
    void explain_names_role_and_rule() {
        var explain = new Explain(given.db());
        var own = explain.of(both.plan(), "customer", near, "margin");
        assertThat(own.field()).isEqualTo("write");
        assertThat(own.summary().zh()).contains("角色“大区经理”：属于“east”或它的下级部门", "角色“财务”");
        var other = explain.of(both.plan(), "customer", far, "margin");
        assertThat(other.field()).isEqualTo("none");
        assertThat(other.summary().en()).contains("the role Finance").doesNotContain("Regional manager");
    }

    @Test
    void the_definition_has_what_may_be_somewhere() {
        var definition = CutDefinition.of(both.plan()).toString();
        assertThat(definition).contains("margin", "credit");
    }

    @Test
    void a_person_of_one_role_is_asked_nothing_more() {
        var table = given.app().tables().get("customer");
        var access = manager.plan().form("customer");
        assertThat(access.granted("margin")).isSameAs(access.rows());
        assertThat(access.rights(table).toString()).doesNotContain("array");
    }
}
