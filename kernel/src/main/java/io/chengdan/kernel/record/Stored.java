package io.chengdan.kernel.record;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row as it stands in the database: values of the kernel by field key, blanks as null. */
record Stored(UUID id, long version, boolean changeable, Map<String, @Nullable Object> values) {

    @Nullable
    Object get(String field) {
        return values.get(field);
    }
}
