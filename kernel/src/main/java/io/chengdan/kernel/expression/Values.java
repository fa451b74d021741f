package io.chengdan.kernel.expression;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The values an expression reads. A value is a BigDecimal (or any whole Number), String, Boolean, LocalDate, Instant (or
 * OffsetDateTime), UUID, a List of these or of rows, a row (Map or Values), or null for blank.
 */
@FunctionalInterface
public interface Values {

    Values NONE = _ -> null;

    /** The value at a dotted path such as {@code amount} or {@code customer.region}; null if it is blank. */
    @Nullable
    Object get(String path);

    /** Finds {@code customer.region} under that very key, or in the row under {@code customer}. */
    static Values of(Map<String, ? extends @Nullable Object> map) {
        return path -> {
            if (map.containsKey(path)) {
                return map.get(path);
            }
            int dot = path.indexOf('.');
            return dot < 0 ? null : member(map.get(path.substring(0, dot)), path.substring(dot + 1));
        };
    }

    /** The value at a path within a row; an id knows itself as {@code id}. */
    static @Nullable Object member(@Nullable Object row, String path) {
        return switch (row) {
            case null -> null;
            case Values values -> values.get(path);
            case Map<?, ?> map -> of(named(map)).get(path);
            case UUID id when path.equals("id") -> id;
            default ->
                throw new IllegalArgumentException(
                        "“" + path + "” is asked of " + row.getClass().getSimpleName() + ", which is no row");
        };
    }

    @SuppressWarnings("unchecked") // rows come from JSON or a record, both keyed by text
    private static Map<String, @Nullable Object> named(Map<?, ?> map) {
        return (Map<String, @Nullable Object>) map;
    }
}
