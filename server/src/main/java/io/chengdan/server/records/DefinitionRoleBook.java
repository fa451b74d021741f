package io.chengdan.server.records;

import io.chengdan.kernel.identity.RoleBook;
import io.chengdan.kernel.release.AppVersion;
import io.chengdan.kernel.release.Releases;
import io.chengdan.server.AdminRoles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The roles of the definition in force; before the first one, the two that an installation begins with. */
@Component
class DefinitionRoleBook implements RoleBook {

    private final ObjectProvider<Releases> releases;
    private final RoleBook first = new AdminRoles();

    DefinitionRoleBook(ObjectProvider<Releases> releases) {
        this.releases = releases;
    }

    @Override
    public List<Entry> roles() {
        return releases.getObject().find().map(DefinitionRoleBook::entries).orElseGet(first::roles);
    }

    private static List<Entry> entries(AppVersion app) {
        var entries = new LinkedHashMap<String, Entry>();
        app.definition()
                .roles()
                .forEach(
                        role -> entries.put(role.key(), new Entry(role.key(), role.label(), Set.copyOf(role.admin()))));
        // whatever is published, somebody can still look after people and the definition
        new AdminRoles().roles().forEach(role -> entries.putIfAbsent(role.key(), role));
        return List.copyOf(entries.values());
    }
}
