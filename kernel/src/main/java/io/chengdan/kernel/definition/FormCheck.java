package io.chengdan.kernel.definition;

import java.util.List;
import java.util.Set;

/** Whether one form is sound. */
final class FormCheck {

    /** Actions the kernel knows on every form; set actions take other names. */
    static final List<String> ACTIONS = List.of(
            "create",
            "update",
            "delete",
            "assign",
            "team",
            "attach",
            "convert_lead",
            "move_back",
            "reopen",
            "leave_won",
            "override_gate",
            "export",
            "import",
            "reveal");

    private final Definition definition;
    private final Form form;
    private final List<String> fields;
    private final Set<String> uids;

    FormCheck(Definition definition, Form form, Set<String> uids) {
        this.definition = definition;
        this.form = form;
        this.fields = DefinitionCheck.fieldKeys(form);
        this.uids = uids;
    }

    void check(Place place) {
        place.key(form.key());
        place.uid(form.uid(), uids);
        fields(place.at("fields"));
        title(place.at("title"));
        unique(place.at("unique"));
        checks(place.at("checks"));
        actions(place.at("actions"));
        categories(place.at("attachments"));
        tabs(place.at("tabs"));
        lists(place.at("lists"));
    }

    private void fields(Place place) {
        var check = new FieldCheck(definition, form, false);
        for (int i = 0; i < form.fields().size(); i++) {
            check.check(form.fields().get(i), place.at(i), uids);
        }
        place.distinct(form.fields().stream().map(Field::key).toList());
    }

    private void title(Place place) {
        var field = form.field(form.title());
        if (field.isEmpty()) {
            place.noSuch("字段", "field", form.title(), fields);
        } else if (!names(field.get())) {
            place.wrong(
                    "wrong_type",
                    "名称字段应是文本、自动编号、文本公式或引用。请换一个字段。",
                    "The title field is a text, an automatic number, a formula of text or a reference. Choose another.");
        }
    }

    private static boolean names(Field field) {
        return switch (field.valueType()) {
            case FieldType.Words _ -> !field.isDerived();
            case FieldType.AutoNumber _ -> true;
            case FieldType.Reference reference -> !reference.multiple();
            default -> false;
        };
    }

    private void unique(Place place) {
        for (int i = 0; i < form.unique().size(); i++) {
            var unique = form.unique().get(i);
            var at = place.at(i);
            at.key(unique.key());
            if (unique.fields().isEmpty()) {
                at.at("fields").wrong("missing", "请写明哪些字段合起来唯一。", "Say which fields together are unique.");
            }
            for (int j = 0; j < unique.fields().size(); j++) {
                var spot = at.at("fields").at(j);
                var key = unique.fields().get(j);
                if (spot.known("字段", "field", key, fields)
                        && form.field(key)
                                .filter(field -> !FieldCheck.canBeUnique(field))
                                .isPresent()) {
                    spot.wrong("wrong_type", "这种字段不能参与唯一。", "A field of this kind cannot be part of it.");
                }
            }
        }
        place.distinct(form.unique().stream().map(Form.Unique::key).toList());
    }

    private void checks(Place place) {
        for (int i = 0; i < form.checks().size(); i++) {
            var check = form.checks().get(i);
            place.at(i).key(check.key());
            if (check.field() != null) {
                place.at(i).at("field").known("字段", "field", check.field(), fields);
            }
        }
        place.distinct(form.checks().stream().map(Form.Check::key).toList());
    }

    private void actions(Place place) {
        for (int i = 0; i < form.actions().size(); i++) {
            var action = form.actions().get(i);
            var at = place.at(i);
            at.key(action.key());
            if (ACTIONS.contains(action.key())) {
                at.at("key")
                        .wrong("reserved_key", "这个动作名由系统保留。请换一个。", "This action's name is reserved. Choose another.");
            }
            if (action.set().isEmpty()) {
                at.at("set").wrong("missing", "请写明这个动作要写哪些字段。", "Say which fields the action sets.");
            }
            for (var key : action.set().keySet()) {
                settable(key, at.at("set").at(key));
            }
        }
        place.distinct(form.actions().stream().map(Form.SetAction::key).toList());
    }

    private void settable(String key, Place place) {
        if (!place.known("字段", "field", key, fields)) {
            return;
        }
        var field = form.field(key);
        if (field.isPresent()
                && (field.get().isComputed()
                        || field.get().system()
                        || field.get().type() instanceof FieldType.Table
                        || field.get().type() instanceof FieldType.Attachment)) {
            place.wrong("computed", "动作不能写这个字段。请删去。", "An action cannot set this field. Remove it.");
        }
    }

    private void categories(Place place) {
        for (int i = 0; i < form.attachments().size(); i++) {
            place.at(i).key(form.attachments().get(i).key());
            FieldCheck.accept(form.attachments().get(i).accept(), place.at(i).at("accept"));
        }
        place.distinct(form.attachments().stream().map(Form.Category::key).toList());
    }

    private void tabs(Place place) {
        for (int i = 0; i < form.tabs().size(); i++) {
            var tab = form.tabs().get(i);
            var at = place.at(i);
            at.key(tab.key());
            known(tab.fields(), at.at("fields"));
            for (int j = 0; j < tab.related().size(); j++) {
                related(
                        tab.related().get(j),
                        tab.related().size() == 1 ? at : at.at("related").at(j));
            }
            shown(tab, at.at("attachments"));
        }
        place.distinct(form.tabs().stream().map(Form.Tab::key).toList());
    }

    private void known(List<String> keys, Place place) {
        for (int i = 0; i < keys.size(); i++) {
            place.at(i).known("字段", "field", keys.get(i), fields);
        }
        place.distinct(keys);
    }

    private void related(Form.Related related, Place place) {
        var child = definition.form(related.form());
        if (child.isEmpty()) {
            place.at("form").noSuch("表单", "form", related.form(), DefinitionCheck.formKeys(definition));
            return;
        }
        var via = child.get().field(related.via());
        if (via.isEmpty()) {
            place.at("via").noSuch("字段", "field", related.via(), DefinitionCheck.fieldKeys(child.get()));
        } else if (via.get()
                .reference()
                .filter(to -> to.form().equals(form.key()))
                .isEmpty()) {
            place.at("via")
                    .wrong(
                            "not_a_reference",
                            "via 应是“" + related.form() + "”中引用“" + form.key() + "”的字段。",
                            "via must be a reference of “" + related.form() + "” to “" + form.key() + "”.");
        }
    }

    private void shown(Form.Tab tab, Place place) {
        if (tab.attachments().equals(FormReader.ALL)) {
            if (form.attachments().isEmpty()) {
                place.wrong(
                        "unknown_reference",
                        "这个表单没有附件类别。请先在 attachments 中定义。",
                        "This form has no attachment categories. Define them under attachments first.");
            }
            return;
        }
        var categories = form.attachments().stream().map(Form.Category::key).toList();
        for (int i = 0; i < tab.attachments().size(); i++) {
            place.at(i).known("附件类别", "attachment category", tab.attachments().get(i), categories);
        }
    }

    private void lists(Place place) {
        for (int i = 0; i < form.lists().size(); i++) {
            var list = form.lists().get(i);
            var at = place.at(i);
            at.key(list.key());
            columns(list, at.at("columns"));
            sort(list, at.at("sort"));
            group(list, at.at("group"));
        }
        place.distinct(form.lists().stream().map(Form.ListView::key).toList());
    }

    private void columns(Form.ListView list, Place place) {
        if (list.columns().isEmpty()) {
            place.wrong("missing", "列表至少要有一列。", "A list needs at least one column.");
        }
        known(list.columns(), place);
        for (int i = 0; i < list.columns().size(); i++) {
            if (form.field(list.columns().get(i))
                    .filter(field -> field.type() instanceof FieldType.Table)
                    .isPresent()) {
                place.at(i).wrong("wrong_type", "子表不能作为列。", "A table field cannot be a column.");
            }
        }
    }

    private void sort(Form.ListView list, Place place) {
        if (list.sort() == null) {
            return;
        }
        for (var part : list.sort().split(",", -1)) {
            var key = part.strip().replaceFirst("^-", "");
            if (place.known("字段", "field", key, fields)
                    && form.field(key)
                            .filter(field -> FieldCheck.isMany(field.type()))
                            .isPresent()) {
                place.wrong("wrong_type", "不能按多值字段排序。", "A list cannot be sorted by a field of several values.");
            }
        }
    }

    private void group(Form.ListView list, Place place) {
        if (list.group() == null) {
            if (list.kind() == Form.ListKind.BOARD) {
                place.wrong("missing", "看板需要 group。", "A board needs group.");
            }
            return;
        }
        if (place.known("字段", "field", list.group(), fields)
                && form.field(list.group())
                        .filter(field -> FieldCheck.isMany(field.type()))
                        .isPresent()) {
            place.wrong("wrong_type", "不能按多值字段分组。", "A list cannot be grouped by a field of several values.");
        }
    }
}
