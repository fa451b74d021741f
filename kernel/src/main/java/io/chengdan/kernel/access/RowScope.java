package io.chengdan.kernel.access;

import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.trueCondition;

import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.expression.Expression;
import io.chengdan.kernel.identity.Department;
import io.chengdan.kernel.schema.FormTable;
import io.chengdan.kernel.schema.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a form a person sees: a union of branches. A branch that sees everything swallows the others, so that a list for
 * a director stays one plain scan of an index.
 */
public final class RowScope {

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

    /** All rows that are in one of these scopes. Parents met by the same field are looked up once. */
    static RowScope union(List<RowScope> scopes) {
        if (scopes.size() == 1) {
            return scopes.getFirst();
        }
        var branches = new ArrayList<Branch>();
        for (var scope : scopes) {
            scope.branches.forEach(branch -> join(branches, branch));
        }
        return new RowScope(branches, scopes.getFirst().viewer);
    }

    private static void join(List<Branch> branches, Branch branch) {
        if (branch instanceof Branch.Through through) {
            for (int i = 0; i < branches.size(); i++) {
                if (branches.get(i) instanceof Branch.Through other
                        && other.field().equals(through.field())
                        && Objects.equals(other.where(), through.where())) {
                    var parent = union(List.of(other.parent(), through.parent()));
                    branches.set(i, new Branch.Through(other.field(), other.parentForm(), parent, other.where()));
                    return;
                }
            }
            branches.add(branch);
        } else if (!branches.contains(branch)) {
            branches.add(branch);
        }
    }

    /** Whether these are all rows there are, so that no condition is needed. */
    public boolean seesAll() {
        return branches.size() == 1 && branches.getFirst() instanceof Branch.Everything;
    }

    boolean seesNothing() {
        return branches.isEmpty();
    }

    List<Branch> all() {
        return branches;
    }

    /**
     * Each branch as a condition on a row at hand, in the order of {@link #all()}.
     */
    List<Condition> branches(FormTable table) {
        return branches(table, Reach.SEE, Manner.ROW);
    }

    /** The condition that a row is among these; deleted ones never are. For rows at hand, or walked through until a page is full. */
    public Condition visible(FormTable table) {
        return within(table, Reach.SEE, Manner.ROW);
    }

    /** As {@link #visible}, for a statement that goes over very many rows, such as a sum. */
    public Condition allVisible(FormTable table) {
        return within(table, Reach.SEE, Manner.SET);
    }

    /** As {@link #visible}, and the row may be changed too: a team member with read right only sees. */
    public Condition changeable(FormTable table) {
        return within(table, Reach.CHANGE, Manner.ROW);
    }

    /** Whether some of the rows are shown by a team, in which some may only look. */
    boolean letsSomeOnlyLook() {
        return branches.stream()
                .anyMatch(branch -> branch instanceof Branch.Teamed
                        || (branch instanceof Branch.Through through
                                && through.parent().letsSomeOnlyLook()));
    }

    /**
     * The ways by which rows come into sight, to gather the rows of somebody who sees few: each found from its few owners, teams
     * or parents by an index of its own.
     */
    public List<Condition> ways(FormTable table) {
        var live = table.deletedAt().isNull();
        return leaves(table, Manner.SET).stream().map(live::and).toList();
    }

    /**
     * The rows in parts of which none shares a row with another: each way without the rows of those before. One after the other
     * to count up to a cap.
     */
    public List<Condition> parts(FormTable table) {
        var before = leaves(table, Manner.ROW);
        var parts = new ArrayList<Condition>();
        for (var way : ways(table)) {
            parts.add(before.subList(0, parts.size()).stream()
                    .map(earlier -> DSL.condition("({0}) is not true", earlier))
                    .reduce(way, Condition::and));
        }
        return parts;
    }

    /** Whether one way leads to all rows, or to all that have a parent, whoever the person is. */
    public boolean seesMost() {
        return branches.stream()
                .anyMatch(branch -> branch instanceof Branch.Everything
                        || (branch instanceof Branch.Through through
                                && through.where() == null
                                && through.parent().seesAll()));
    }

    private enum Reach {
        SEE,
        CHANGE
    }

    /**
     * How a look at another table is put. PostgreSQL would hash the whole set for the sake of fifty rows, or look up a million
     * rows one by one: it cannot tell how soon a page is full.
     */
    private enum Manner {
        /** A look for each row: a subquery that gives one value is never hashed. */
        ROW,
        /** One set, for all rows. */
        SET
    }

    private Condition within(FormTable table, Reach reach, Manner manner) {
        var live = table.deletedAt().isNull();
        return seesAll() ? live : live.and(any(branches(table, reach, manner)));
    }

    private static Condition any(List<Condition> conditions) {
        return conditions.stream().reduce(Condition::or).orElse(falseCondition());
    }

    private List<Condition> branches(FormTable table, Reach reach, Manner manner) {
        return branches.stream()
                .map(branch -> condition(branch, table, reach, manner))
                .toList();
    }

    private Condition condition(Branch branch, FormTable table, Reach reach, Manner manner) {
        return switch (branch) {
            case Branch.Everything _ -> trueCondition();
            case Branch.Owned _ -> table.owner().eq(viewer.person().id());
            case Branch.Teamed _ -> teamed(table, reach, manner);
            case Branch.InDepartments _ -> table.department().in(viewer.departments());
            case Branch.Through through -> {
                var parent = parent(through, table);
                yield through.parent().seesAll()
                        ? linked(through, table)
                        : parted(through, table, parent, any(through.parent().branches(parent, reach, manner)), manner);
            }
            case Branch.Rule rule -> viewer.condition(rule.where(), table);
        };
    }

    /** The branches with each of a parent's for itself. */
    private List<Condition> leaves(FormTable table, Manner manner) {
        var leaves = new ArrayList<Condition>();
        for (var branch : branches) {
            if (branch instanceof Branch.Through through && !through.parent().seesAll()) {
                var parent = parent(through, table);
                for (var leaf : through.parent().leaves(parent, manner)) {
                    leaves.add(parted(through, table, parent, leaf, manner));
                }
            } else {
                leaves.add(condition(branch, table, Reach.SEE, manner));
            }
        }
        return leaves;
    }

    private Condition teamed(FormTable table, Reach reach, Manner manner) {
        var record = field(name("team", "record"), Storage.ID);
        var member = field(name("team", "person"), Storage.ID)
                .eq(viewer.person().id())
                .and(field(name("team", "form"), Storage.TEXT).eq(table.form().uid()));
        if (reach == Reach.CHANGE) {
            member = member.and(
                    field(name("team", "may_write"), SQLDataType.BOOLEAN).isTrue());
        }
        return found(table.id(), record, table(name("kernel", "team")).as("team"), member, manner);
    }

    private FormTable parent(Branch.Through through, FormTable table) {
        return viewer.tables().get(through.parentForm().key()).as(table.alias() + "_" + through.field());
    }

    @SuppressWarnings("unchecked")
    private static Field<UUID> link(Branch.Through through, FormTable table) {
        return (Field<UUID>) table.column(through.field());
    }

    /** A parent that everybody in this role sees needs no look: its rows are never deleted while something points to them. */
    private Condition linked(Branch.Through through, FormTable table) {
        return narrowed(through, table, link(through, table).isNotNull());
    }

    private Condition parted(Branch.Through through, FormTable table, FormTable parent, Condition seen, Manner manner) {
        var live = parent.deletedAt().isNull().and(seen);
        return narrowed(through, table, found(link(through, table), parent.id(), parent.table(), live, manner));
    }

    private Condition narrowed(Branch.Through through, FormTable table, Condition linked) {
        return through.where() == null ? linked : linked.and(viewer.condition(through.where(), table));
    }

    private static Condition found(Field<UUID> value, Field<UUID> key, Table<?> among, Condition where, Manner manner) {
        return switch (manner) {
            case SET -> value.in(select(key).from(among).where(where));
            case ROW ->
                DSL.condition(
                        "coalesce({0}, false)",
                        field(select(inline(true))
                                .from(among)
                                .where(key.eq(value))
                                .and(where)));
        };
    }

    /** Why each branch lets a row in, in words, in the order of {@link #all()}. */
    List<Text> reasons(Predicate<String> readable) {
        return branches.stream().map(branch -> reason(branch, readable)).toList();
    }

    private Text reason(Branch branch, Predicate<String> readable) {
        return switch (branch) {
            case Branch.Everything _ -> new Text("这个角色可以看到全部", "the role sees all of them");
            case Branch.Owned _ -> new Text("是负责人", "is the owner");
            case Branch.Teamed _ -> new Text("在团队里", "is in the record team");
            case Branch.InDepartments _ -> inDepartment();
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

    private Text inDepartment() {
        var home = viewer.org()
                .find(viewer.person().departmentId())
                .map(Department::name)
                .orElse("");
        return new Text("属于“" + home + "”或它的下级部门", "it belongs to " + home + " or a department below it");
    }
}
