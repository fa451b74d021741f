package io.chengdan.kernel.record;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.expression.Values;
import io.chengdan.kernel.schema.FormTable;
import io.chengdan.kernel.schema.Storage;
import io.chengdan.kernel.schema.Tables;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Values for expressions, those behind references included ({@code customer.region}). Rows behind references are read without
 * regard to the caller: rules are the application's, only their outcome is the caller's.
 */
final class Hops {

    private final DSLContext db;
    private final Tables tables;
    private final Map<UUID, Map<String, @Nullable Object>> loaded = new HashMap<>();

    Hops(DSLContext db, Tables tables) {
        this.db = db;
        this.tables = tables;
    }

    /** The values of a record of the form, by dotted path. */
    Values of(Form form, UUID id, Map<String, @Nullable Object> values) {
        return path -> {
            if (path.equals("id")) {
                return id;
            }
            int dot = path.indexOf('.');
            if (dot < 0) {
                return form.field(path).map(Field::type).orElse(null) instanceof FieldType.Table table
                        ? rows(table, values.get(path))
                        : values.get(path);
            }
            var first = path.substring(0, dot);
            var rest = path.substring(dot + 1);
            var reference = form.field(first).flatMap(Field::reference);
            if (reference.isEmpty()) {
                return Values.member(values.get(first), rest);
            }
            return values.get(first) instanceof UUID target ? behind(reference.get(), target, rest) : null;
        };
    }

    /** As {@link #of}, with {@code record} being another record. */
    Values of(Form form, UUID id, Map<String, @Nullable Object> values, Values record) {
        var own = of(form, id, values);
        return path -> path.startsWith("record.") ? record.get(path.substring("record.".length())) : own.get(path);
    }

    /** As {@link #of}, of a record that is looked up; blank all over where it is not there yet. */
    Values of(FormTable table, UUID id, Values record) {
        if (!loaded.containsKey(id)) {
            load(table, List.of(id));
        }
        return of(table.form(), id, loaded.getOrDefault(id, Map.of()), record);
    }

    /** The rows of a table field, each reading on through its own references ({@code l.product.cost}). */
    private @Nullable Object rows(FieldType.Table table, @Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(row -> row(table, (Map<?, ?>) row)).toList()
                : value;
    }

    private Values row(FieldType.Table table, Map<?, ?> cells) {
        return path -> {
            int dot = path.indexOf('.');
            if (dot < 0) {
                return cells.get(path);
            }
            var first = path.substring(0, dot);
            var reference = table.fields().stream()
                    .filter(column -> column.key().equals(first))
                    .findFirst()
                    .flatMap(Field::reference);
            return reference.isPresent() && cells.get(first) instanceof UUID target
                    ? behind(reference.get(), target, path.substring(dot + 1))
                    : null;
        };
    }

    private @Nullable Object behind(FieldType.Reference reference, UUID target, String path) {
        var table = tables.get(reference.form());
        if (!loaded.containsKey(target)) {
            load(table, List.of(target));
        }
        var values = loaded.get(target);
        return values == null ? null : of(table.form(), target, values).get(path);
    }

    /** Loads the rows that many records point to in one go. */
    void preload(String form, Collection<@Nullable Object> targets) {
        var missing = new HashSet<UUID>();
        targets.stream()
                .filter(Objects::nonNull)
                .map(UUID.class::cast)
                .filter(id -> !loaded.containsKey(id))
                .forEach(missing::add);
        if (!missing.isEmpty()) {
            load(tables.get(form), missing);
        }
    }

    private void load(FormTable table, Collection<UUID> ids) {
        var rows = Rows.whole(table, Optional.empty());
        db.select(rows.columns())
                .from(table.table())
                .leftJoin(table.side())
                .on(table.sideId().eq(table.id()))
                .where(Storage.among(table.id(), ids))
                .forEach(row -> {
                    var stored = rows.read(row);
                    loaded.put(stored.id(), stored.values());
                });
    }
}
