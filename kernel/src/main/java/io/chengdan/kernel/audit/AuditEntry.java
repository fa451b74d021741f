package io.chengdan.kernel.audit;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that happened.
 *
 * @param kind what, such as {@code login.refused}
 * @param person who did it, where that is known
 * @param address from which network address; empty for the server itself
 * @param subject to what: a log-in name, an id, a key
 * @param detail more, never a secret
 */
public record AuditEntry(
        String kind, Optional<UUID> person, String address, String subject, Map<String, Object> detail) {

    public AuditEntry(String kind, UUID person, String subject) {
        this(kind, Optional.of(person), "", subject, Map.of());
    }

    public AuditEntry(String kind, UUID person, String subject, Map<String, Object> detail) {
        this(kind, Optional.of(person), "", subject, detail);
    }
}
