package io.chengdan.kernel.access;

import static org.jooq.impl.DSL.selectOne;

import io.chengdan.kernel.definition.Role;
import io.chengdan.kernel.definition.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Answers "why can this person see this?" and "why not?" from the very plan that decides it. */
public final class Explain {

    private final DSLContext db;

    public Explain(DSLContext db) {
        this.db = db;
    }

    /**
     * @param visible whether the person sees the record
     * @param role the role that decides on the form; null where none of theirs does
     * @param reasons each way in which the role shows records of the form, and whether it holds here
     * @param field what the person may do with the field asked about: write, read, mask or none; null where none was asked
     */
    public record Explanation(
            boolean visible,
            @Nullable Text role,
            List<Reason> reasons,
            @Nullable String field,
            Text summary) {}

    public record Reason(Text text, boolean holds) {}

    /** @param id the record; must be one that the asker may see */
    public Explanation of(AccessPlan plan, String form, UUID id, @Nullable String field) {
        var name = plan.person().name();
        var found = plan.find(form);
        if (found.isEmpty()) {
            return new Explanation(
                    false,
                    null,
                    List.of(),
                    field == null ? null : "none",
                    new Text(name + "的角色没有这张表单的权限。", "No role of " + name + " gives any right on this form."));
        }
        var access = found.get();
        var reasons = reasons(plan, access, id);
        boolean visible = reasons.stream().anyMatch(Reason::holds);
        var role = plan.app().definition().role(access.role()).map(Role::label).orElse(new Text("", ""));
        return new Explanation(
                visible,
                role,
                reasons,
                field == null ? null : visible ? right(access, field) : "none",
                summary(name, role, reasons, visible));
    }

    private List<Reason> reasons(AccessPlan plan, FormAccess access, UUID id) {
        var table = plan.app().tables().get(access.form().key());
        var texts = access.rows().reasons(access::mayRead);
        var conditions = access.rows().branches(table);
        var reasons = new ArrayList<Reason>();
        for (int i = 0; i < conditions.size(); i++) {
            boolean holds = db.fetchExists(selectOne()
                    .from(table.table())
                    .where(table.id().eq(id))
                    .and(table.deletedAt().isNull())
                    .and(conditions.get(i)));
            reasons.add(new Reason(texts.get(i), holds));
        }
        return reasons;
    }

    private static String right(FormAccess access, String field) {
        if (access.mask(field).isPresent()) {
            return "mask";
        }
        if (access.mayWrite(field)) {
            return "write";
        }
        return access.knows(field) ? "read" : "none";
    }

    private static Text summary(String name, Text role, List<Reason> reasons, boolean visible) {
        if (!visible) {
            return new Text(
                    name + "看不到：角色“" + role.zh() + "”的每一条规则在这里都不成立。",
                    name + " does not see it: no rule of the role " + role.en() + " holds here.");
        }
        var because = reasons.stream().filter(Reason::holds).map(Reason::text).toList();
        return new Text(
                name + "能看到，因为角色“" + role.zh() + "”："
                        + String.join("；", because.stream().map(Text::zh).toList()) + "。",
                name + " sees it, because of the role " + role.en() + ": "
                        + String.join("; ", because.stream().map(Text::en).toList()) + ".");
    }
}
