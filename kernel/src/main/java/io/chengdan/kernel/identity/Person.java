package io.chengdan.kernel.identity;

import java.util.Set;
import java.util.UUID;

/**
 * Somebody who works here.
 *
 * @param login the name to log in with; unique whatever its case
 * @param departmentId the one home department
 * @param roles keys of roles
 * @param email empty where unknown
 * @param phone empty where unknown
 * @param active false for those who left; they own their records still, but cannot log in
 * @param mustChangePassword the password was set by somebody else
 * @param epoch goes up when open sessions must end
 */
public record Person(
        UUID id,
        String login,
        String name,
        UUID departmentId,
        Set<String> roles,
        String email,
        String phone,
        Language language,
        boolean active,
        boolean mustChangePassword,
        long epoch) {

    public Person {
        roles = Set.copyOf(roles);
    }
}
