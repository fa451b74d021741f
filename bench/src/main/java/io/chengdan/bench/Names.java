package io.chengdan.bench;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.DefinitionFiles;
import io.chengdan.kernel.schema.FormTable;
import io.chengdan.kernel.schema.PhysicalNames;
import io.chengdan.kernel.schema.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** How the tables and columns of the published definition are called in the database. */
record Names(Definition definition, Tables tables) {

    private static final String SCHEMA = "app";

    static Names read(Connection connection) throws SQLException {
        var definition = DefinitionFiles.read(files(connection));
        return new Names(definition, Tables.of(definition, physical(connection), SCHEMA));
    }

    FormTable form(String key) {
        return tables.get(key);
    }

    /** The form's table, quoted and with its schema. */
    String table(String form) {
        return quoted(form(form).base());
    }

    /** The table of derived values. */
    String side(String form) {
        return quoted(form(form).sideBase());
    }

    String column(String form, String key) {
        var column = form(form).columns().get(key);
        if (column == null) {
            throw new IllegalArgumentException(form + " has no field " + key);
        }
        return column.name();
    }

    String uid(String form) {
        return form(form).form().uid();
    }

    /** The statement with each {@code {form}}, {@code {form_d}} and {@code {form.field}} replaced by what it is called here. */
    String sql(String template) {
        return java.util.regex.Pattern.compile("\\{([a-z_]+?)(_d)?(?:\\.([a-z_]+))?}")
                .matcher(template)
                .replaceAll(match -> java.util.regex.Matcher.quoteReplacement(
                        match.group(3) != null
                                ? column(match.group(1), match.group(3))
                                : match.group(2) != null ? side(match.group(1)) : table(match.group(1))));
    }

    private static String quoted(org.jooq.Table<?> table) {
        return DSL.using(SQLDialect.POSTGRES).render(table);
    }

    private static Map<String, String> files(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        select v.files from kernel.definition_version v
                        join kernel.definition_pointer p on p.schema = v.schema and p.version = v.number
                        where v.schema = '%s'""".formatted(SCHEMA))) {
            if (!row.next()) {
                throw new IllegalStateException("no definition is published");
            }
            return JsonMapper.shared().readValue(row.getString(1), new TypeReference<Map<String, String>>() {});
        }
    }

    private static PhysicalNames physical(Connection connection) throws SQLException {
        var names = new HashMap<String, String>();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "select uid, signature, name from kernel.physical where schema = '" + SCHEMA + "'")) {
            while (row.next()) {
                names.put(row.getString(1) + "/" + row.getString(2), row.getString(3));
            }
        }
        return new PhysicalNames(names);
    }
}
