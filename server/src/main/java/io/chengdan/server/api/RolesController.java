package io.chengdan.server.api;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.RoleBook;
import java.util.List;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The roles a person can be given. */
@RestController
@RequestMapping("/api/roles")
class RolesController {

    private final RoleBook roles;

    RolesController(RoleBook roles) {
        this.roles = roles;
    }

    record RoleView(String key, Text label, Set<String> admin) {}

    record RoleList(List<RoleView> items) {}

    @GetMapping
    RoleList list(Caller caller) {
        return new RoleList(roles.roles().stream()
                .map(role -> new RoleView(role.key(), role.label(), role.admin()))
                .toList());
    }
}
