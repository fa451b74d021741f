package io.chengdan.kernel.expression;

import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;

/** Where the fields of an expression are found in a query. */
public interface SqlScope {

    /**
     * The column, correlated sub-select or bound value ({@code DSL.val}) that holds the field at the path, in
     * PostgreSQL's type for it: numeric, text, boolean, date, timestamptz, uuid, text[] or uuid[]. Never asked for
     * {@code me.…}, which the {@link Env} answers.
     */
    Field<?> column(List<String> path);

    /** Whether the person belongs to the department; asked only if the expression uses {@code inDepartment}. */
    default Condition departmentMember(Field<UUID> person, String departmentKey) {
        throw new UnsupportedOperationException("inDepartment has no meaning in this query");
    }
}
