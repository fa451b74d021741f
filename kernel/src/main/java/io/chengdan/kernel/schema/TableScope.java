package io.chengdan.kernel.schema;

import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.expression.SqlScope;
import io.chengdan.kernel.expression.Values;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * The names of an expression as columns of a form's table: own fields, fields behind references ({@code customer.region}) as
 * scalar sub-selects, and bound values for {@code record.…}.
 */
public final class TableScope implements SqlScope {

    private final Tables tables;
    private final FormTable table;
    private final Map<String, Values> bound;
    private final Function<String, ? extends Collection<UUID>> departmentMembers;

    /**
     * @param bound values of the names that are no column, such as {@code record}
     * @param departmentMembers the people of a department and those below it, by its key
     */
    public TableScope(
            Tables tables,
            FormTable table,
            Map<String, Values> bound,
            Function<String, ? extends Collection<UUID>> departmentMembers) {
        this.tables = tables;
        this.table = table;
        this.bound = bound;
        this.departmentMembers = departmentMembers;
    }

    @Override
    public Field<?> column(List<String> path) {
        var values = bound.get(path.getFirst());
        return values == null
                ? column(table, path)
                : DSL.val(values.get(String.join(".", path.subList(1, path.size()))));
    }

    private Field<?> column(FormTable from, List<String> path) {
        var key = path.getFirst();
        if (key.equals("id")) {
            return from.id();
        }
        if (path.size() == 1) {
            return from.isDerived(key) ? derived(from, key) : from.column(key);
        }
        var reference = from.form()
                .field(key)
                .flatMap(io.chengdan.kernel.definition.Field::reference)
                .map(FieldType.Reference::form)
                .orElseThrow();
        var target = tables.get(reference).as(from.alias() + "_" + key);
        @SuppressWarnings("unchecked")
        var link = (Field<UUID>) from.column(key);
        return DSL.field(DSL.select(column(target, path.subList(1, path.size())))
                .from(target.table())
                .where(target.id().eq(link)));
    }

    /** A derived value as a sub-select, so that it can be asked for whether the side table is joined or not. */
    private static Field<?> derived(FormTable from, String key) {
        var side = from.as(from.alias() + "_s");
        return DSL.field(DSL.select(side.column(key))
                .from(side.side())
                .where(side.sideId().eq(from.id())));
    }

    @Override
    public Condition departmentMember(Field<UUID> person, String departmentKey) {
        return person.in(departmentMembers.apply(departmentKey));
    }
}
