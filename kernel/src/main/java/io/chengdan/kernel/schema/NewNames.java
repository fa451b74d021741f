package io.chengdan.kernel.schema;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gives a name to each part of a definition that has none yet, and never a name twice. */
final class NewNames {

    static final String TABLE = "table";

    /** What a form's table has beside the columns of its fields. */
    static final Set<String> SYSTEM_COLUMNS = Set.of(
            "id",
            "row_version",
            "owner",
            "department",
            "tags",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "deleted_at",
            "deleted_by",
            "migrated",
            "time_unknown",
            "last_activity_at",
            "parent",
            "row_no");

    /** A name given now, to be kept with the statement that makes the part. */
    record Named(String uid, String signature, String kind, String name) {}

    private final Tables.Naming types;
    private final Map<String, String> names;
    private final Set<String> taken;
    private final List<Named> given = new ArrayList<>();

    NewNames(Definition definition, PhysicalNames known) {
        this.types = new Tables.Naming(definition, known, "");
        this.names = new LinkedHashMap<>(known.names());
        this.taken = new HashSet<>(known.names().values());
        this.taken.addAll(SYSTEM_COLUMNS);
        definition.forms().forEach(this::name);
    }

    /** The names of all parts, old and new. */
    PhysicalNames all() {
        return new PhysicalNames(names);
    }

    List<Named> given() {
        return List.copyOf(given);
    }

    private void name(Form form) {
        var table = name(form.uid(), TABLE, "table", form.key());
        for (var field : form.fields()) {
            if (field.type() instanceof FieldType.Table rows) {
                name(field.uid(), TABLE, "rows", table + "_" + field.key());
                rows.fields().forEach(this::column);
            } else {
                column(field);
            }
        }
    }

    private void column(Field field) {
        name(field.uid(), types.signature(field), "column", field.key());
    }

    private String name(String uid, String signature, String kind, String key) {
        var known = names.get(uid + "/" + signature);
        if (known != null) {
            return known;
        }
        var first = PhysicalNames.fresh(uid, key);
        var name = first;
        for (int i = 2; !taken.add(name); i++) {
            name = first + "_" + i;
        }
        names.put(uid + "/" + signature, name);
        given.add(new Named(uid, signature, kind, name));
        return name;
    }
}
