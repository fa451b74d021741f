package io.chengdan.kernel.release;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.expression.Scalar;
import io.chengdan.kernel.expression.Scope;
import io.chengdan.kernel.expression.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names an expression may use on a form: its fields, the fields behind its references, {@code me}, and what is added. */
final class FormScope implements Scope {

    private static final Type ME = Type.row(
            "me",
            Scope.of(Map.of(
                    "id",
                    Scalar.ID,
                    "department",
                    Scalar.ID,
                    "departments",
                    Type.list(Scalar.ID),
                    "roles",
                    Type.list(Scalar.TEXT))));

    private final Definition definition;
    private final List<Field> fields;
    private final Map<String, Type> more;

    private FormScope(Definition definition, List<Field> fields, Map<String, Type> more) {
        this.definition = definition;
        this.fields = fields;
        this.more = more;
    }

    static FormScope of(Definition definition, Form form) {
        return new FormScope(definition, form.allFields(), Map.of("id", Scalar.ID, "me", ME));
    }

    /** As {@link #of}, with {@code record} being a record of another form: the one that is judged, or that is picked for. */
    static FormScope of(Definition definition, Form form, Form record) {
        var more = new LinkedHashMap<String, Type>(Map.of("id", Scalar.ID, "me", ME));
        more.put("record", Type.row("record", of(definition, record)));
        return new FormScope(definition, form.allFields(), more);
    }

    /** The columns of a table field, {@code record} being the record the row belongs to. */
    static FormScope ofRow(Definition definition, Form form, FieldType.Table table) {
        var more = new LinkedHashMap<String, Type>(Map.of("me", ME));
        more.put("record", Type.row("record", of(definition, form)));
        return new FormScope(definition, table.fields(), more);
    }

    @Override
    public Optional<Type> typeOf(String name) {
        for (var field : fields) {
            if (field.key().equals(name)) {
                return Optional.of(type(field));
            }
        }
        return Optional.ofNullable(more.get(name));
    }

    @Override
    public Collection<String> names() {
        var names = new ArrayList<>(fields.stream().map(Field::key).toList());
        names.addAll(more.keySet());
        return names;
    }

    private Type type(Field field) {
        return switch (field.type()) {
            case FieldType.Rollup rollup -> rollup(rollup);
            case FieldType.Reference reference -> reference(reference);
            case FieldType.Table table ->
                Type.list(Type.row(field.key(), new FormScope(definition, table.fields(), Map.of())));
            case FieldType.Formula formula -> scalar(formula.result());
            default -> scalar(field.type());
        };
    }

    private Type reference(FieldType.Reference reference) {
        if (reference.multiple()) {
            return Type.list(Scalar.ID);
        }
        // asked for only when an expression reads on by a dot, so forms that point to each other do no harm
        Scope target = name -> definition
                .form(reference.form())
                .flatMap(form -> of(definition, form).typeOf(name).filter(_ -> !name.equals("me")));
        return Type.reference(reference.form(), target);
    }

    private Type rollup(FieldType.Rollup rollup) {
        var of = rollup.of();
        if (rollup.op() == FieldType.RollupOp.COUNT || of == null) {
            return Scalar.NUMBER;
        }
        return definition
                .form(rollup.form())
                .flatMap(child -> child.field(of))
                .map(this::type)
                .orElse(Scalar.NUMBER);
    }

    /** What a value of the type is to an expression. */
    static Type scalar(FieldType type) {
        return switch (type) {
            case FieldType.Words _, FieldType.Region _, FieldType.AutoNumber _ -> Scalar.TEXT;
            case FieldType.Amount _ -> Scalar.NUMBER;
            case FieldType.Day _ -> Scalar.DATE;
            case FieldType.Moment _ -> Scalar.DATETIME;
            case FieldType.YesNo _ -> Scalar.BOOL;
            case FieldType.Choice choice -> choice.multiple() ? Type.list(Scalar.TEXT) : Scalar.TEXT;
            case FieldType.PersonRef person -> person.multiple() ? Type.list(Scalar.ID) : Scalar.ID;
            case FieldType.DepartmentRef _ -> Scalar.ID;
            case FieldType.Reference reference -> reference.multiple() ? Type.list(Scalar.ID) : Scalar.ID;
            case FieldType.Attachment _ -> Type.list(Scalar.ID);
            case FieldType.Table _, FieldType.Formula _, FieldType.Rollup _ -> Scalar.NULL;
        };
    }
}
