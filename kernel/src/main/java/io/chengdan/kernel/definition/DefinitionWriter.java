package io.chengdan.kernel.definition;

import io.chengdan.kernel.definition.CanonicalYaml.Items;
import io.chengdan.kernel.definition.CanonicalYaml.Outline;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes a definition as files: keys in a fixed order, defaults left out. */
final class DefinitionWriter {

    private DefinitionWriter() {}

    static SortedMap<String, String> write(Definition definition) {
        var files = new TreeMap<String, String>();
        var app = definition.app();
        files.put("app.yaml", CanonicalYaml.write(identity(app.uid(), app.key(), app.label())));
        definition
                .choices()
                .forEach(set -> files.put("choices/" + set.key() + ".yaml", CanonicalYaml.write(choicesOutline(set))));
        definition
                .forms()
                .forEach(form -> files.put("forms/" + form.key() + ".yaml", CanonicalYaml.write(formOutline(form))));
        definition
                .pipelines()
                .forEach(pipeline -> files.put(
                        "pipelines/" + pipeline.key() + ".yaml", CanonicalYaml.write(pipelineOutline(pipeline))));
        definition
                .roles()
                .forEach(role -> files.put("roles/" + role.key() + ".yaml", CanonicalYaml.write(roleOutline(role))));
        return files;
    }

    static Outline identity(String uid, String key, Text label) {
        return Outline.block().put("uid", uid).put("key", key).put("label", text(label));
    }

    static @Nullable Outline text(@Nullable Text text) {
        return text == null ? null : Outline.inline().put("zh", text.zh()).put("en", text.en());
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** An expression where {@code true} stands for always. */
    static @Nullable Object condition(@Nullable String expr) {
        return "true".equals(expr) ? true : expr;
    }

    static <T> @Nullable Items each(List<T> values, Function<T, Outline> write) {
        return Items.of(values.stream().map(write).toList());
    }

    static Outline map(Map<String, ?> values) {
        var outline = Outline.inline();
        values.forEach((key, value) -> outline.put(key, value instanceof Enum<?> constant ? name(constant) : value));
        return outline;
    }

    static Outline option(Option option) {
        return Outline.inline()
                .put("key", option.key())
                .put("label", text(option.label()))
                .put("color", option.color());
    }

    static Outline choicesOutline(ChoiceSet set) {
        return identity(set.uid(), set.key(), set.label())
                .put("options", each(set.options(), DefinitionWriter::option));
    }

    static Outline formOutline(Form form) {
        return identity(form.uid(), form.key(), form.label())
                .put("plural", form.plural().equals(form.label()) ? null : text(form.plural()))
                .put("icon", form.icon())
                .put("title", form.title())
                .put("nav", form.nav())
                .put("fields", each(form.fields(), FieldWriter::field))
                .put("unique", each(form.unique(), DefinitionWriter::unique))
                .put("checks", each(form.checks(), DefinitionWriter::check))
                .put("actions", each(form.actions(), DefinitionWriter::action))
                .put("attachments", each(form.attachments(), DefinitionWriter::category))
                .put("tabs", each(form.tabs(), DefinitionWriter::tab))
                .put("lists", each(form.lists(), DefinitionWriter::list));
    }

    private static Outline unique(Form.Unique unique) {
        return Outline.inline()
                .put("key", unique.key())
                .put("fields", unique.fields())
                .put("where", unique.where())
                .put("message", text(unique.message()));
    }

    private static Outline check(Form.Check check) {
        return Outline.inline()
                .put("key", check.key())
                .put("expr", check.expr())
                .put("field", check.field())
                .put("message", text(check.message()));
    }

    private static Outline action(Form.SetAction action) {
        return Outline.block()
                .put("key", action.key())
                .put("label", text(action.label()))
                .put("when", action.when())
                .put("message", text(action.message()))
                .put("set", map(action.set()));
    }

    private static Outline category(Form.Category category) {
        return Outline.inline()
                .put("key", category.key())
                .put("label", text(category.label()))
                .put("accept", category.accept().equals(FieldReader.ANY) ? null : category.accept());
    }

    private static Outline tab(Form.Tab tab) {
        var outline = Outline.inline()
                .put("key", tab.key())
                .put("label", text(tab.label()))
                .put("fields", tab.fields());
        if (tab.related().size() == 1) {
            related(outline, tab.related().getFirst());
        } else {
            outline.put(
                    "related",
                    tab.related().stream()
                            .map(related -> related(Outline.inline(), related))
                            .toList());
        }
        return outline.put("attachments", tab.attachments().equals(FormReader.ALL) ? true : tab.attachments())
                .put("history", tab.history());
    }

    private static Outline related(Outline outline, Form.Related related) {
        return outline.put("form", related.form()).put("via", related.via()).put("where", related.where());
    }

    private static Outline list(Form.ListView list) {
        return Outline.inline()
                .put("key", list.key())
                .put("label", text(list.label()))
                .put("columns", list.columns())
                .put("sort", list.sort())
                .put("filter", list.filter())
                .put("group", list.group())
                .put("kind", list.kind() == Form.ListKind.TABLE ? null : name(list.kind()));
    }

    static Outline pipelineOutline(Pipeline pipeline) {
        return identity(pipeline.uid(), pipeline.key(), pipeline.label())
                .put("form", pipeline.form())
                .put("field", pipeline.field())
                .put("when", pipeline.when())
                .put("entered", pipeline.entered())
                .put("closed", pipeline.closed())
                .put("stages", each(pipeline.stages(), DefinitionWriter::stage));
    }

    private static Outline stage(Pipeline.Stage stage) {
        return Outline.block()
                .put("key", stage.key())
                .put("label", text(stage.label()))
                .put("kind", stage.kind() == Pipeline.StageKind.OPEN ? null : name(stage.kind()))
                .put("target_days", stage.targetDays())
                .put("win", stage.win())
                .put("owner", stage.owner())
                .put("playbook", text(stage.playbook()))
                .put("node", node(stage.node()))
                .put("gate", each(stage.gate(), DefinitionWriter::rule))
                .put("gate_in", each(stage.gateIn(), DefinitionWriter::rule));
    }

    private static @Nullable Outline node(Pipeline.@Nullable Node node) {
        return node == null
                ? null
                : Outline.inline()
                        .put("key", node.key())
                        .put("label", text(node.label()))
                        .put("responsible", text(node.responsible()))
                        .put("inputs", text(node.inputs()))
                        .put("outputs", text(node.outputs()));
    }

    private static Outline rule(Pipeline.GateRule rule) {
        var outline = Outline.inline().put("key", rule.key());
        switch (rule.asks()) {
            case Pipeline.Filled filled -> outline.putAlways("filled", filled.fields());
            case Pipeline.Attached attached -> outline.put("attached", attached.category());
            case Pipeline.Child child ->
                outline.put("child", child.form())
                        .put("match", map(child.match()))
                        .put("where", child.where())
                        .put("newest", child.newest());
            case Pipeline.Holds holds -> outline.put("holds", holds.expr());
        }
        if (!rule.overridable()) {
            outline.putAlways("override", false);
        }
        return outline.put("role", rule.roles())
                .put("act", rule.act())
                .put("values", map(rule.values()))
                .put("message", text(rule.message()));
    }

    static Outline roleOutline(Role role) {
        var forms = Outline.block();
        role.forms().forEach((form, grant) -> forms.put(form, grant(grant)));
        return identity(role.uid(), role.key(), role.label())
                .put("admin", role.admin())
                .put("forms", forms);
    }

    private static Outline grant(Role.Grant grant) {
        var actions = Outline.inline();
        grant.actions().forEach((action, when) -> actions.put(action, condition(when)));
        return Outline.block()
                .putAlways(
                        "rows",
                        grant.rows().stream().map(DefinitionWriter::rows).toList())
                .put("actions", actions)
                .put("read", grant.read())
                .put("write", grant.write())
                .put("mask", map(grant.mask()))
                .put("tabs", map(grant.tabs()))
                .put("attachments", map(grant.attachments()));
    }

    private static Object rows(Role.RowRule rule) {
        return switch (rule) {
            case Role.Own _ -> "own";
            case Role.Team _ -> "team";
            case Role.DepartmentTree _ -> "department";
            case Role.All _ -> "all";
            case Role.Through through ->
                Outline.inline().put("through", through.field()).put("where", through.where());
            case Role.Where where -> Outline.inline().put("where", where.expr());
        };
    }
}
