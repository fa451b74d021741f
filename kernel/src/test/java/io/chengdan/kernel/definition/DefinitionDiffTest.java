package io.chengdan.kernel.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.chengdan.kernel.SampleApp;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("I4")
class DefinitionDiffTest {

    private static List<Text> changed(SampleApp app) {
        return DefinitionDiff.between(SampleApp.plain().definition(), app.definition()).stream()
                .map(DefinitionDiff.Change::text)
                .toList();
    }

    @Test
    void a_change_is_told_in_plain_words() {
        assertThat(changed(SampleApp.plain().edit("forms/contact.yaml", "en: Phone}", "en: Phone}, required: true")))
                .containsExactly(new Text("表单“联系人”的字段“电话”改为必填", "Field “Phone” of form “Contact” becomes required"));
        assertThat(changed(SampleApp.plain()
                        .edit("forms/contact.yaml", ", form: customer, required: true", ", form: customer")))
                .containsExactly(
                        new Text("表单“联系人”的字段“客户”不再必填", "Field “Customer” of form “Contact” is no longer required"));
        assertThat(changed(SampleApp.plain()
                        .edit(
                                "forms/deal.yaml",
                                "money, label: {zh: 单价, en: Price}, min: 0",
                                "money, label: {zh: 单价, en: Price}, min: 5")))
                .containsExactly(new Text(
                        "表单“商机”的字段“明细”的字段“单价”的下限由 0 改为 5",
                        "Field “Price” of field “Lines” of form “Deal”: minimum changed from 0 to 5"));
        assertThat(changed(SampleApp.plain()
                        .edit("roles/rep.yaml", "write: [name, industry, region]", "write: [name, region, parent]")))
                .containsExactly(new Text(
                        "角色“销售”的表单权限“customer”的可写字段：新增 parent；去掉 industry",
                        "Rights on form “customer” of role “Rep”: writable fields added parent; removed industry"));
        assertThat(changed(SampleApp.plain().edit("pipelines/sales.yaml", "target_days: 10", "target_days: 7")))
                .containsExactly(new Text(
                        "流程“销售”的阶段“接触”的目标天数由 10 改为 7",
                        "Stage “First” of pipeline “Sales”: target days changed from 10 to 7"));
    }

    @Test
    void what_leaves_is_retired_and_what_comes_is_new() {
        var without = SampleApp.plain()
                .without("pipelines/sales.yaml")
                .edit("forms/deal.yaml", "label: {zh: 阶段, en: Stage}", "label: {zh: 阶段, en: Stage}, choices: industry");

        assertThat(changed(without))
                .extracting(Text::zh)
                .containsExactly("表单“商机”的字段“阶段”的选项集设为 industry", "停用流程“销售”（已有数据保留）");
        assertThat(DefinitionDiff.between(
                        without.definition(), SampleApp.plain().definition()))
                .extracting(DefinitionDiff.Change::kind)
                .contains(DefinitionDiff.Kind.ADDED);
    }

    @Test
    void a_renamed_field_is_not_a_new_one() {
        assertThat(changed(SampleApp.plain()
                        .edit("forms/contact.yaml", "key: phone", "key: mobile")
                        .edit("forms/contact.yaml", "blank(phone)", "blank(mobile)")
                        .edit("forms/contact.yaml", "field: phone", "field: mobile")
                        .edit("pipelines/sales.yaml", "blank(phone)", "blank(mobile)")
                        .edit("pipelines/sales.yaml", "values: {phone", "values: {mobile")
                        .edit("roles/rep.yaml", "read: [phone]", "read: [mobile]")
                        .edit("roles/rep.yaml", "mask: {phone", "mask: {mobile")))
                .extracting(Text::en)
                .contains("Field “Phone” of form “Contact”: key changed from phone to mobile")
                .noneMatch(text -> text.startsWith("New field"));
    }
}
