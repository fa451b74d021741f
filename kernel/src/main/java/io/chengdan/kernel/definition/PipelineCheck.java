package io.chengdan.kernel.definition;

import io.chengdan.kernel.definition.Pipeline.Child;
import io.chengdan.kernel.definition.Pipeline.GateRule;
import io.chengdan.kernel.definition.Pipeline.StageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether one pipeline is sound. */
final class PipelineCheck {

    private final Definition definition;
    private final Pipeline pipeline;

    PipelineCheck(Definition definition, Pipeline pipeline) {
        this.definition = definition;
        this.pipeline = pipeline;
    }

    void check(Place place, Set<String> uids) {
        place.key(pipeline.key());
        place.uid(pipeline.uid(), uids);
        var form = definition.form(pipeline.form());
        if (form.isEmpty()) {
            place.at("form").noSuch("表单", "form", pipeline.form(), DefinitionCheck.formKeys(definition));
            return;
        }
        stageField(form.get(), place.at("field"));
        moment(form.get(), pipeline.entered(), place.at("entered"));
        moment(form.get(), pipeline.closed(), place.at("closed"));
        stages(form.get(), place.at("stages"));
    }

    private void stageField(Form form, Place place) {
        var field = form.field(pipeline.field());
        if (field.isEmpty()) {
            place.noSuch("字段", "field", pipeline.field(), DefinitionCheck.fieldKeys(form));
        } else if (!(field.get().type() instanceof FieldType.Choice choice)
                || choice.multiple()
                || choice.choices() != null
                || !choice.options().isEmpty()
                || field.get().system()) {
            place.wrong(
                    "wrong_type",
                    "阶段字段应是不带选项的单选字段：它的选项就是各阶段。",
                    "The stage field is a choice without options: its options are the stages.");
        }
    }

    private static void moment(Form form, @Nullable String key, Place place) {
        if (key == null) {
            return;
        }
        var field = form.field(key);
        if (field.isEmpty()) {
            place.noSuch("字段", "field", key, DefinitionCheck.fieldKeys(form));
        } else if (!(field.get().type() instanceof FieldType.Moment)
                || field.get().system()
                || field.get().derived()) {
            place.wrong("wrong_type", "这里需要一个日期时间字段。", "A datetime field of the form belongs here.");
        }
    }

    private void stages(Form form, Place place) {
        var stages = pipeline.stages();
        if (stages.isEmpty() || stages.getFirst().kind() != StageKind.OPEN) {
            place.wrong("missing", "流程需要至少一个阶段，且第一个应是进行中的阶段。", "A pipeline needs stages, the first of them open.");
        }
        for (int i = 0; i < stages.size(); i++) {
            var stage = stages.get(i);
            var at = place.at(i);
            at.key(stage.key());
            for (int j = 0; j < stage.owner().size(); j++) {
                role(stage.owner().get(j), at.at("owner").at(j));
            }
            if (stage.node() != null) {
                at.at("node").key(stage.node().key());
            }
            rules(form, stage.gate(), at.at("gate"));
            rules(form, stage.gateIn(), at.at("gate_in"));
        }
        place.distinct(stages.stream().map(Pipeline.Stage::key).toList());
    }

    private void role(String role, Place place) {
        place.known("角色", "role", role, DefinitionCheck.roleKeys(definition));
    }

    private void rules(Form form, List<GateRule> rules, Place place) {
        for (int i = 0; i < rules.size(); i++) {
            rule(form, rules.get(i), place.at(i));
        }
        place.distinct(rules.stream().map(GateRule::key).toList());
    }

    private void rule(Form form, GateRule rule, Place place) {
        place.key(rule.key());
        for (int i = 0; i < rule.roles().size(); i++) {
            role(rule.roles().get(i), place.at("role").at(i));
        }
        switch (rule.asks()) {
            case Pipeline.Filled filled -> filled(form, filled, place.at("filled"));
            case Pipeline.Attached attached ->
                place.at("attached")
                        .known(
                                "附件类别",
                                "attachment category",
                                attached.category(),
                                form.attachments().stream()
                                        .map(Form.Category::key)
                                        .toList());
            case Child child -> child(form, child, rule, place);
            case Pipeline.Holds _ -> {}
        }
        if (!(rule.asks() instanceof Child)) {
            act(List.of(form), rule, place);
            if (!rule.values().isEmpty()) {
                place.at("values")
                        .wrong("not_needed", "values 只用于 child 要求。", "values is for a rule that asks for a child.");
            }
        }
    }

    private static void filled(Form form, Pipeline.Filled filled, Place place) {
        if (filled.fields().isEmpty()) {
            place.wrong("missing", "请写明哪些字段要填。", "Say which fields must have a value.");
        }
        for (int i = 0; i < filled.fields().size(); i++) {
            place.at(i).known("字段", "field", filled.fields().get(i), DefinitionCheck.fieldKeys(form));
        }
    }

    private void child(Form form, Child ask, GateRule rule, Place place) {
        var found = definition.form(ask.form());
        if (found.isEmpty()) {
            place.at("child").noSuch("表单", "form", ask.form(), DefinitionCheck.formKeys(definition));
            return;
        }
        var child = found.get();
        var fields = DefinitionCheck.fieldKeys(child);
        ask.match().forEach((theirs, ours) -> {
            place.at("match").at(theirs).known("字段", "field", theirs, fields);
            if (!ours.equals("id")) {
                place.at("match").at(theirs).known("字段", "field", ours, DefinitionCheck.fieldKeys(form));
            }
        });
        if (ask.match().isEmpty()) {
            linked(form, child, place);
        }
        if (ask.newest() != null) {
            place.at("newest").known("字段", "field", ask.newest(), fields);
        }
        for (var key : rule.values().keySet()) {
            place.at("values").at(key).known("字段", "field", key, fields);
        }
        act(List.of(child, form), rule, place);
    }

    private static void linked(Form form, Form child, Place place) {
        long links = child.fields().stream()
                .filter(field -> DefinitionCheck.pointsTo(field, form.key()))
                .count();
        if (links != 1) {
            place.at("child")
                    .wrong(
                            "not_linked",
                            "“" + child.key() + "”有 " + links + " 个引用“" + form.key() + "”的字段。请用 match 写明怎样对应。",
                            "“" + child.key() + "” has " + links + " references to “" + form.key()
                                    + "”. Say in match how they belong together.");
        }
    }

    private static void act(List<Form> forms, GateRule rule, Place place) {
        if (rule.act() == null) {
            return;
        }
        var actions = new ArrayList<String>();
        for (var form : forms) {
            form.actions().forEach(action -> actions.add(action.key()));
        }
        place.at("act").known("动作", "action", rule.act(), actions);
    }
}
