package io.chengdan.kernel.schema;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.expression.Env;
import io.chengdan.kernel.expression.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What brings a PostgreSQL schema up to a definition. It only adds: a part that left the definition keeps its column, and comes
 * back with its data.
 *
 * @param tables as they will be
 * @param steps to be taken one by one before the definition is in force
 * @param indexes to be built once it is in force
 * @param obsolete names of indexes that nothing asks for any more
 */
public record SchemaPlan(Tables tables, List<Step> steps, List<Index> indexes, Set<String> obsolete) {

    /**
     * Statements of one transaction.
     *
     * @param table that is locked meanwhile
     * @param names to be kept with it
     * @param indexes made with a new table, while it is empty
     */
    record Step(String table, List<String> statements, List<NewNames.Named> names, List<Index> indexes) {}

    /**
     * @param conditions of rules of uniqueness, by form key and rule key
     * @param env for constants within them
     */
    public static SchemaPlan of(
            Definition definition,
            Present present,
            String schema,
            Map<String, Map<String, Expression>> conditions,
            Env env) {
        var names = new NewNames(definition, present.names());
        var tables = Tables.of(definition, names.all(), schema);
        var planning = new Planning(schema, present, names.given());
        var wanted = indexes(definition, tables, conditions, env);
        for (var table : tables.all()) {
            planning.form(table, wanted.values());
        }
        var obsolete = new HashSet<>(present.ownIndexes());
        obsolete.removeAll(wanted.keySet());
        return new SchemaPlan(tables, List.copyOf(planning.steps), planning.remaining(wanted), Set.copyOf(obsolete));
    }

    /** All indexes of a definition, by name. */
    public static Map<String, Index> indexes(
            Definition definition, Tables tables, Map<String, Map<String, Expression>> conditions, Env env) {
        var wanted = new LinkedHashMap<String, Index>();
        for (var table : tables.all()) {
            var ofForm = conditions.getOrDefault(table.form().key(), Map.of());
            Indexes.of(definition, table, tables.schema(), ofForm, env)
                    .forEach(index -> wanted.put(index.name(), index));
        }
        return wanted;
    }

    /** The statements in words of SQL, for people to look at. */
    public List<String> summary() {
        var lines = new ArrayList<String>();
        steps.forEach(step -> lines.addAll(step.statements()));
        indexes.forEach(index -> lines.add(index.create(true)));
        return lines;
    }

    public boolean isEmpty() {
        return steps.isEmpty() && indexes.isEmpty() && obsolete.isEmpty();
    }

    private static final class Planning {
        private final String schema;
        private final Present present;
        private final Map<String, NewNames.Named> given = new HashMap<>();
        private final List<Step> steps = new ArrayList<>();
        private final Set<String> made = new HashSet<>();

        Planning(String schema, Present present, List<NewNames.Named> given) {
            this.schema = schema;
            this.present = present;
            given.forEach(named -> this.given.put(named.name(), named));
        }

        void form(FormTable table, Iterable<Index> wanted) {
            table(table.tableName().last(), TableShape.main(table), wanted);
            table(table.sideName().last(), TableShape.side(table), wanted);
            for (var rows : table.rows().values()) {
                table(rows.name().last(), TableShape.rows(rows), wanted);
            }
        }

        private void table(String name, TableShape shape, Iterable<Index> wanted) {
            if (!present.has(name)) {
                create(name, shape, wanted);
                return;
            }
            var missing = new LinkedHashMap<>(shape.columns());
            missing.keySet().removeAll(present.columns(name));
            if (!missing.isEmpty()) {
                var parts = new ArrayList<String>();
                missing.forEach((column, type) -> parts.add("add column " + Sql.quoted(column) + " " + type));
                var statement = "alter table " + Sql.quoted(schema, name) + " " + String.join(", ", parts);
                steps.add(new Step(name, List.of(statement), named(missing.keySet()), List.of()));
            }
        }

        private void create(String name, TableShape shape, Iterable<Index> wanted) {
            made.add(name);
            var parts = new ArrayList<String>();
            shape.columns().forEach((column, type) -> parts.add(Sql.quoted(column) + " " + type));
            var statements = new ArrayList<String>();
            var qualified = Sql.quoted(schema, name);
            statements.add("create table " + qualified + " (" + String.join(", ", parts) + ")");
            statements.add("grant select, insert, update, delete on " + qualified + " to " + SchemaBuilder.RUNTIME);
            shape.index().ifPresent(columns -> statements.add("create index on " + qualified + " " + columns));
            var indexes = new ArrayList<Index>();
            for (var index : wanted) {
                if (index.table().equals(name)) {
                    statements.add(index.create(false));
                    indexes.add(index);
                }
            }
            var names = new ArrayList<>(named(shape.columns().keySet()));
            names.addAll(named(Set.of(name)));
            steps.add(new Step(name, statements, names, indexes));
        }

        private List<NewNames.Named> named(Set<String> names) {
            var found = new ArrayList<NewNames.Named>();
            for (var name : names) {
                var named = given.get(name);
                if (named != null) {
                    found.add(named);
                }
            }
            return found;
        }

        /** Indexes that are neither there nor made with their table. */
        private List<Index> remaining(Map<String, Index> wanted) {
            return wanted.values().stream()
                    .filter(index -> !made.contains(index.table()))
                    .filter(index -> !present.indexes().getOrDefault(index.name(), false))
                    .toList();
        }
    }
}
