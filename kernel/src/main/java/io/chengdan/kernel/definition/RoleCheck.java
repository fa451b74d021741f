package io.chengdan.kernel.definition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether one role is sound. */
final class RoleCheck {

    static final List<String> ADMIN =
            List.of("people", "publish", "explain", "view_as", "import", "migrate", "export", "audit");
    private static final Set<String> WRITABLE_SYSTEM = Set.of(SystemFields.OWNER, SystemFields.TAGS);

    private final Definition definition;
    private final Role role;

    RoleCheck(Definition definition, Role role) {
        this.definition = definition;
        this.role = role;
    }

    void check(Place place, Set<String> uids) {
        place.key(role.key());
        place.uid(role.uid(), uids);
        for (int i = 0; i < role.admin().size(); i++) {
            place.at("admin").at(i).known("管理权限", "admin right", role.admin().get(i), ADMIN);
        }
        role.forms().forEach((key, grant) -> {
            var at = place.at("forms").at(key);
            var form = definition.form(key);
            if (form.isEmpty()) {
                at.noSuch("表单", "form", key, DefinitionCheck.formKeys(definition));
            } else {
                grant(form.get(), grant, at);
            }
        });
        cycles(place.at("forms"));
    }

    private void grant(Form form, Role.Grant grant, Place place) {
        for (int i = 0; i < grant.rows().size(); i++) {
            if (grant.rows().get(i) instanceof Role.Through through) {
                through(form, through, place.at("rows").at(i).at("through"));
            }
        }
        actions(form, grant, place.at("actions"));
        readable(form, grant.read(), place.at("read"));
        fields(form, grant.write(), place.at("write"));
        writable(form, grant.write(), place.at("write"));
        mask(form, grant, place.at("mask"));
        var tabs = form.tabs().stream().map(Form.Tab::key).toList();
        grant.tabs().keySet().forEach(key -> place.at("tabs").at(key).known("标签页", "tab", key, tabs));
        var categories = form.attachments().stream().map(Form.Category::key).toList();
        grant.attachments()
                .keySet()
                .forEach(key -> place.at("attachments").at(key).known("附件类别", "attachment category", key, categories));
    }

    private void through(Form form, Role.Through through, Place place) {
        var field = form.field(through.field());
        if (field.isEmpty()) {
            place.noSuch("字段", "field", through.field(), DefinitionCheck.fieldKeys(form));
            return;
        }
        var target = field.get().reference();
        if (target.isEmpty()) {
            place.wrong("not_a_reference", "through 应是引用字段。", "through must be a reference field.");
            return;
        }
        var parent = role.forms().get(target.get().form());
        if (parent == null || parent.rows().isEmpty()) {
            place.wrong(
                    "no_rows",
                    "这个角色看不到“" + target.get().form() + "”的任何记录，through 不会生效。请先给它行权限。",
                    "This role sees no records of “" + target.get().form()
                            + "”, so through shows nothing. Give it rows there first.");
        }
    }

    private static void actions(Form form, Role.Grant grant, Place place) {
        var known = new ArrayList<>(FormCheck.ACTIONS);
        form.actions().forEach(action -> known.add(action.key()));
        grant.actions().keySet().forEach(key -> place.at(key).known("动作", "action", key, known));
    }

    /** One may read a whole field, or single columns of a table field: {@code lines.quantity}. */
    private static void readable(Form form, List<String> keys, Place place) {
        var known = new ArrayList<>(DefinitionCheck.fieldKeys(form));
        for (var field : form.fields()) {
            if (field.type() instanceof FieldType.Table table) {
                table.fields().forEach(column -> known.add(field.key() + "." + column.key()));
            }
        }
        for (int i = 0; i < keys.size(); i++) {
            place.at(i).known("字段", "field", keys.get(i), known);
        }
        place.distinct(keys);
    }

    private static void fields(Form form, List<String> keys, Place place) {
        var known = DefinitionCheck.fieldKeys(form);
        for (int i = 0; i < keys.size(); i++) {
            place.at(i).known("字段", "field", keys.get(i), known);
        }
        place.distinct(keys);
    }

    private static void writable(Form form, List<String> keys, Place place) {
        for (int i = 0; i < keys.size(); i++) {
            var field = form.field(keys.get(i));
            if (field.isEmpty()) {
                continue;
            }
            if (field.get().isComputed()
                    || (field.get().system()
                            && !WRITABLE_SYSTEM.contains(field.get().key()))) {
                place.at(i)
                        .wrong(
                                "computed",
                                "“" + keys.get(i) + "”由系统计算，不能写。请移到 read。",
                                "“" + keys.get(i) + "” is computed by the system. Move it to read.");
            } else if (form.setOnlyByAction(keys.get(i))) {
                place.at(i)
                        .wrong(
                                "action_only",
                                "“" + keys.get(i) + "”只能由动作写入。请移到 read，并授予相应动作。",
                                "“" + keys.get(i)
                                        + "” is written by actions alone. Move it to read and grant the action.");
            }
        }
    }

    private static void mask(Form form, Role.Grant grant, Place place) {
        grant.mask().forEach((key, mask) -> {
            var at = place.at(key);
            if (!at.known("字段", "field", key, DefinitionCheck.fieldKeys(form))) {
                return;
            }
            if (grant.write().contains(key)) {
                at.wrong(
                        "masked_write",
                        "遮盖的字段不能同时可写。请从 write 中移除。",
                        "A masked field cannot be writable. Remove it from write.");
            }
            boolean text = form.field(key)
                    .filter(field -> field.valueType() instanceof FieldType.Words
                            || field.type() instanceof FieldType.AutoNumber)
                    .isPresent();
            if (mask != Role.Mask.FULL && !text) {
                at.wrong("wrong_type", "只有文本可以部分遮盖。请用 full。", "Only a text can be masked in part. Use full.");
            }
        });
    }

    /** A form whose rows are seen through a form whose rows are seen through the first would show nothing, or for ever ask. */
    private void cycles(Place place) {
        var reported = new HashSet<String>();
        for (var form : role.forms().keySet()) {
            var cycle = cycle(form, new ArrayList<>());
            if (!cycle.isEmpty()
                    && reported.add(String.join(" ", cycle.stream().sorted().toList()))) {
                var way = String.join(" → ", cycle) + " → " + cycle.getFirst();
                place.at(cycle.getFirst())
                        .at("rows")
                        .wrong(
                                "cycle",
                                "through 成环：" + way + "。请去掉其中一处。",
                                "through runs in a circle: " + way + ". Remove one of them.");
            }
        }
    }

    private List<String> cycle(String form, List<String> way) {
        int seen = way.indexOf(form);
        if (seen >= 0) {
            return List.copyOf(way.subList(seen, way.size()));
        }
        way.add(form);
        for (var parent : parents(form)) {
            var cycle = cycle(parent, way);
            if (!cycle.isEmpty()) {
                return cycle;
            }
        }
        way.removeLast();
        return List.of();
    }

    private List<String> parents(String form) {
        var grant = role.forms().get(form);
        if (grant == null) {
            return List.of();
        }
        return grant.rows().stream()
                .flatMap(rule -> rule instanceof Role.Through through
                        ? definition
                                .form(form)
                                .flatMap(found -> found.field(through.field()))
                                .flatMap(Field::reference)
                                .map(FieldType.Reference::form)
                                .stream()
                        : java.util.stream.Stream.<String>empty())
                .distinct()
                .toList();
    }
}
