package io.chengdan.kernel.schema;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jooq.DataType;
import org.jooq.Name;
import org.jooq.impl.DSL;

/** The tables of a definition in one PostgreSQL schema. Immutable. */
public final class Tables {

    private final String schema;
    private final Map<String, FormTable> byForm;

    private Tables(String schema, Map<String, FormTable> byForm) {
        this.schema = schema;
        this.byForm = byForm;
    }

    /** @param schema the PostgreSQL schema, {@code app} in operation, another one for a preview */
    public static Tables of(Definition definition, PhysicalNames names, String schema) {
        var naming = new Naming(definition, names, schema);
        var tables = new LinkedHashMap<String, FormTable>();
        for (var form : definition.forms()) {
            tables.put(form.key(), FormTable.of(form, naming));
        }
        return new Tables(schema, tables);
    }

    public String schema() {
        return schema;
    }

    public Collection<FormTable> all() {
        return byForm.values();
    }

    public Optional<FormTable> find(String form) {
        return Optional.ofNullable(byForm.get(form));
    }

    /** @throws IllegalArgumentException for a form that is not there: callers check the key first */
    public FormTable get(String form) {
        return find(form).orElseThrow(() -> new IllegalArgumentException("no form " + form));
    }

    /** Names and types of everything in one schema. */
    record Naming(Definition definition, PhysicalNames names, String schema) {

        String name(String uid, String signature, String key) {
            return names.name(uid, signature, key);
        }

        Name qualified(String table) {
            return DSL.name(schema, table);
        }

        DataType<?> storage(Field field) {
            return field.type() instanceof FieldType.Rollup rollup ? ofRollup(rollup) : Storage.of(field.type());
        }

        /**
         * The second half of a column's identity. What is computed never shares a column with what people wrote, so that a
         * field may become a formula and people's values are still there when it becomes a field again.
         */
        String signature(Field field) {
            var signature = Storage.signature(storage(field));
            return field.type() instanceof FieldType.Formula ? signature + " computed" : signature;
        }

        private DataType<?> ofRollup(FieldType.Rollup rollup) {
            var of = rollup.of();
            if (rollup.op() == FieldType.RollupOp.COUNT || of == null) {
                return Storage.numeric(0);
            }
            return definition
                    .form(rollup.form())
                    .flatMap(child -> child.field(of))
                    .map(this::storage)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "roll-up of a field that is not there: " + rollup.form() + "." + of));
        }
    }
}
