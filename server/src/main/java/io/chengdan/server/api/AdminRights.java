package io.chengdan.server.api;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.RoleBook;
import io.chengdan.kernel.problem.Problem;
import org.springframework.stereotype.Component;

/** Rights over the system itself, which roles give beside their rights on forms. */
@Component
public class AdminRights {

    private final RoleBook roles;

    AdminRights(RoleBook roles) {
        this.roles = roles;
    }

    /** @throws Problem.Forbidden when none of the caller's roles gives the right */
    public void require(Caller caller, String right) {
        if (!roles.rights(caller.person().roles()).contains(right)) {
            throw new Problem.Forbidden(
                    "right_missing",
                    new Text("这需要管理权限“" + right + "”。", "This needs the administrative right “" + right + "”."));
        }
    }
}
