package io.chengdan.kernel.record;

import io.chengdan.kernel.access.RowAccess;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row as it stands in the database: values of the kernel by field key, blanks as null.
 *
 * @param access what the person for whom it was read may do with it; empty where nobody in particular reads
 */
record Stored(UUID id, long version, Optional<RowAccess> access, Map<String, @Nullable Object> values) {

    @Nullable
    Object get(String field) {
        return values.get(field);
    }
}
