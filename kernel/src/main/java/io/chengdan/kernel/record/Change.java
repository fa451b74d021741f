package io.chengdan.kernel.record;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants done to one record.
 *
 * @param id may be made by the client on create; null lets the server make it
 * @param fields values as the API sends them; for {@link Kind#ACT} none
 * @param version the version the change is based on; null only where nobody else can have changed it
 * @param action the set action to take
 * @param waiver how to go past gates that do not hold
 * @param placed the past it belongs to, for {@code migrate}
 */
public record Change(
        Kind kind,
        @Nullable UUID id,
        Map<String, ? extends @Nullable Object> fields,
        @Nullable Long version,
        @Nullable String action,
        @Nullable String reason,
        @Nullable Waiver waiver,
        @Nullable Placed placed) {

    public enum Kind {
        CREATE,
        UPDATE,
        DELETE,
        ACT
    }

    /** Going past a gate on one's own responsibility. */
    public record Waiver(String reason) {}

    /**
     * History put in its place (B2).
     *
     * @param timeUnknown the source knew no time; {@code createdAt} is then that of the import, and metrics leave it out
     * @param moves stage moves in the order they happened
     */
    public record Placed(
            @Nullable Instant createdAt, @Nullable UUID createdBy, boolean timeUnknown, List<Move> moves) {}

    public record Move(
            @Nullable String from,
            String to,
            Instant at,
            @Nullable UUID person) {}

    public static Change create(@Nullable UUID id, Map<String, ? extends @Nullable Object> fields) {
        return new Change(Kind.CREATE, id, fields, null, null, null, null, null);
    }

    public static Change update(UUID id, Map<String, ? extends @Nullable Object> fields, long version) {
        return new Change(Kind.UPDATE, id, fields, version, null, null, null, null);
    }

    public static Change delete(UUID id, long version) {
        return new Change(Kind.DELETE, id, Map.of(), version, null, null, null, null);
    }

    public static Change act(UUID id, String action, @Nullable Long version, @Nullable String reason) {
        return new Change(Kind.ACT, id, Map.of(), version, action, reason, null, null);
    }

    public static Change place(@Nullable UUID id, Map<String, ? extends @Nullable Object> fields, Placed placed) {
        return new Change(Kind.CREATE, id, fields, null, null, null, null, placed);
    }

    public Change with(@Nullable String newReason, @Nullable Waiver newWaiver) {
        return new Change(kind, id, fields, version, action, newReason, newWaiver, placed);
    }
}
