package io.chengdan.kernel.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record as its reader may see it: values as JSON carries them, references with titles.
 *
 * @param version goes up with each change by a person; what {@code If-Match} compares
 * @param fields a blank value stands as null; a field that is absent does not exist for the reader
 */
public record RecordView(UUID id, String form, long version, Map<String, @Nullable Object> fields, Access access) {

    /**
     * What the reader may do with this very record.
     *
     * @param masked fields of which only a part is shown
     * @param withheld fields granted on some rows of the form but not on this one
     */
    public record Access(List<String> write, List<String> masked, List<String> withheld, List<String> actions) {}

    /** A reference, person or department: its id, and its title as far as the reader may see it. */
    public record Link(
            String id,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String title) {}

    /** One page of a list. {@code capped} means there are more than {@code count}. */
    public record Page(
            List<RecordView> items,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String next,

            @Nullable Long count,
            boolean capped) {}

    /** A group of records with its measures, e.g. {@code {stage: "signing"}} and {@code {count: 3, sum_amount: "120.00"}}. */
    public record Group(Map<String, @Nullable Object> group, Map<String, @Nullable Object> values) {}

    /** One entry of a record's history, cut to the fields the reader may see. */
    public record HistoryEntry(
            UUID id,
            long version,
            String at,
            @Nullable Link by,
            String action,
            String via,
            @Nullable String reason,
            List<Change> changes) {}

    public record Change(
            String field,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            Object before,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            Object after) {}
}
