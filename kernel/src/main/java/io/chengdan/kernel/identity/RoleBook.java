package io.chengdan.kernel.identity;

import io.chengdan.kernel.definition.Text;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The roles there are. The rooms that know the definition in force implement it; this room only needs their names. */
public interface RoleBook {

    /** A role: its key, its name and its rights over the system itself, such as {@code people} or {@code publish}. */
    record Entry(String key, Text label, Set<String> admin) {}

    /** All roles, in the order of the definition. */
    List<Entry> roles();

    /** The rights over the system that these roles give. */
    default Set<String> rights(Set<String> keys) {
        var rights = new TreeSet<String>();
        for (var role : roles()) {
            if (keys.contains(role.key())) {
                rights.addAll(role.admin());
            }
        }
        return rights;
    }
}
