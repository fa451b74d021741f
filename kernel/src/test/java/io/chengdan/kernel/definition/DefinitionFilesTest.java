package io.chengdan.kernel.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chengdan.kernel.SampleApp;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("I1")
class DefinitionFilesTest {

    private static List<DefinitionFault> faults(SampleApp app) {
        var problem = catchThrowableOfType(DefinitionProblem.class, app::definition);
        return problem == null ? List.of() : problem.faults();
    }

    @Test
    void what_is_written_reads_the_same_and_writes_the_same() {
        var definition = SampleApp.plain().definition();
        var files = DefinitionFiles.write(definition);

        assertThat(DefinitionFiles.read(files)).isEqualTo(definition);
        assertThat(DefinitionFiles.write(DefinitionFiles.read(files))).isEqualTo(files);
    }

    @Test
    void the_canonical_form_is_short_and_readable() {
        var files = DefinitionFiles.write(SampleApp.plain().definition());

        assertThat(files.get("choices/industry.yaml")).isEqualTo("""
                uid: c001
                key: industry
                label: {zh: 行业, en: Industry}
                options:
                  - {key: bearing, label: {zh: 轴承, en: Bearings}}
                  - {key: tooling, label: {zh: 刀具, en: Tooling}, color: blue}
                """);
        assertThat(files.get("forms/contact.yaml")).startsWith("""
                uid: f002
                key: contact
                label: {zh: 联系人, en: Contact}
                title: name
                fields:
                  - uid: co01
                    key: name
                    type: text
                    label: {zh: 姓名, en: Name}
                    required: true
                """);
    }

    @Test
    void all_faults_are_told_at_once_with_file_path_and_remedy() {
        var app = SampleApp.plain()
                .edit("forms/contact.yaml", "type: phone", "type: fone")
                .edit("forms/customer.yaml", "industry, type: choice", "industry, tipe: choice, type: choice")
                .edit("roles/rep.yaml", "rows: [own, team]", "rows: [own, taem]");

        assertThat(faults(app))
                .extracting(DefinitionFault::where, DefinitionFault::code)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("forms/contact.yaml: fields[2].type", "unknown_value"),
                        org.assertj.core.groups.Tuple.tuple("forms/customer.yaml: fields[1].tipe", "unknown_key"),
                        org.assertj.core.groups.Tuple.tuple("roles/rep.yaml: forms.customer.rows", "unknown_value"));
        assertThat(faults(app)).allSatisfy(fault -> {
            assertThat(fault.message().zh()).containsAnyOf("是不是", "可用的有");
            assertThat(fault.message().en()).containsAnyOf("Did you mean", "Use one of");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            forms/customer.yaml | title: name              | title: nmae             | title                      | unknown_reference
            forms/customer.yaml | title: name              | title: region           | title                      | wrong_type
            forms/customer.yaml | form: customer, acyclic  | form: contact, acyclic  | fields[3].acyclic          | not_self
            forms/customer.yaml | choices: industry        | choices: industri       | fields[1].choices          | unknown_reference
            forms/customer.yaml | of: amount               | of: customer            | fields[4].of               | wrong_type
            forms/customer.yaml | via: customer, op        | via: stage, op          | fields[4].via              | not_a_reference
            forms/customer.yaml | uid: cu02                | uid: cu01               | fields[1].uid              | duplicate_uid
            forms/customer.yaml | uid: cu02                | uid: de01               | fields[0].uid              | duplicate_uid
            forms/customer.yaml | uid: cu02                | uid: C                  | fields[1].uid              | bad_uid
            forms/customer.yaml | key: active              | key: owner              | fields[5].key              | reserved_key
            forms/customer.yaml | key: active              | key: Active             | fields[5].key              | bad_key
            forms/customer.yaml | key: active              | key: region             | fields[5]                  | duplicate
            forms/customer.yaml | type: integer            | type: table             | fields[6].fields           | missing
            forms/customer.yaml | columns: [name, region   | columns: [nam, region   | lists[0].columns[0]        | unknown_reference
            forms/customer.yaml | -updated_at,name         | -updatd_at,name         | lists[0].sort              | unknown_reference
            forms/customer.yaml | form: contact, via       | form: contakt, via      | tabs[1].form               | unknown_reference
            forms/customer.yaml | accept: [pdf, image]     | accept: [pfd, image]    | attachments[0].accept[0]   | unknown_reference
            forms/customer.yaml | normalize: company_name  | normalize: company      | fields[0].normalize        | unknown_reference
            forms/customer.yaml | nav: 10                  | nav: ten                | nav                        | wrong_type
            forms/customer.yaml | nav: 10                  | nav: 99999999999        | nav                        | out_of_range
            forms/customer.yaml | en: Customer}            | de: Kunde}              | label.en                   | missing
            forms/deal.yaml     | pattern: 'O-{yyyy}{MM}-{0000}' | pattern: 'O-{yyyy}' | fields[0].pattern         | bad_pattern
            forms/deal.yaml     | result: money, expr: price | result: monet, expr: price | fields[4].fields[3].result | unknown_value
            forms/deal.yaml     | set: {status:            | set: {amount: '1', status: | actions[0].set.amount   | computed
            forms/deal.yaml     | group: stage, kind       | group: lines, kind      | lists[0].group             | wrong_type
            pipelines/sales.yaml | field: stage            | field: status           | field                      | wrong_type
            pipelines/sales.yaml | entered: stage_entered_at | entered: region       | entered                    | wrong_type
            pipelines/sales.yaml | attached: signed        | attached: sign          | stages[0].gate[0].attached | unknown_reference
            pipelines/sales.yaml | match: {customer: customer}, | match: {custmer: customer}, | stages[0].gate[1].match.custmer | unknown_reference
            pipelines/sales.yaml | child: contact, match: {customer: customer} | child: contact | stages[0].gate[1].child | not_linked
            pipelines/sales.yaml | act: approve            | act: aprove             | stages[0].gate[2].act      | unknown_reference
            pipelines/sales.yaml | owner: [rep]            | owner: [rap]            | stages[0].owner[0]         | unknown_reference
            pipelines/sales.yaml | filled: [region]        | filled: [regin]         | stages[2].gate_in[0].filled[0] | unknown_reference
            pipelines/sales.yaml | filled: [region]        | filled: [region], holds: 'true' | stages[2].gate_in[0] | gate_asks
            roles/manager.yaml  | admin: [people           | admin: [poeple          | admin[0]                   | unknown_reference
            roles/manager.yaml  | write: [name             | write: [deal_total, name | forms.customer.write[0]   | computed
            roles/manager.yaml  | read: [number            | write: [approved_by], read: [number | forms.deal.write[0] | action_only
            roles/manager.yaml  | move_back: true          | move_bak: true          | forms.deal.actions.move_bak | unknown_reference
            roles/rep.yaml      | {through: customer}      | {through: name}         | forms.contact.rows[0].through | not_a_reference
            roles/rep.yaml      | rows: [own, team]        | rows: []                | forms.contact.rows[0].through | no_rows
            roles/rep.yaml      | rows: [own, team]        | rows: [{through: parent}] | forms.customer.rows      | cycle
            roles/rep.yaml      | mask: {phone: last4}     | mask: {email: last4}    | forms.contact.mask.email   | masked_write
            roles/rep.yaml      | tabs: {basics: write}    | tabs: {basic: write}    | forms.customer.tabs.basic  | unknown_reference
            """)
    void every_kind_of_mistake_is_found_where_it_stands(String file, String from, String to, String path, String code) {
        var separator = to.contains("write: [approved_by]") ? to.replace(", read", "\n    read") : to;
        assertThat(faults(SampleApp.plain().edit(file, from, separator))).anySatisfy(fault -> {
            assertThat(fault.code()).isEqualTo(code);
            assertThat(fault.path()).isEqualTo(path);
            assertThat(fault.message().zh()).matches("(?s).*[。？]");
        });
    }

    @Test
    void anchors_bombs_and_broken_yaml_are_refused() {
        assertThat(faults(SampleApp.plain().with("app.yaml", "a: &x [1]\nb: *x\n")))
                .extracting(DefinitionFault::code)
                .contains("anchor");
        assertThat(faults(SampleApp.plain().with("app.yaml", "key: [1\n")))
                .extracting(DefinitionFault::code)
                .contains("syntax");
        assertThat(faults(SampleApp.plain().with("app.yaml", "a: " + "[".repeat(100_000))))
                .extracting(DefinitionFault::code)
                .contains("too_deep");
        assertThat(faults(SampleApp.plain().with("app.yaml", "# " + "x".repeat(1_000_001))))
                .extracting(DefinitionFault::code)
                .contains("too_large");
        assertThat(faults(SampleApp.plain().with("app.yaml", "uid: a\nuid: b\n")))
                .extracting(DefinitionFault::code)
                .contains("duplicate_key");
        assertThat(faults(SampleApp.plain().with("forms/x/y.yaml", "uid: a\n")))
                .extracting(DefinitionFault::code)
                .contains("unknown_file");
        assertThat(faults(SampleApp.plain().without("app.yaml")))
                .extracting(DefinitionFault::code)
                .contains("missing");
        assertThat(faults(SampleApp.plain().edit("forms/deal.yaml", "key: deal", "key: deals")))
                .extracting(DefinitionFault::code)
                .contains("file_name");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 2_000, 3_000})
    void a_rare_character_may_stand_at_any_place_of_a_file(int from) {
        for (int place = from; place < from + 60; place++) {
            var comment = "#" + "x".repeat(place) + "𠮷\n";
            var app = SampleApp.plain().edit("forms/contact.yaml", "uid: f002\n", comment + "uid: f002\n");

            assertThat(app.definition()).isEqualTo(SampleApp.plain().definition());
        }
    }
}
