package io.chengdan.kernel.access;

import static org.jooq.impl.DSL.selectOne;

import io.chengdan.kernel.definition.Role;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.schema.FormTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
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
     * @param reasons each way in which a role of theirs shows records of the form, and whether it holds here
     * @param field what the person may do with the field asked about, on this record: write, read, mask or none; null where none
     *     was asked
     */
    public record Explanation(
            boolean visible, List<Reason> reasons, @Nullable String field, Text summary) {}

    public record Reason(Text role, Text text, boolean holds) {}

    /** @param id the record; must be one that the asker may see */
    public Explanation of(AccessPlan plan, String form, UUID id, @Nullable String field) {
        var name = plan.person().name();
        var found = plan.find(form);
        if (found.isEmpty()) {
            return new Explanation(
                    false,
                    List.of(),
                    field == null ? null : "none",
                    new Text(name + "的角色没有这张表单的权限。", "No role of " + name + " gives any right on this form."));
        }
        var access = found.get();
        var table = plan.app().tables().get(form);
        var reasons = access.parts().stream()
                .flatMap(part -> reasons(plan, access, part, table, id).stream())
                .toList();
        var row = access.on(db, table, id);
        return new Explanation(
                row.isPresent(),
                reasons,
                field == null ? null : row.map(rights -> right(rights, field)).orElse("none"),
                row.isPresent() ? seen(name, reasons) : unseen(name, reasons));
    }

    private List<Reason> reasons(AccessPlan plan, FormAccess access, Part part, FormTable table, UUID id) {
        var role = plan.app().definition().role(part.role()).map(Role::label).orElse(new Text("", ""));
        var texts = part.rows().reasons(access.ever()::mayRead);
        var conditions = part.rows().branches(table);
        var reasons = new ArrayList<Reason>();
        for (int i = 0; i < conditions.size(); i++) {
            boolean holds = db.fetchExists(selectOne()
                    .from(table.table())
                    .where(table.id().eq(id))
                    .and(table.deletedAt().isNull())
                    .and(conditions.get(i)));
            reasons.add(new Reason(role, texts.get(i), holds));
        }
        return reasons;
    }

    private static String right(RowAccess access, String field) {
        if (access.mask(field).isPresent()) {
            return "mask";
        }
        if (access.mayWrite(field)) {
            return "write";
        }
        return access.knows(field) ? "read" : "none";
    }

    private static Text unseen(String name, List<Reason> reasons) {
        var roles = joined("“、“", ", ", reasons.stream().map(Reason::role).distinct());
        return new Text(
                name + "看不到：角色“" + roles.zh() + "”的每一条规则在这里都不成立。",
                name + " does not see it: no rule of " + roles.en() + " holds here.");
    }

    private static Text seen(String name, List<Reason> reasons) {
        var ways = new LinkedHashMap<Text, List<Text>>();
        reasons.stream()
                .filter(Reason::holds)
                .forEach(reason -> ways.computeIfAbsent(reason.role(), _ -> new ArrayList<>())
                        .add(reason.text()));
        var roles = joined("；", "; ", ways.entrySet().stream().map(each -> {
            var because = joined("，", ", ", each.getValue().stream());
            return new Text(
                    "角色“" + each.getKey().zh() + "”：" + because.zh(),
                    "the role " + each.getKey().en() + ": " + because.en());
        }));
        return new Text(name + "能看到，因为" + roles.zh() + "。", name + " sees it, because of " + roles.en() + ".");
    }

    private static Text joined(String zh, String en, Stream<Text> texts) {
        return texts.reduce((one, other) -> new Text(one.zh() + zh + other.zh(), one.en() + en + other.en()))
                .orElse(new Text("", ""));
    }
}
