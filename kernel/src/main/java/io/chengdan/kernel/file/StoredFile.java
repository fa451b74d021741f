package io.chengdan.kernel.file;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file as it is kept.
 *
 * @param form the form's uid
 * @param record null while the file waits for the record that is being made with it
 * @param field the field's uid; null for a file of the library
 * @param category of the library; null for a file of a field
 * @param attached whether the record has it, or it still waits to be named in the field's value
 * @param size in bytes
 * @param type the true media type
 */
record StoredFile(
        UUID id,
        String form,
        @Nullable UUID record,
        @Nullable String field,
        @Nullable String category,
        boolean attached,
        String name,
        long size,
        String type,
        String sha256,
        Instant uploadedAt,
        UUID uploadedBy) {}
