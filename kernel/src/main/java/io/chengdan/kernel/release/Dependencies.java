package io.chengdan.kernel.release;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.expression.Expression;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is computed from what: formulas, columns of tables and roll-ups, within a form and across forms. */
public final class Dependencies {

    private final Definition definition;
    private final List<Computed> computed = new ArrayList<>();

    /** A field by its form and its key, {@code table.column} for a column. */
    public record Name(String form, String field) {
        @Override
        public String toString() {
            return form + "." + field;
        }
    }

    /**
     * A field that is computed.
     *
     * @param from every field on the way to a value it reads
     * @param path of its expression in the form's file
     */
    public record Computed(Name name, Set<Name> from, String path) {}

    private Dependencies(Definition definition) {
        this.definition = definition;
    }

    /** All computed fields of the definition, in its order. */
    public static List<Computed> of(Definition definition, Rules rules) {
        var dependencies = new Dependencies(definition);
        definition.forms().forEach(form -> dependencies.collect(form, rules.form(form.key())));
        return List.copyOf(dependencies.computed);
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

    private static Optional<Expression> expression(List<Rules.Formula> formulas, String key) {
        return formulas.stream()
                .filter(formula -> formula.field().equals(key))
                .map(Rules.Formula::expression)
                .findFirst();
    }

    private void add(Form form, String key, Set<Name> from, String path) {
        computed.add(new Computed(new Name(form.key(), key), from, path));
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
}
