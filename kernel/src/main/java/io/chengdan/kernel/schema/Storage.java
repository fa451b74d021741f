package io.chengdan.kernel.schema;

import io.chengdan.kernel.definition.FieldType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** How values of a field type are stored. Two types with the same signature may share a column. */
public final class Storage {

    public static final DataType<String> TEXT = SQLDataType.CLOB;
    public static final DataType<UUID> ID = SQLDataType.UUID;
    public static final DataType<UUID[]> IDS = SQLDataType.UUID.array();
    public static final DataType<String[]> TEXTS = SQLDataType.CLOB.array();
    public static final DataType<Instant> MOMENT = SQLDataType.INSTANT;
    public static final DataType<LocalDate> DAY = SQLDataType.LOCALDATE;

    /** Digits a number may have in all. */
    public static final int PRECISION = 24;

    private Storage() {}

    /** The column type; a table field has none, since its rows have a table of their own. */
    public static DataType<?> of(FieldType type) {
        return switch (type) {
            case FieldType.Words _, FieldType.Region _, FieldType.AutoNumber _ -> TEXT;
            case FieldType.Amount amount -> numeric(amount.scale());
            case FieldType.Day _ -> DAY;
            case FieldType.Moment _ -> MOMENT;
            case FieldType.YesNo _ -> SQLDataType.BOOLEAN;
            case FieldType.Choice choice -> choice.multiple() ? TEXTS : TEXT;
            case FieldType.PersonRef person -> person.multiple() ? IDS : ID;
            case FieldType.DepartmentRef _ -> ID;
            case FieldType.Reference reference -> reference.multiple() ? IDS : ID;
            case FieldType.Attachment _ -> IDS;
            case FieldType.Formula formula -> of(formula.result());
            case FieldType.Rollup _ -> throw new IllegalArgumentException("a roll-up's type is its child field's");
            case FieldType.Table _ -> throw new IllegalArgumentException("a table field has no column");
        };
    }

    /** That the column holds one of the ids: one text for the database however many they are. */
    public static Condition among(Field<UUID> column, Collection<UUID> ids) {
        return column.eq(DSL.any(ids.toArray(UUID[]::new)));
    }

    static DataType<BigDecimal> numeric(int scale) {
        return SQLDataType.NUMERIC(PRECISION, scale);
    }

    /** The type as PostgreSQL writes it, e.g. {@code numeric(24,2)}. Also the second half of a column's identity. */
    public static String signature(DataType<?> type) {
        if (type.isArray()) {
            return type.getArrayComponentType() == UUID.class ? "uuid[]" : "text[]";
        }
        var java = type.getType();
        if (java == BigDecimal.class) {
            return "numeric(" + PRECISION + "," + type.scale() + ")";
        }
        if (java == UUID.class) {
            return "uuid";
        }
        if (java == Instant.class) {
            return "timestamptz";
        }
        if (java == LocalDate.class) {
            return "date";
        }
        return java == Boolean.class ? "boolean" : "text";
    }
}
