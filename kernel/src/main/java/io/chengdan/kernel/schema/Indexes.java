package io.chengdan.kernel.schema;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.expression.Env;
import io.chengdan.kernel.expression.Expression;
import io.chengdan.kernel.expression.SqlCompiler;
import io.chengdan.kernel.expression.SqlScope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** The indexes a form needs: for its row rules, its references, its lists and its uniqueness. */
final class Indexes {

    /** How Chinese readers expect texts to be sorted: by pinyin. */
    static final String COLLATION = "\"zh-Hans-CN-x-icu\"";

    private static final String LIVING = " where deleted_at is null";
    private static final DSLContext RENDER = DSL.using(SQLDialect.POSTGRES);

    private final Definition definition;
    private final FormTable table;
    private final Form form;
    private final String schema;
    private final Env env;
    private final Map<String, Index> found = new LinkedHashMap<>();

    private Indexes(Definition definition, FormTable table, String schema, Env env) {
        this.definition = definition;
        this.table = table;
        this.form = table.form();
        this.schema = schema;
        this.env = env;
    }

    /** @param conditions of the form's rules of uniqueness, by their keys */
    static Collection<Index> of(
            Definition definition, FormTable table, String schema, Map<String, Expression> conditions, Env env) {
        var indexes = new Indexes(definition, table, schema, env);
        indexes.system();
        indexes.lookups();
        indexes.lists();
        indexes.unique(conditions);
        return indexes.found.values();
    }

    private void system() {
        plain("(owner)");
        plain("(department)");
        plain("(created_at, id)");
        plain("(updated_at, id)");
        side("(last_activity_at, id)");
    }

    private void lookups() {
        for (var field : form.fields()) {
            var column = table.columns().get(field.key());
            if (column == null || column.derived()) {
                continue;
            }
            var name = Sql.quoted(column.name());
            switch (field.type()) {
                case FieldType.Reference reference -> {
                    if (!reference.multiple()) {
                        plain("(" + name + ")");
                    }
                }
                case FieldType.PersonRef person -> {
                    if (!person.multiple()) {
                        plain("(" + name + ")");
                    }
                }
                default -> {}
            }
            if (column.type().isArray()) {
                add(table.tableName().last(), "using gin (" + name + ")" + LIVING, false, List.of(), "");
            }
        }
        add(table.tableName().last(), "using gin (tags)" + LIVING, false, List.of(), "");
    }

    private void lists() {
        var keys = new LinkedHashSet<String>();
        for (var list : form.lists()) {
            keys.addAll(list.columns());
            if (list.group() != null) {
                keys.add(list.group());
            }
            if (list.sort() != null) {
                for (var part : list.sort().split(",", -1)) {
                    keys.add(part.strip().replaceFirst("^-", ""));
                }
            }
        }
        definition.pipelinesOf(form.key()).forEach(pipeline -> keys.add(pipeline.field()));
        keys.forEach(this::sortable);
    }

    private void sortable(String key) {
        var column = table.columns().get(key);
        if (column == null || column.type().isArray()) {
            return;
        }
        var name = Sql.quoted(column.name());
        var sorted = isWords(column.field()) ? name + " collate " + COLLATION : name;
        if (column.derived()) {
            side("(" + sorted + ", id)");
        } else {
            plain("(" + sorted + ", id)");
        }
    }

    /** Whether the values are texts that people sort by; choices and codes go by their keys. */
    private static boolean isWords(Field field) {
        return field.valueType() instanceof FieldType.Words || field.type() instanceof FieldType.AutoNumber;
    }

    private void unique(Map<String, Expression> conditions) {
        for (var field : form.fields()) {
            if (field.unique()) {
                unique(List.of(field.key()), "", "");
            }
        }
        for (var rule : form.unique()) {
            var condition = conditions.get(rule.key());
            unique(rule.fields(), rule.key(), condition == null ? "" : " and " + rendered(condition));
        }
    }

    /** Blanks do not clash: a null differs from a null, and an empty text is left out. */
    private void unique(List<String> keys, String rule, String condition) {
        var columns = new ArrayList<String>();
        var filled = new StringBuilder();
        for (var key : keys) {
            var column = table.columns().get(key);
            if (column == null) {
                continue;
            }
            var name = Sql.quoted(column.field().normalize() == null ? column.name() : column.name() + "_n");
            columns.add(name);
            if (Storage.signature(column.type()).equals("text")) {
                filled.append(" and ").append(name).append(" <> ''");
            }
        }
        var body = "using btree (" + String.join(", ", columns) + ")" + LIVING + filled + condition;
        add(table.tableName().last(), body, true, keys, rule);
    }

    private String rendered(Expression condition) {
        SqlScope columns = path -> table.bare(path.getFirst());
        return "(" + RENDER.renderInlined(SqlCompiler.condition(condition, columns, env)) + ")";
    }

    private void plain(String columns) {
        add(table.tableName().last(), "using btree " + columns + LIVING, false, List.of(), "");
    }

    private void side(String columns) {
        add(table.sideName().last(), "using btree " + columns, false, List.of(), "");
    }

    private void add(String tableName, String on, boolean unique, List<String> fields, String rule) {
        var body = "on " + Sql.quoted(schema, tableName) + " " + on;
        var name = (unique ? "u_" : "i_") + shortened(tableName) + "_" + hash(tableName + on);
        found.put(name, new Index(name, tableName, form.key(), fields, rule, unique, body));
    }

    private static String shortened(String name) {
        return name.length() > 50 ? name.substring(0, 50) : name;
    }

    private static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
