package io.chengdan.kernel.release;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Pipeline;
import io.chengdan.kernel.definition.Role;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.expression.Expression;
import io.chengdan.kernel.expression.ExpressionProblem;
import io.chengdan.kernel.expression.Expressions;
import io.chengdan.kernel.expression.Function;
import io.chengdan.kernel.expression.Node;
import io.chengdan.kernel.expression.Scalar;
import io.chengdan.kernel.expression.Scope;
import io.chengdan.kernel.expression.Type;
import io.chengdan.kernel.release.Rules.ActionRule;
import io.chengdan.kernel.release.Rules.CheckRule;
import io.chengdan.kernel.release.Rules.FormRules;
import io.chengdan.kernel.release.Rules.Formula;
import io.chengdan.kernel.release.Rules.GrantRules;
import io.chengdan.kernel.release.Rules.PipelineRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads every expression of a definition in the scope it stands in. All faults are told, each with its file and path; a faulty
 * expression is left out of the result, which is then of no use.
 */
public final class RuleCompiler {

    /** Takes faults as they are found. */
    @FunctionalInterface
    public interface Faults {
        void add(String file, String path, String code, Text message);
    }

    private final Definition definition;
    private final Faults faults;

    private RuleCompiler(Definition definition, Faults faults) {
        this.definition = definition;
        this.faults = faults;
    }

    /** The rules of a definition whose structure was checked before. */
    public static Rules compile(Definition definition, Faults faults) {
        return new RuleCompiler(definition, faults).rules();
    }

    private Rules rules() {
        var forms = new LinkedHashMap<String, FormRules>();
        definition.forms().forEach(form -> forms.put(form.key(), form(form)));
        var pipelines = new LinkedHashMap<String, PipelineRules>();
        definition.pipelines().forEach(pipeline -> pipelines.put(pipeline.key(), pipeline(pipeline)));
        var grants = new LinkedHashMap<String, GrantRules>();
        for (var role : definition.roles()) {
            role.forms().forEach((form, grant) -> grants.put(role.key() + "/" + form, grant(role, form, grant)));
        }
        var rules = new Rules(Map.copyOf(forms), Map.copyOf(pipelines), Map.copyOf(grants));
        Circles.find(definition, rules, faults);
        return rules;
    }

    // ---- forms

    private FormRules form(Form form) {
        var file = new At("forms/" + form.key() + ".yaml");
        var scope = FormScope.of(definition, form);
        var fields = new FieldRules(file, scope, form);
        fields.addAll(form.fields());
        var checks = new ArrayList<CheckRule>();
        for (int i = 0; i < form.checks().size(); i++) {
            var check = form.checks().get(i);
            condition(file.in("checks", i).in("expr"), check.expr(), scope)
                    .ifPresent(expression -> checks.add(new CheckRule(check, expression)));
        }
        var uniques = new HashMap<String, Expression>();
        for (int i = 0; i < form.unique().size(); i++) {
            var unique = form.unique().get(i);
            var at = file.in("unique", i).in("where");
            pushable(at, unique.where(), scope).ifPresent(expression -> {
                ofTheRowAlone(at, expression, form);
                uniques.put(unique.key(), expression);
            });
        }
        var filters = new HashMap<String, Expression>();
        for (int i = 0; i < form.lists().size(); i++) {
            var list = form.lists().get(i);
            pushable(file.in("lists", i).in("filter"), list.filter(), scope)
                    .ifPresent(expression -> filters.put(list.key(), expression));
        }
        return new FormRules(
                Map.copyOf(fields.required),
                Map.copyOf(fields.visible),
                Map.copyOf(fields.readonly),
                Map.copyOf(fields.defaults),
                Map.copyOf(fields.fills),
                Map.copyOf(fields.picks),
                ordered(fields.formulas),
                Map.copyOf(fields.rowFormulas),
                List.copyOf(checks),
                actions(form, file, scope),
                Map.copyOf(fields.rollups),
                Map.copyOf(uniques),
                Map.copyOf(filters),
                related(form, file));
    }

    /** A unique index looks at the row it is on and nothing else. */
    private static void ofTheRowAlone(At at, Expression where, Form form) {
        if (asksTheTime(where.root())) {
            at.fault(
                    "not_of_the_row",
                    "唯一性的条件不能用 today() 和 now()。请改用字段。",
                    "The condition of a unique rule cannot use today() and now(). Use a field.");
        }
        for (var input : where.inputs()) {
            var field = form.field(input);
            if (field.isEmpty() || field.get().isDerived()) {
                at.fault(
                        "not_of_the_row",
                        "唯一性的条件只能用本记录自己存储的字段，不能用“" + input + "”。",
                        "The condition of a unique rule may use only stored fields of the record itself, not “" + input
                                + "”.");
            }
        }
    }

    private static boolean asksTheTime(Node node) {
        return switch (node) {
            case Node.Call call ->
                call.function() == Function.TODAY
                        || call.function() == Function.NOW
                        || call.arguments().stream().anyMatch(RuleCompiler::asksTheTime);
            case Node.Items items -> items.items().stream().anyMatch(RuleCompiler::asksTheTime);
            case Node.Each each -> asksTheTime(each.list()) || asksTheTime(each.body());
            case Node.Literal _, Node.Field _, Node.Variable _ -> false;
        };
    }

    /** The rules of the fields of one form, gathered field by field. */
    private final class FieldRules {
        private final Map<String, Expression> required = new HashMap<>();
        private final Map<String, Expression> visible = new HashMap<>();
        private final Map<String, Expression> readonly = new HashMap<>();
        private final Map<String, Expression> defaults = new HashMap<>();
        private final Map<String, Expression> fills = new HashMap<>();
        private final Map<String, Expression> picks = new HashMap<>();
        private final Map<String, Expression> rollups = new HashMap<>();
        private final List<Formula> formulas = new ArrayList<>();
        private final Map<String, List<Formula>> rowFormulas = new HashMap<>();
        private final At at;
        private final Scope scope;
        private final Form form;

        FieldRules(At at, Scope scope, Form form) {
            this.at = at;
            this.scope = scope;
            this.form = form;
        }

        void addAll(List<Field> fields) {
            for (int i = 0; i < fields.size(); i++) {
                add(fields.get(i), at.in("fields", i));
            }
        }

        private void add(Field field, At here) {
            condition(here.in("required"), field.required(), scope).ifPresent(e -> required.put(field.key(), e));
            condition(here.in("visible"), field.visible(), scope).ifPresent(e -> visible.put(field.key(), e));
            condition(here.in("readonly"), field.readonly(), scope).ifPresent(e -> readonly.put(field.key(), e));
            value(here.in("default"), field.defaultValue(), scope, field).ifPresent(e -> defaults.put(field.key(), e));
            value(here.in("fill"), field.fill(), scope, field).ifPresent(e -> fills.put(field.key(), e));
            switch (field.type()) {
                case FieldType.Formula formula ->
                    value(here.in("expr"), formula.expr(), scope, field)
                            .ifPresent(e -> formulas.add(new Formula(field.key(), e)));
                case FieldType.Reference reference ->
                    pushable(here.in("where"), reference.where(), target(reference))
                            .ifPresent(e -> picks.put(field.key(), e));
                case FieldType.Rollup rollup ->
                    pushable(here.in("where"), rollup.where(), childScope(rollup.form()))
                            .ifPresent(e -> rollups.put(field.key(), e));
                case FieldType.Table table -> table(here, field, table);
                default -> {}
            }
        }

        private Scope target(FieldType.Reference reference) {
            return definition
                    .form(reference.form())
                    .<Scope>map(target -> FormScope.of(definition, target, form))
                    .orElse(Scope.EMPTY);
        }

        private void table(At here, Field field, FieldType.Table table) {
            var row = FormScope.ofRow(definition, form, table);
            var columns = new FieldRules(here, row, form);
            columns.addAll(table.fields());
            rowFormulas.put(field.key(), ordered(columns.formulas));
            var prefix = field.key() + ".";
            columns.required.forEach((key, rule) -> required.put(prefix + key, rule));
            columns.defaults.forEach((key, rule) -> defaults.put(prefix + key, rule));
            columns.fills.forEach((key, rule) -> fills.put(prefix + key, rule));
            columns.visible.forEach((key, rule) -> visible.put(prefix + key, rule));
            columns.readonly.forEach((key, rule) -> readonly.put(prefix + key, rule));
            columns.picks.forEach((key, rule) -> picks.put(prefix + key, rule));
        }
    }

    private Map<String, ActionRule> actions(Form form, At at, Scope scope) {
        var actions = new LinkedHashMap<String, ActionRule>();
        for (int i = 0; i < form.actions().size(); i++) {
            var action = form.actions().get(i);
            var here = at.in("actions", i);
            var set = new LinkedHashMap<String, Expression>();
            action.set()
                    .forEach((key, text) -> form.field(key)
                            .flatMap(field -> value(here.in("set").in(key), text, scope, field))
                            .ifPresent(expression -> set.put(key, expression)));
            actions.put(
                    action.key(),
                    new ActionRule(action, condition(here.in("when"), action.when(), scope), Map.copyOf(set)));
        }
        return Map.copyOf(actions);
    }

    private Map<String, Expression> related(Form form, At at) {
        var related = new HashMap<String, Expression>();
        for (int t = 0; t < form.tabs().size(); t++) {
            var tab = form.tabs().get(t);
            var here = at.in("tabs", t);
            for (int i = 0; i < tab.related().size(); i++) {
                var child = tab.related().get(i);
                var key = tab.key() + "/" + i;
                var list = tab.related().size() == 1 ? here : here.in("related", i);
                pushable(list.in("where"), child.where(), childScope(child.form()))
                        .ifPresent(expression -> related.put(key, expression));
            }
        }
        return Map.copyOf(related);
    }

    private Scope childScope(String form) {
        return definition
                .form(form)
                .<Scope>map(child -> FormScope.of(definition, child))
                .orElse(Scope.EMPTY);
    }

    /** The formulas so that each comes after those it reads, save in a circle, which {@link Circles} tells. */
    private static List<Formula> ordered(List<Formula> formulas) {
        var byField = new LinkedHashMap<String, Formula>();
        formulas.forEach(formula -> byField.put(formula.field(), formula));
        var done = new LinkedHashMap<String, Formula>();
        byField.values().forEach(formula -> visit(formula, byField, done, new LinkedHashSet<>()));
        return List.copyOf(done.values());
    }

    private static void visit(Formula formula, Map<String, Formula> all, Map<String, Formula> done, Set<String> path) {
        if (done.containsKey(formula.field()) || !path.add(formula.field())) {
            return;
        }
        for (var input : formula.expression().inputs()) {
            int dot = input.indexOf('.');
            var next = all.get(dot < 0 ? input : input.substring(0, dot));
            if (next != null) {
                visit(next, all, done, path);
            }
        }
        path.remove(formula.field());
        done.putIfAbsent(formula.field(), formula);
    }

    // ---- pipelines

    private PipelineRules pipeline(Pipeline pipeline) {
        var at = new At("pipelines/" + pipeline.key() + ".yaml");
        var form = definition.form(pipeline.form());
        if (form.isEmpty()) {
            return new PipelineRules(Optional.empty(), Map.of(), Map.of());
        }
        var scope = FormScope.of(definition, form.get());
        var gates = new HashMap<String, Expression>();
        var values = new HashMap<String, Expression>();
        for (int i = 0; i < pipeline.stages().size(); i++) {
            var stage = pipeline.stages().get(i);
            var here = at.in("stages", i);
            for (int j = 0; j < stage.gate().size(); j++) {
                gate(here.in("gate", j), form.get(), stage, stage.gate().get(j), gates, values);
            }
            for (int j = 0; j < stage.gateIn().size(); j++) {
                gate(here.in("gate_in", j), form.get(), stage, stage.gateIn().get(j), gates, values);
            }
        }
        return new PipelineRules(
                condition(at.in("when"), pipeline.when(), scope), Map.copyOf(gates), Map.copyOf(values));
    }

    private void gate(
            At here,
            Form form,
            Pipeline.Stage stage,
            Pipeline.GateRule rule,
            Map<String, Expression> gates,
            Map<String, Expression> values) {
        var key = stage.key() + "/" + rule.key();
        switch (rule.asks()) {
            case Pipeline.Holds holds ->
                condition(here.in("holds"), holds.expr(), FormScope.of(definition, form))
                        .ifPresent(expression -> gates.put(key, expression));
            case Pipeline.Child child -> {
                var target = definition.form(child.form());
                if (target.isPresent()) {
                    var scope = FormScope.of(definition, target.get(), form);
                    pushable(here.in("where"), child.where(), scope).ifPresent(e -> gates.put(key, e));
                    rule.values()
                            .forEach((field, text) -> target.get()
                                    .field(field)
                                    .flatMap(into -> value(
                                            here.in("values").in(field), text, FormScope.of(definition, form), into))
                                    .ifPresent(e -> values.put(key + "/" + field, e)));
                }
            }
            case Pipeline.Filled _, Pipeline.Attached _ -> {}
        }
    }

    // ---- roles

    private GrantRules grant(Role role, String formKey, Role.Grant grant) {
        var at = new At("roles/" + role.key() + ".yaml").in("forms").in(formKey);
        var scope = childScope(formKey);
        var rows = new HashMap<Integer, Expression>();
        for (int i = 0; i < grant.rows().size(); i++) {
            var where = switch (grant.rows().get(i)) {
                case Role.Through through -> through.where();
                case Role.Where rule -> rule.expr();
                case Role.Own _, Role.Team _, Role.DepartmentTree _, Role.All _ -> null;
            };
            int place = i;
            pushable(at.in("rows", i).in("where"), where, scope).ifPresent(expression -> rows.put(place, expression));
        }
        var actions = new LinkedHashMap<String, Optional<Expression>>();
        grant.actions()
                .forEach((action, text) -> actions.put(
                        action,
                        text.equals("true")
                                ? Optional.empty()
                                : condition(at.in("actions").in(action), text, scope)));
        return new GrantRules(Map.copyOf(rows), java.util.Collections.unmodifiableMap(actions));
    }

    // ---- expressions

    private Optional<Expression> condition(At at, @Nullable String text, Scope scope) {
        return compile(at, text, scope, Scalar.BOOL);
    }

    /** A condition that can become SQL: everything else would leave a list and a check to differ. */
    private Optional<Expression> pushable(At at, @Nullable String text, Scope scope) {
        var expression = condition(at, text, scope);
        expression.flatMap(Expression::obstacle).ifPresent(problem -> at.fault(problem));
        return expression;
    }

    private Optional<Expression> value(At at, @Nullable String text, Scope scope, Field into) {
        var type = into.type() instanceof FieldType.Table ? null : FormScope.scalar(into.valueType());
        return type == null ? compile(at, text, scope, Scalar.NULL) : compile(at, text, scope, type);
    }

    private Optional<Expression> compile(At at, @Nullable String text, Scope scope, Type expected) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Expressions.compile(text, scope, expected));
        } catch (ExpressionProblem problem) {
            at.fault(problem);
            return Optional.empty();
        }
    }

    /** A place in a definition file. */
    private final class At {
        private final String file;
        private final String path;

        At(String file) {
            this(file, "");
        }

        private At(String file, String path) {
            this.file = file;
            this.path = path;
        }

        At in(String part) {
            return new At(file, path.isEmpty() ? part : path + "." + part);
        }

        At in(String list, int index) {
            return in(list + "[" + index + "]");
        }

        void fault(ExpressionProblem problem) {
            int column = problem.at().column();
            fault(
                    problem.code(),
                    "表达式第 " + column + " 个字符：" + problem.text().zh(),
                    "Expression, character " + column + ": " + problem.text().en());
        }

        void fault(String code, String zh, String en) {
            faults.add(file, path, code, new Text(zh, en));
        }
    }
}
