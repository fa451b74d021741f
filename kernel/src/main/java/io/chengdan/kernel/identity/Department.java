package io.chengdan.kernel.identity;

import java.util.Optional;
import java.util.UUID;

/**
 * A part of the company.
 *
 * @param key lasting name for rules, such as {@code technical_center}
 * @param parent the department above; absent for the company itself
 * @param head the person who leads it
 * @param executive the member of the board it answers to
 */
public record Department(
        UUID id,
        String key,
        String name,
        Kind kind,
        Optional<UUID> parent,
        Optional<UUID> head,
        Optional<UUID> executive) {

    public enum Kind {
        COMPANY,
        SALES_REGION,
        FUNCTION
    }
}
