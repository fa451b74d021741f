package io.chengdan.kernel.record;

import io.chengdan.kernel.access.RowAccess;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem.Fault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A record on its way to being written: as it was, as it shall be, and what is wrong with it. Used by one thread. */
public final class Draft {

    private final Change change;
    private final UUID id;
    private final @Nullable Stored before;
    private final Optional<RowAccess> access;
    private final Map<String, @Nullable Object> after;
    private final Set<String> sent = new HashSet<>();
    private final List<Fault> faults = new ArrayList<>();
    private Optional<RowAccess> acting;

    /** @param access what the caller may do with the record; empty where the application writes by itself */
    Draft(Change change, UUID id, @Nullable Stored before, Optional<RowAccess> access) {
        this.change = change;
        this.id = id;
        this.before = before;
        this.access = access;
        this.acting = access;
        this.after = before == null ? new HashMap<>() : new HashMap<>(before.values());
    }

    public Change change() {
        return change;
    }

    public UUID id() {
        return id;
    }

    public boolean creates() {
        return before == null;
    }

    public boolean deletes() {
        return change.kind() == Change.Kind.DELETE;
    }

    /**
     * The caller's rights on the record as it was; on one that is being made, the most they may have. Empty where history is placed
     * by somebody without rows on the form, or the application itself writes: then nothing is hidden.
     */
    public Optional<RowAccess> access() {
        return access;
    }

    /** The rights of those roles by which the caller does this. */
    public Optional<RowAccess> acting() {
        return acting;
    }

    public void actsBy(RowAccess rights) {
        acting = Optional.of(rights);
    }

    /** Whether the caller knows that the record has the field. */
    boolean knows(String field) {
        return access.map(rights -> rights.knows(field)).orElse(true);
    }

    Optional<Stored> stored() {
        return Optional.ofNullable(before);
    }

    /** The value before the write; null for a blank and for a record that is being made. */
    public @Nullable Object before(String field) {
        return before == null ? null : before.get(field);
    }

    public @Nullable Object get(String field) {
        return after.get(field);
    }

    public void set(String field, @Nullable Object value) {
        after.put(field, value);
    }

    /** The values as they shall be. */
    public Map<String, @Nullable Object> after() {
        return Collections.unmodifiableMap(after);
    }

    void send(String field, @Nullable Object value) {
        sent.add(field);
        after.put(field, value);
    }

    /** Whether the caller gave a value for the field. */
    public boolean isSent(String field) {
        return sent.contains(field);
    }

    /** Whether the write changes the field. */
    public boolean changes(String field) {
        return !same(before(field), after.get(field));
    }

    static boolean same(@Nullable Object one, @Nullable Object other) {
        if (one instanceof java.math.BigDecimal a && other instanceof java.math.BigDecimal b) {
            return a.compareTo(b) == 0;
        }
        if (one instanceof List<?> a && other instanceof List<?> b) {
            return a.size() == b.size()
                    && java.util.stream.IntStream.range(0, a.size()).allMatch(i -> same(a.get(i), b.get(i)));
        }
        if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
            var keys = new HashSet<Object>(a.keySet());
            keys.addAll(b.keySet());
            return keys.stream().allMatch(key -> same(a.get(key), b.get(key)));
        }
        return Objects.equals(one, other);
    }

    public void fault(String field, String code, String zh, String en) {
        faults.add(new Fault(field, code, new Text(zh, en)));
    }

    void fault(Fault fault) {
        faults.add(fault);
    }

    public List<Fault> faults() {
        return faults;
    }
}
