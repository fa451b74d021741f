package io.chengdan.kernel.expression;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** One row of a table that has just the fields an expression reads, asked in a real PostgreSQL. */
final class SqlRow implements SqlScope {

    private final DSLContext sql;
    private final Values values;
    private final Env env;
    private final Map<String, Type> columns = new LinkedHashMap<>();

    SqlRow(DSLContext sql, Values values, Env env) {
        this.sql = sql;
        this.values = values;
        this.env = env;
    }

    boolean holds(Expression expression) {
        Condition condition = SqlCompiler.condition(expression, this, env);
        return sql.fetchExists(sql.selectOne().from(row()).where(condition));
    }

    @Nullable
    Object value(Expression expression) {
        Field<?> value = SqlCompiler.value(expression, this, env);
        columns.putAll(types(expression.root()));
        return plain(sql.select(value).from(row()).fetchSingle().value1());
    }

    @Override
    public Field<?> column(List<String> path) {
        String name = String.join(".", path);
        return DSL.field(DSL.name("r", name), dataType(columns.get(name)));
    }

    @Override
    public Condition departmentMember(Field<UUID> person, String departmentKey) {
        return person.in(Corpus.members(departmentKey));
    }

    SqlRow with(Expression expression) {
        columns.putAll(types(expression.root()));
        return this;
    }

    private Table<?> row() {
        var fields = new ArrayList<Field<?>>();
        fields.add(DSL.inline(1).as("always"));
        columns.forEach((name, type) -> fields.add(bound(name, type).as(DSL.name(name))));
        return sql.select(fields).asTable("r");
    }

    private Field<?> bound(String name, Type type) {
        Object value = values.get(name);
        if (value instanceof Instant time) {
            value = time.atOffset(ZoneOffset.UTC);
        }
        if (value instanceof Map<?, ?> row) {
            value = Values.member(row, "id");
        }
        if (value instanceof Collection<?> list) {
            value = Signatures.element(type) == Scalar.TEXT
                    ? list.toArray(String[]::new)
                    : list.stream()
                            .map(e -> e instanceof Map<?, ?> row ? Values.member(row, "id") : e)
                            .toArray(UUID[]::new);
        }
        return DSL.cast(DSL.val(value, dataType(type)), dataType(type));
    }

    static Map<String, Type> types(Node node) {
        var types = new LinkedHashMap<String, Type>();
        switch (node) {
            case Node.Literal _, Node.Variable _ -> {}
            case Node.Field field -> {
                if (!Pushdown.ofMe(field)) {
                    types.put(field.dotted(), field.type());
                }
            }
            case Node.Items list -> list.items().forEach(item -> types.putAll(types(item)));
            case Node.Call call -> call.arguments().forEach(argument -> types.putAll(types(argument)));
            case Node.Each each -> {
                types.putAll(types(each.list()));
                types.putAll(types(each.body()));
            }
        }
        return types;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static DataType<Object> dataType(Type type) {
        DataType dataType = switch (type.key()) {
            case "number" -> SQLDataType.NUMERIC;
            case "bool" -> SQLDataType.BOOLEAN;
            case "date" -> SQLDataType.LOCALDATE;
            case "datetime" -> SQLDataType.TIMESTAMPWITHTIMEZONE;
            case "id" -> SQLDataType.UUID;
            case "list<id>" -> SQLDataType.UUID.array();
            case "list<text>" -> SQLDataType.CLOB.array();
            default -> SQLDataType.CLOB;
        };
        return dataType;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case OffsetDateTime time -> time.toInstant();
            case Integer number -> BigDecimal.valueOf(number);
            case Object[] array -> Arrays.asList(array);
            case null, default -> value;
        };
    }
}
