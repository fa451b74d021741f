package io.chengdan.kernel.access;

import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.or;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.trueCondition;

import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.expression.Expression;
import io.chengdan.kernel.schema.FormTable;
import io.chengdan.kernel.schema.Storage;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a form a person sees: a union of branches. A branch that sees everything swallows the others, so that a list for
 * a director stays one plain scan of an index.
 */
final class RowScope {

    private final List<Branch> branches;
    private final Viewer viewer;

    RowScope(List<Branch> branches, Viewer viewer) {
        this.branches = branches.stream().anyMatch(Branch.Everything.class::isInstance)
                ? List.of(new Branch.Everything())
                : List.copyOf(branches);
        this.viewer = viewer;
    }

    /** One way a row comes into sight. */
    sealed interface Branch {

        record Everything() implements Branch {}

        record Owned() implements Branch {}

        record Teamed() implements Branch {}

        record InDepartments() implements Branch {}

        record Through(
                String field,
                Form parentForm,
                RowScope parent,
                @Nullable Expression where) implements Branch {}

        record Rule(Expression where) implements Branch {}
    }

    boolean seesAll() {
        return branches.size() == 1 && branches.getFirst() instanceof Branch.Everything;
    }

    boolean seesNothing() {
        return branches.isEmpty();
    }

    List<Branch> all() {
        return branches;
    }

    List<Condition> branches(FormTable table) {
        return branches(table, Reach.SEE);
    }

    /** Rows in sight; deleted ones never are. */
    Condition visible(FormTable table) {
        return within(table, Reach.SEE);
    }

    /** Rows in sight that may be changed too: a team member with read right only sees. */
    Condition changeable(FormTable table) {
        return within(table, Reach.CHANGE);
    }

    private enum Reach {
        SEE,
        CHANGE
    }

    private Condition within(FormTable table, Reach reach) {
        var live = table.deletedAt().isNull();
        return seesAll() ? live : live.and(or(branches(table, reach)));
    }

    private List<Condition> branches(FormTable table, Reach reach) {
        return branches.stream().map(branch -> condition(branch, table, reach)).toList();
    }

    private Condition condition(Branch branch, FormTable table, Reach reach) {
        return switch (branch) {
            case Branch.Everything _ -> trueCondition();
            case Branch.Owned _ -> table.owner().eq(viewer.person().id());
            case Branch.Teamed _ -> teamed(table, reach);
            case Branch.InDepartments _ -> table.department().in(viewer.departments());
            case Branch.Through through -> through(through, table, reach);
            case Branch.Rule rule -> viewer.condition(rule.where(), table);
        };
    }

    /**
     * The ids of the rows in sight, as a union of the branches: for an OR of an owner and a team PostgreSQL expects half of the
     * table, and walks all of a million log entries for a newcomer's thirty customers.
     */
    private Select<Record1<UUID>> ids(FormTable table, Reach reach) {
        var live = table.deletedAt().isNull();
        return branches(table, reach).stream()
                .<Select<Record1<UUID>>>map(branch ->
                        select(table.id()).from(table.table()).where(live).and(branch))
                .reduce(Select::union)
                .orElseGet(() -> select(table.id()).from(table.table()).where(falseCondition()));
    }

    private Condition teamed(FormTable table, Reach reach) {
        var record = field(name("team", "record"), Storage.ID);
        var member = field(name("team", "person"), Storage.ID)
                .eq(viewer.person().id())
                .and(field(name("team", "form"), Storage.TEXT).eq(table.form().uid()));
        if (reach == Reach.CHANGE) {
            member = member.and(
                    field(name("team", "may_write"), SQLDataType.BOOLEAN).isTrue());
        }
        return table.id()
                .in(select(record)
                        .from(table(name("kernel", "team")).as("team"))
                        .where(member));
    }

    private Condition through(Branch.Through through, FormTable table, Reach reach) {
        @SuppressWarnings("unchecked")
        var link = (Field<UUID>) table.column(through.field());
        var parent = viewer.tables().get(through.parentForm().key()).as(table.alias() + "_" + through.field());
        // a parent that everybody in this role sees needs no look: its rows are never deleted while something points to
        // them
        var linked = through.parent().seesAll()
                ? link.isNotNull()
                : link.in(through.parent().ids(parent, reach));
        return through.where() == null ? linked : linked.and(viewer.condition(through.where(), table));
    }

    /** Why each branch lets a row in, in words, in the order of {@link #all()}. */
    List<Text> reasons(Predicate<String> readable) {
        return branches.stream().map(branch -> reason(branch, readable)).toList();
    }

    private static Text reason(Branch branch, Predicate<String> readable) {
        return switch (branch) {
            case Branch.Everything _ -> new Text("这个角色可以看到全部", "the role sees all of them");
            case Branch.Owned _ -> new Text("是负责人", "is the owner");
            case Branch.Teamed _ -> new Text("在团队里", "is in the record team");
            case Branch.InDepartments _ -> new Text("属于本部门或下级部门", "it belongs to the person's department or one below");
            case Branch.Through through ->
                new Text(
                        "可以看到它的“" + through.parentForm().label().zh() + "”",
                        "sees its " + through.parentForm().label().en());
            // a rule over hidden fields is not spelt out
            case Branch.Rule rule
            when !rule.where().inputs().stream().allMatch(input -> input.startsWith("me.") || readable.test(input)) ->
                new Text("符合角色的一条规则", "it meets a rule of the role");
            case Branch.Rule rule ->
                new Text(
                        "符合规则 " + rule.where().text(),
                        "it meets the rule " + rule.where().text());
        };
    }
}
