package io.chengdan.kernel.release;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.expression.Expression;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what is computed in a circle: formulas, columns of tables and roll-ups, within a form and across forms. */
final class Circles {

    private final Definition definition;
    private final Map<Name, Computed> computed = new LinkedHashMap<>();
    private final List<List<Computed>> found = new ArrayList<>();

    /** A field by its form and its key, {@code table.column} for a column. */
    private record Name(String form, String field) {
        @Override
        public String toString() {
            return form + "." + field;
        }
    }

    /** @param path of its expression in the form's file */
    private record Computed(Name name, Set<Name> from, String path) {}

    private Circles(Definition definition) {
        this.definition = definition;
    }

    static void find(Definition definition, Rules rules, RuleCompiler.Faults faults) {
        var circles = new Circles(definition);
        definition.forms().forEach(form -> circles.collect(form, rules.form(form.key())));
        var done = new HashSet<Name>();
        circles.computed.values().forEach(one -> circles.visit(one, new ArrayList<>(), done));
        circles.found.forEach(circle -> tell(circle, faults));
    }

    private static void tell(List<Computed> circle, RuleCompiler.Faults faults) {
        var first = circle.getFirst();
        var way = new StringBuilder();
        circle.forEach(one -> way.append(one.name()).append(" → "));
        way.append(first.name());
        faults.add(
                "forms/" + first.name().form() + ".yaml",
                first.path(),
                "cycle",
                new Text(
                        "计算成环：" + way + "。请让其中一个不再依赖下一个。",
                        "Computed in a circle: " + way + ". Make one of them independent of the next."));
    }

    private void collect(Form form, Rules.FormRules rules) {
        for (int i = 0; i < form.fields().size(); i++) {
            var field = form.fields().get(i);
            var path = "fields[" + i + "]";
            switch (field.type()) {
                case FieldType.Formula _ ->
                    expression(rules.formulas(), field.key())
                            .ifPresent(expr -> add(form, field.key(), inputs(form, expr), path + ".expr"));
                case FieldType.Rollup rollup ->
                    add(form, field.key(), inputs(rollup, rules.rollups().get(field.key())), path + ".of");
                case FieldType.Table table -> columns(form, field, table, rules, path);
                default -> {}
            }
        }
    }

    private void columns(Form form, Field field, FieldType.Table table, Rules.FormRules rules, String path) {
        var formulas = rules.rowFormulas().getOrDefault(field.key(), List.of());
        for (int i = 0; i < table.fields().size(); i++) {
            var key = table.fields().get(i).key();
            var at = path + ".fields[" + i + "].expr";
            expression(formulas, key).ifPresent(expr -> {
                var from = columnInputs(form, field.key(), table, expr);
                add(form, field.key() + "." + key, from, at);
            });
        }
    }

    private static java.util.Optional<Expression> expression(List<Rules.Formula> formulas, String key) {
        return formulas.stream()
                .filter(formula -> formula.field().equals(key))
                .map(Rules.Formula::expression)
                .findFirst();
    }

    private void add(Form form, String key, Set<Name> from, String path) {
        var name = new Name(form.key(), key);
        computed.put(name, new Computed(name, from, path));
    }

    private Set<Name> inputs(Form form, Expression expression) {
        var names = new LinkedHashSet<Name>();
        expression.inputs().stream().sorted().forEach(input -> follow(form, List.of(input.split("\\.")), names));
        return names;
    }

    private Set<Name> columnInputs(Form form, String tableKey, FieldType.Table table, Expression expression) {
        var names = new LinkedHashSet<Name>();
        for (var input : expression.inputs()) {
            var path = List.of(input.split("\\."));
            if (path.getFirst().equals("record") && path.size() > 1) {
                follow(form, path.subList(1, path.size()), names);
            }
            for (var column : table.fields()) {
                if (column.key().equals(path.getFirst())) {
                    names.add(new Name(form.key(), tableKey + "." + column.key()));
                    hop(column, path.subList(1, path.size()), names);
                }
            }
        }
        return names;
    }

    private Set<Name> inputs(FieldType.Rollup rollup, @Nullable Expression where) {
        var names = new LinkedHashSet<Name>();
        definition.form(rollup.form()).ifPresent(child -> {
            if (rollup.of() != null) {
                names.add(new Name(child.key(), rollup.of()));
            }
            if (where != null) {
                names.addAll(inputs(child, where));
            }
        });
        return names;
    }

    /** Notes every field on the way of a path that starts at a record of the form. */
    private void follow(Form form, List<String> path, Set<Name> names) {
        form.field(path.getFirst()).ifPresent(field -> {
            names.add(new Name(form.key(), field.key()));
            if (field.type() instanceof FieldType.Table && path.size() > 1) {
                names.add(new Name(form.key(), field.key() + "." + path.get(1)));
            } else {
                hop(field, path.subList(1, path.size()), names);
            }
        });
    }

    private void hop(Field field, List<String> rest, Set<Name> names) {
        if (!rest.isEmpty()) {
            field.reference()
                    .flatMap(reference -> definition.form(reference.form()))
                    .ifPresent(target -> follow(target, rest, names));
        }
    }

    private void visit(Computed one, List<Computed> way, Set<Name> done) {
        int seen = way.indexOf(one);
        if (seen >= 0) {
            found.add(List.copyOf(way.subList(seen, way.size())));
            return;
        }
        if (done.contains(one.name())) {
            return;
        }
        way.add(one);
        for (var name : one.from()) {
            var next = computed.get(name);
            if (next != null) {
                visit(next, way, done);
            }
        }
        way.removeLast();
        done.add(one.name());
    }
}
