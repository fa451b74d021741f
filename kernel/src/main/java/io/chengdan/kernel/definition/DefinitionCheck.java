package io.chengdan.kernel.definition;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a definition holds together: names and uids are sound, and everything it refers to is there and of the right kind.
 * Expressions are checked later, by the room that can read them.
 */
public final class DefinitionCheck {

    private DefinitionCheck() {}

    /** Everything that is wrong; empty where the definition is sound. */
    public static List<DefinitionFault> check(Definition definition) {
        var faults = new Faults();
        var uids = new HashSet<String>();
        var app = new Place("app.yaml", "", faults);
        app.key(definition.app().key());
        app.uid(definition.app().uid(), uids);
        for (var set : definition.choices()) {
            choices(set, new Place("choices/" + set.key() + ".yaml", "", faults), uids);
        }
        for (var form : definition.forms()) {
            new FormCheck(definition, form, uids).check(new Place("forms/" + form.key() + ".yaml", "", faults));
        }
        for (var pipeline : definition.pipelines()) {
            var place = new Place("pipelines/" + pipeline.key() + ".yaml", "", faults);
            new PipelineCheck(definition, pipeline).check(place, uids);
        }
        for (var role : definition.roles()) {
            new RoleCheck(definition, role).check(new Place("roles/" + role.key() + ".yaml", "", faults), uids);
        }
        return faults.all();
    }

    private static void choices(ChoiceSet set, Place place, Set<String> uids) {
        place.key(set.key());
        place.uid(set.uid(), uids);
        if (set.options().isEmpty()) {
            place.at("options").wrong("missing", "选项集至少要有一个选项。", "A choice set needs at least one option.");
        }
        options(set.options(), place.at("options"));
    }

    static void options(List<Option> options, Place place) {
        for (int i = 0; i < options.size(); i++) {
            place.at(i).optionKey(options.get(i).key());
        }
        place.distinct(options.stream().map(Option::key).toList());
    }

    static List<String> formKeys(Definition definition) {
        return definition.forms().stream().map(Form::key).toList();
    }

    static List<String> roleKeys(Definition definition) {
        return definition.roles().stream().map(Role::key).toList();
    }

    static List<String> fieldKeys(Form form) {
        return form.allFields().stream().map(Field::key).toList();
    }

    /** Whether the field is one reference to records of the form. */
    static boolean pointsTo(Field field, String form) {
        return field.type() instanceof FieldType.Reference reference
                && !reference.multiple()
                && reference.form().equals(form);
    }
}
