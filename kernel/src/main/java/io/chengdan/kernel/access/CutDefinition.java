package io.chengdan.kernel.access;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Form.Tab;
import io.chengdan.kernel.definition.Option;
import io.chengdan.kernel.definition.Pipeline;
import io.chengdan.kernel.definition.Role.Right;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.expression.Expression;
import io.chengdan.kernel.expression.Node;
import io.chengdan.kernel.release.Rules.FormRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The definition as one person gets it: no form, field, tab, category or rule that is not theirs, not even by name. A rule that
 * reads something hidden is left out; the server holds it all the same. What is granted on some rows alone stands in it; the record
 * says what of it is withheld.
 */
public final class CutDefinition {

    private final AccessPlan plan;
    private final Definition definition;

    private CutDefinition(AccessPlan plan) {
        this.plan = plan;
        this.definition = plan.app().definition();
    }

    /** As JSON carries it; see {@code GET /api/definition}. */
    public static Map<String, Object> of(AccessPlan plan) {
        return new CutDefinition(plan).json();
    }

    private Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("version", plan.app().number());
        json.put(
                "app",
                Map.of(
                        "key",
                        definition.app().key(),
                        "label",
                        text(definition.app().label())));
        json.put(
                "roles",
                definition.roles().stream()
                        .map(role -> Map.of("key", role.key(), "label", text(role.label())))
                        .toList());
        json.put(
                "forms",
                plan.forms().values().stream()
                        .map(access -> form(access.ever()))
                        .toList());
        return json;
    }

    private static Map<String, String> text(Text text) {
        return Map.of("zh", text.zh(), "en", text.en());
    }

    // ---- a form

    private Map<String, Object> form(RowAccess access) {
        var form = access.form();
        var rules = plan.app().rules().form(form.key());
        var json = new LinkedHashMap<String, Object>();
        json.put("key", form.key());
        json.put("label", text(form.label()));
        json.put("plural", text(form.plural()));
        put(json, "icon", form.icon());
        put(json, "title", access.knows(form.title()) ? form.title() : null);
        put(json, "nav", form.nav());
        var actions = new LinkedHashMap<String, Object>();
        access.actions().forEach(action -> actions.put(action, true));
        json.put("actions", actions);
        json.put(
                "fields",
                access.fields().stream()
                        .map(field -> field(access, rules, field, ""))
                        .toList());
        json.put("checks", checks(access, rules));
        json.put("set_actions", setActions(access, rules));
        json.put("attachments", attachments(access));
        json.put("tabs", tabs(access, rules));
        json.put("lists", lists(access, rules));
        json.put("pipelines", pipelines(access));
        return json;
    }

    private Map<String, Object> field(RowAccess access, FormRules rules, Field field, String prefix) {
        var json = new LinkedHashMap<String, Object>();
        var key = prefix + field.key();
        json.put("key", field.key());
        json.put("type", field.type().key());
        json.put("label", text(field.label()));
        put(json, "help", field.help() == null ? null : text(field.help()));
        json.put("access", right(access, field, prefix));
        access.mask(key).ifPresent(mask -> json.put("mask", mask.name().toLowerCase(Locale.ROOT)));
        rule(json, "required", rules.required().get(key), access);
        rule(json, "visible", rules.visible().get(key), access);
        rule(json, "readonly", rules.readonly().get(key), access);
        rule(json, "default", rules.defaults().get(key), access);
        rule(json, "fill", rules.fills().get(key), access);
        flag(json, "unique", field.unique());
        flag(json, "system", field.system());
        flag(json, "derived", field.isDerived());
        flag(json, "commercial", field.commercial());
        type(json, access, rules, field, prefix);
        return json;
    }

    private static String right(RowAccess access, Field field, String prefix) {
        if (!prefix.isEmpty()) {
            boolean writes = access.mayWrite(prefix.substring(0, prefix.length() - 1));
            return writes && !field.isComputed() ? "write" : "read";
        }
        if (access.mask(field.key()).isPresent()) {
            return "mask";
        }
        return access.mayWrite(field.key()) ? "write" : "read";
    }

    private void type(Map<String, Object> json, RowAccess access, FormRules rules, Field field, String prefix) {
        switch (field.type()) {
            case FieldType.Words words -> json.put("max", words.max());
            case FieldType.Amount amount -> amount(json, amount);
            case FieldType.Choice _ when !field.system() -> choice(json, access.form(), field);
            case FieldType.Region region ->
                json.put("level", region.level().name().toLowerCase(Locale.ROOT));
            case FieldType.Reference reference -> reference(json, rules, field, reference, prefix);
            case FieldType.Attachment attachment -> {
                json.put("accept", attachment.accept());
                json.put("max_size", attachment.maxSize());
                flag(json, "multiple", attachment.multiple());
            }
            case FieldType.Formula formula -> formula(json, access, rules, field, formula, prefix);
            case FieldType.Table table ->
                json.put(
                        "fields",
                        table.fields().stream()
                                .filter(column -> access.mayReadColumn(field.key(), column.key()))
                                .map(column -> field(access, rules, column, field.key() + "."))
                                .toList());
            case FieldType.Rollup rollup -> rollup(json, rollup);
            case FieldType.Day _,
                    FieldType.Moment _,
                    FieldType.YesNo _,
                    FieldType.Choice _,
                    FieldType.PersonRef _,
                    FieldType.DepartmentRef _,
                    FieldType.AutoNumber _ -> {}
        }
    }

    private static void amount(Map<String, Object> json, FieldType.Amount amount) {
        json.put("scale", amount.scale());
        put(json, "min", amount.min() == null ? null : amount.min().toPlainString());
        put(json, "max", amount.max() == null ? null : amount.max().toPlainString());
    }

    /** What may be chosen, and what may be chosen no more but still be held. */
    private void choice(Map<String, Object> json, Form form, Field field) {
        json.put("options", options(form, field));
        var retired = plan.app().retired(form, field).stream()
                .map(option -> option(new Option(option.key(), option.label(), null)))
                .toList();
        if (!retired.isEmpty()) {
            json.put("retired", retired);
        }
    }

    private List<Map<String, Object>> options(Form form, Field field) {
        return definition.optionsOf(form, field).stream().map(this::option).toList();
    }

    private Map<String, Object> option(Option option) {
        var json = new LinkedHashMap<String, Object>();
        json.put("key", option.key());
        json.put("label", text(option.label()));
        put(json, "color", option.color());
        return json;
    }

    private void reference(
            Map<String, Object> json, FormRules rules, Field field, FieldType.Reference reference, String prefix) {
        var target = plan.find(reference.form());
        if (target.isEmpty()) {
            return;
        }
        json.put("form", reference.form());
        var pick = rules.picks().get(prefix + field.key());
        if (pick != null) {
            WhereTree.of(pick, target.get().ever(), plan.viewer().env()).ifPresent(tree -> json.put("pick", tree));
        }
    }

    /** What a computed value is, so that the client shows money as money. */
    private static void result(Map<String, Object> json, FieldType type) {
        json.put("result", type.key());
        if (type instanceof FieldType.Amount amount) {
            json.put("scale", amount.scale());
        }
    }

    /** A count is a whole number; what is summed or taken over is what it is with the child. */
    private void rollup(Map<String, Object> json, FieldType.Rollup rollup) {
        var from = definition.summed(rollup);
        if (from.isEmpty()) {
            json.put("result", FieldType.NumberKind.INTEGER.name().toLowerCase(Locale.ROOT));
            json.put("scale", 0);
        } else if (from.get().valueType() instanceof FieldType.Rollup inner) {
            rollup(json, inner);
        } else {
            result(json, from.get().valueType());
            var child = plan.find(rollup.form());
            if (from.get().type() instanceof FieldType.Choice
                    && child.filter(access -> access.ever().mayRead(from.get().key()))
                            .isPresent()) {
                json.put("options", options(child.get().form(), from.get()));
            }
        }
    }

    private void formula(
            Map<String, Object> json,
            RowAccess access,
            FormRules rules,
            Field field,
            FieldType.Formula formula,
            String prefix) {
        result(json, formula.result());
        if (formula.result() instanceof FieldType.Choice) {
            json.put("options", options(access.form(), field));
        }
        var formulas = prefix.isEmpty()
                ? rules.formulas()
                : rules.rowFormulas().getOrDefault(prefix.substring(0, prefix.length() - 1), List.of());
        formulas.stream()
                .filter(each -> each.field().equals(field.key()))
                .findFirst()
                .ifPresent(each -> rule(json, "expr", each.expression(), access));
    }

    /** Puts a rule in where all it reads may be read; a rule that always holds is plainly {@code true}. */
    private void rule(Map<String, Object> json, String name, @Nullable Expression rule, RowAccess access) {
        if (rule == null || !readable(rule, access)) {
            return;
        }
        boolean always = rule.root() instanceof Node.Literal literal && Boolean.TRUE.equals(literal.value());
        json.put(name, always ? true : rule.toJson());
    }

    private boolean readable(Expression rule, RowAccess access) {
        return rule.inputs().stream().allMatch(input -> readable(input, access));
    }

    private boolean readable(String input, RowAccess access) {
        if (input.startsWith("me.") || input.equals("id")) {
            return true;
        }
        int dot = input.indexOf('.');
        var first = dot < 0 ? input : input.substring(0, dot);
        if (first.equals("record")) {
            return readable(input.substring(dot + 1), access);
        }
        var own = access.form().field(first);
        if (own.isEmpty()) {
            // a column of a table field, read from within its row
            return access.form().fields().stream()
                    .filter(field -> field.type() instanceof FieldType.Table table
                            && table.fields().stream()
                                    .anyMatch(column -> column.key().equals(first)))
                    .anyMatch(field -> access.mayReadColumn(field.key(), first)
                            && (dot < 0 || behind(column(field, first), input.substring(dot + 1))));
        }
        if (own.get().type() instanceof FieldType.Table) {
            return dot < 0 ? access.mayRead(first) : access.mayReadColumn(first, input.substring(dot + 1));
        }
        return access.mayRead(first) && (dot < 0 || behind(own, input.substring(dot + 1)));
    }

    private static Optional<Field> column(Field table, String key) {
        return table.type() instanceof FieldType.Table rows
                ? rows.fields().stream()
                        .filter(column -> column.key().equals(key))
                        .findFirst()
                : Optional.empty();
    }

    private boolean behind(Optional<Field> reference, String rest) {
        return reference
                .flatMap(Field::reference)
                .flatMap(to -> plan.find(to.form()))
                .map(target -> readable(rest, target.ever()))
                .orElse(false);
    }

    private List<Map<String, Object>> checks(RowAccess access, FormRules rules) {
        var checks = new ArrayList<Map<String, Object>>();
        for (var check : rules.checks()) {
            if (readable(check.expression(), access)) {
                var json = new LinkedHashMap<String, Object>();
                json.put("key", check.check().key());
                json.put("expr", check.expression().toJson());
                var shown = check.check().field();
                put(json, "field", shown != null && access.knows(shown) ? shown : null);
                json.put("message", text(check.check().message()));
                checks.add(json);
            }
        }
        return checks;
    }

    private List<Map<String, Object>> setActions(RowAccess access, FormRules rules) {
        var actions = new ArrayList<Map<String, Object>>();
        for (var action : access.form().actions()) {
            if (access.mayEver(action.key())) {
                var json = new LinkedHashMap<String, Object>();
                json.put("key", action.key());
                json.put("label", text(action.label()));
                put(json, "message", action.message() == null ? null : text(action.message()));
                var rule = rules.actions().get(action.key());
                rule(json, "when", rule == null ? null : rule.when().orElse(null), access);
                actions.add(json);
            }
        }
        return actions;
    }

    private static List<Map<String, Object>> attachments(RowAccess access) {
        var categories = new ArrayList<Map<String, Object>>();
        for (var category : access.form().attachments()) {
            var right = access.attachments().get(category.key());
            if (right != null) {
                var json = new LinkedHashMap<String, Object>();
                json.put("key", category.key());
                json.put("label", text(category.label()));
                json.put("accept", category.accept());
                flag(json, "write", right == Right.WRITE);
                categories.add(json);
            }
        }
        return categories;
    }

    private List<Map<String, Object>> tabs(RowAccess access, FormRules rules) {
        var tabs = new ArrayList<Map<String, Object>>();
        for (var tab : access.form().tabs()) {
            var right = access.tabs().get(tab.key());
            if (right != null) {
                var json = new LinkedHashMap<String, Object>();
                json.put("key", tab.key());
                json.put("label", text(tab.label()));
                flag(json, "write", right == Right.WRITE);
                json.put("fields", tab.fields().stream().filter(access::knows).toList());
                json.put("related", related(rules, tab));
                json.put("attachments", categories(access, tab));
                flag(json, "history", tab.history());
                tabs.add(json);
            }
        }
        return tabs;
    }

    private static List<String> categories(RowAccess access, Tab tab) {
        var all = tab.attachments().contains("*");
        return access.form().attachments().stream()
                .map(Form.Category::key)
                .filter(key -> access.attachments().containsKey(key)
                        && (all || tab.attachments().contains(key)))
                .toList();
    }

    private List<Map<String, Object>> related(FormRules rules, Tab tab) {
        var related = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < tab.related().size(); i++) {
            var child = tab.related().get(i);
            var access = plan.find(child.form());
            if (access.isEmpty() || !access.get().ever().mayRead(child.via())) {
                continue;
            }
            var json = new LinkedHashMap<String, Object>();
            json.put("form", child.form());
            json.put("via", child.via());
            var where = rules.related().get(tab.key() + "/" + i);
            var tree = where == null
                    ? Optional.<Map<String, Object>>empty()
                    : WhereTree.of(where, access.get().ever(), plan.viewer().env());
            if (where == null || tree.isPresent()) {
                tree.ifPresent(condition -> json.put("where", condition));
                related.add(json);
            }
        }
        return related;
    }

    private List<Map<String, Object>> lists(RowAccess access, FormRules rules) {
        var lists = new ArrayList<Map<String, Object>>();
        for (var list : access.form().lists()) {
            var filter = rules.filters().get(list.key());
            var tree = filter == null
                    ? Optional.<Map<String, Object>>empty()
                    : WhereTree.of(filter, access, plan.viewer().env());
            var group = list.group();
            if ((filter != null && tree.isEmpty()) || (group != null && !access.mayRead(group))) {
                continue;
            }
            var json = new LinkedHashMap<String, Object>();
            json.put("key", list.key());
            json.put("label", text(list.label()));
            json.put("columns", list.columns().stream().filter(access::knows).toList());
            put(json, "sort", sort(access, list.sort()));
            tree.ifPresent(condition -> json.put("filter", condition));
            put(json, "group", group);
            json.put("kind", list.kind().name().toLowerCase(Locale.ROOT));
            lists.add(json);
        }
        return lists;
    }

    private static @Nullable String sort(RowAccess access, @Nullable String sort) {
        if (sort == null) {
            return null;
        }
        var kept = new ArrayList<String>();
        for (var part : sort.split(",", -1)) {
            if (access.mayRead(part.startsWith("-") ? part.substring(1) : part)) {
                kept.add(part);
            }
        }
        return kept.isEmpty() ? null : String.join(",", kept);
    }

    private List<Map<String, Object>> pipelines(RowAccess access) {
        var pipelines = new ArrayList<Map<String, Object>>();
        for (var pipeline : definition.pipelinesOf(access.form().key())) {
            if (access.mayRead(pipeline.field())) {
                var json = new LinkedHashMap<String, Object>();
                json.put("key", pipeline.key());
                json.put("label", text(pipeline.label()));
                json.put("field", pipeline.field());
                put(
                        json,
                        "entered",
                        pipeline.entered() != null && access.mayRead(pipeline.entered()) ? pipeline.entered() : null);
                rule(
                        json,
                        "when",
                        plan.app().rules().pipeline(pipeline.key()).when().orElse(null),
                        access);
                json.put(
                        "stages",
                        pipeline.stages().stream()
                                .map(stage -> stage(access, pipeline, stage))
                                .toList());
                pipelines.add(json);
            }
        }
        return pipelines;
    }

    private static Map<String, Object> stage(RowAccess access, Pipeline pipeline, Pipeline.Stage stage) {
        var json = new LinkedHashMap<String, Object>();
        json.put("key", stage.key());
        json.put("label", text(stage.label()));
        json.put("kind", stage.kind().name().toLowerCase(Locale.ROOT));
        // targets and odds are for those who work the pipeline; others see where a record stands
        if (access.mayWrite(pipeline.field())) {
            put(json, "target_days", stage.targetDays());
            put(json, "win", stage.win());
            put(json, "playbook", stage.playbook() == null ? null : text(stage.playbook()));
            put(json, "node", stage.node() == null ? null : node(stage.node()));
        }
        return json;
    }

    private static Map<String, Object> node(Pipeline.Node node) {
        var json = new LinkedHashMap<String, Object>();
        json.put("key", node.key());
        json.put("label", text(node.label()));
        put(json, "responsible", node.responsible() == null ? null : text(node.responsible()));
        put(json, "inputs", node.inputs() == null ? null : text(node.inputs()));
        put(json, "outputs", node.outputs() == null ? null : text(node.outputs()));
        return json;
    }

    private static void put(Map<String, Object> json, String key, @Nullable Object value) {
        if (value != null) {
            json.put(key, value);
        }
    }

    private static void flag(Map<String, Object> json, String key, boolean value) {
        if (value) {
            json.put(key, true);
        }
    }
}
