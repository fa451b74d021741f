package io.chengdan.kernel.definition;

import java.util.List;
import java.util.Optional;

/** A whole application as data. Immutable; parts are found by key. */
public record Definition(
        App app, List<ChoiceSet> choices, List<Form> forms, List<Pipeline> pipelines, List<Role> roles) {

    public record App(String uid, String key, Text label) {}

    public Optional<Form> form(String key) {
        return forms.stream().filter(form -> form.key().equals(key)).findFirst();
    }

    /** The child's field that a roll-up takes its value from; none where it counts. */
    public Optional<Field> summed(FieldType.Rollup rollup) {
        var of = rollup.of();
        return rollup.op() == FieldType.RollupOp.COUNT || of == null
                ? Optional.empty()
                : form(rollup.form()).flatMap(child -> child.field(of));
    }

    public Optional<Role> role(String key) {
        return roles.stream().filter(role -> role.key().equals(key)).findFirst();
    }

    public Optional<ChoiceSet> choiceSet(String key) {
        return choices.stream().filter(set -> set.key().equals(key)).findFirst();
    }

    /** The pipelines of a form, in the order they are tried. */
    public List<Pipeline> pipelinesOf(String form) {
        return pipelines.stream()
                .filter(pipeline -> pipeline.form().equals(form))
                .toList();
    }

    /** The options of a choice field: its own, the shared ones, or the stages of the form's pipelines. */
    public List<Option> optionsOf(Form form, Field field) {
        if (!(field.valueType() instanceof FieldType.Choice choice)) {
            return List.of();
        }
        if (choice.choices() != null) {
            return choiceSet(choice.choices()).map(ChoiceSet::options).orElse(List.of());
        }
        if (!choice.options().isEmpty()) {
            return choice.options();
        }
        return pipelinesOf(form.key()).stream()
                .filter(pipeline -> pipeline.field().equals(field.key()))
                .flatMap(pipeline -> pipeline.stages().stream())
                .map(stage -> new Option(stage.key(), stage.label(), null))
                .distinct()
                .toList();
    }
}
