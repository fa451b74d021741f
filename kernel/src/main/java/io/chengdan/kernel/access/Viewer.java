package io.chengdan.kernel.access;

import io.chengdan.kernel.expression.Env;
import io.chengdan.kernel.expression.Expression;
import io.chengdan.kernel.expression.SqlCompiler;
import io.chengdan.kernel.expression.Values;
import io.chengdan.kernel.identity.Org;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.schema.FormTable;
import io.chengdan.kernel.schema.TableScope;
import io.chengdan.kernel.schema.Tables;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;

/** Who looks, from where in the organisation, and at which moment: what expressions call {@code me} and {@code now()}. */
public record Viewer(Person person, Org org, Tables tables, Clock clock, ZoneId zone) {

    /** The home department and all below it. */
    public Set<UUID> departments() {
        return org.subtree(person.departmentId());
    }

    public Env env() {
        Map<String, Object> me = Map.of(
                "id", person.id(),
                "department", person.departmentId(),
                "departments", List.copyOf(departments()),
                "roles", List.copyOf(person.roles()));
        return new Env(clock.instant(), zone, Values.of(me), org::inDepartment);
    }

    /** An expression over the form's fields as a condition on its table. */
    public Condition condition(Expression expression, FormTable table) {
        return condition(expression, table, Map.of());
    }

    /** As {@link #condition(Expression, FormTable)}, with further names such as {@code record} bound to values. */
    public Condition condition(Expression expression, FormTable table, Map<String, Values> bound) {
        return SqlCompiler.condition(expression, new TableScope(tables, table, bound, org::membersOf), env());
    }
}
