package io.chengdan.server;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.identity.RoleBook;
import java.util.List;
import java.util.Set;

/** The two roles without which no installation can begin: one looks after people, one after the definition. */
public final class AdminRoles implements RoleBook {

    public static final String SYSTEM_ADMIN = "system_admin";
    public static final String PROCESS_ADMIN = "process_admin";

    private static final List<Entry> ROLES = List.of(
            new Entry(
                    PROCESS_ADMIN,
                    new Text("流程管理员", "Process administrator"),
                    Set.of("publish", "explain", "view_as", "import", "migrate")),
            new Entry(SYSTEM_ADMIN, new Text("系统管理员", "System administrator"), Set.of("people", "audit")));

    @Override
    public List<Entry> roles() {
        return ROLES;
    }
}
