package io.chengdan.kernel.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.SampleApp;
import io.chengdan.kernel.definition.DefinitionFault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("I4")
class RuleCompilerTest {

    private static List<DefinitionFault> faults(SampleApp app) {
        var faults = new ArrayList<DefinitionFault>();
        RuleCompiler.compile(
                app.definition(),
                (file, path, code, message) -> faults.add(new DefinitionFault(file, path, code, message)));
        return faults;
    }

    @Test
    void a_sound_definition_compiles_and_formulas_come_after_what_they_read() {
        assertThat(faults(SampleApp.plain())).isEmpty();

        var rules = Releases.compile(SampleApp.plain().definition()).form("deal");
        assertThat(rules.formulas()).extracting(Rules.Formula::field).containsExactly("amount", "tax");
        assertThat(rules.rowFormulas().get("lines"))
                .extracting(Rules.Formula::field)
                .containsExactly("line_amount");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            forms/deal.yaml      | expr: 'amount * 0.13'       | expr: 'amout * 0.13'       | fields[6].expr             | unknown_field
            forms/deal.yaml      | expr: 'amount * 0.13'       | expr: '"a"'                | fields[6].expr             | wrong_type
            forms/deal.yaml      | expr: 'sum(lines.map(l, l.line_amount))' | expr: 'tax * 2' | fields[5].expr          | cycle
            forms/deal.yaml      | expr: price * quantity      | expr: line_amount + 1      | fields[4].fields[3].expr   | cycle
            forms/deal.yaml      | expr: 'sum(lines.map(l, l.line_amount))' | expr: 'customer.deal_total' | forms                | cycle
            forms/deal.yaml      | where: 'status == "draft"'  | where: 'customer.active'   | unique[0].where            | not_of_the_row
            forms/deal.yaml      | when: 'status == "draft"'   | when: 'status'             | actions[0].when            | wrong_type
            forms/deal.yaml      | approved_by: me.id          | approved_by: '1'           | actions[0].set.approved_by | wrong_type
            forms/customer.yaml  | filter: active              | filter: 'lower(name) == "a"' | lists[0].filter          | not_pushable
            forms/contact.yaml   | !blank(email)               | !blank(emial)              | checks[0].expr             | unknown_field
            pipelines/sales.yaml | '!blank(phone)'             | 'lower(name) == "x"'       | stages[0].gate[1].where    | not_pushable
            pipelines/sales.yaml | 'status == "approved"'      | 'status === 1'             | stages[0].gate[2].holds    | syntax
            roles/manager.yaml   | me.id in members            | me.name == "x"             | forms.deal.rows[1].where   | unknown_field
            roles/manager.yaml   | 'owner == me.id'            | 'owner + 1'                | forms.customer.actions.delete | wrong_type
            """)
    void a_wrong_expression_is_told_with_file_path_and_remedy(
            String file, String from, String to, String path, String code) {
        var faults = faults(SampleApp.plain().edit(file, from, to));

        assertThat(faults).extracting(DefinitionFault::code).contains(code);
        assertThat(faults).allSatisfy(fault -> {
            assertThat(fault.message().zh()).isNotBlank();
            assertThat(fault.message().en()).isNotBlank();
        });
        if (!path.equals("forms")) {
            assertThat(faults).extracting(DefinitionFault::where).contains(file + ": " + path);
        }
    }
}
