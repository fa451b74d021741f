package io.chengdan.kernel.definition;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a field holds. Each alternative carries just the settings that mean something for it. */
public sealed interface FieldType {

    /** The name of the type in definition files and in the API. */
    String key();

    enum TextKind {
        TEXT,
        LONG_TEXT,
        PHONE,
        EMAIL,
        URL
    }

    /** Text of at most {@code max} code points. */
    record Words(TextKind kind, int max) implements FieldType {
        @Override
        public String key() {
            return kind.name().toLowerCase(Locale.ROOT);
        }
    }

    enum NumberKind {
        INTEGER,
        DECIMAL,
        MONEY,
        PERCENT
    }

    /** An exact decimal with {@code scale} digits after the point; percent 12.5 means 12.5 %. */
    record Amount(
            NumberKind kind,
            int scale,
            @Nullable BigDecimal min,
            @Nullable BigDecimal max) implements FieldType {
        @Override
        public String key() {
            return kind.name().toLowerCase(Locale.ROOT);
        }
    }

    record Day() implements FieldType {
        @Override
        public String key() {
            return "date";
        }
    }

    record Moment() implements FieldType {
        @Override
        public String key() {
            return "datetime";
        }
    }

    record YesNo() implements FieldType {
        @Override
        public String key() {
            return "yes_no";
        }
    }

    /**
     * One option, or several, of a list. Options stand here or in the shared {@code choices}; the field of a pipeline has
     * neither: its options are the stages.
     */
    record Choice(
            boolean multiple,
            List<Option> options,
            @Nullable String choices) implements FieldType {
        @Override
        public String key() {
            return multiple ? "multi_choice" : "choice";
        }
    }

    record PersonRef(boolean multiple) implements FieldType {
        @Override
        public String key() {
            return multiple ? "people" : "person";
        }
    }

    record DepartmentRef() implements FieldType {
        @Override
        public String key() {
            return "department";
        }
    }

    enum RegionLevel {
        PROVINCE,
        CITY,
        COUNTY
    }

    /** An administrative division by its GB/T 2260 code of two, four or six digits; {@code level} is the deepest one asked. */
    record Region(RegionLevel level) implements FieldType {
        @Override
        public String key() {
            return "region";
        }
    }

    /**
     * A link to a record of another form, or several.
     *
     * @param showTitle whoever may read this field may read the target's title, even where the target itself is hidden
     * @param acyclic following the field must never lead back to the record
     * @param where which records may be picked: an expression over the target, {@code record.x} being this record
     */
    record Reference(
            String form,
            boolean multiple,
            boolean showTitle,
            boolean acyclic,
            @Nullable String where) implements FieldType {
        @Override
        public String key() {
            return multiple ? "multi_reference" : "reference";
        }
    }

    /** Rows that belong to the record, such as the lines of a quote. */
    record Table(List<Field> fields) implements FieldType {
        @Override
        public String key() {
            return "table";
        }
    }

    /** Files on the field. {@code accept} names kinds (pdf, image, office, audio, video, any); {@code maxSize} is in MB. */
    record Attachment(List<String> accept, int maxSize, boolean multiple) implements FieldType {
        @Override
        public String key() {
            return "attachment";
        }
    }

    /** A running number such as {@code O-{yyyy}{MM}-{0000}}, counted afresh for each distinct prefix. */
    record AutoNumber(String pattern) implements FieldType {
        @Override
        public String key() {
            return "auto_number";
        }
    }

    /** Computed from the record itself on each write. {@code result} is a scalar type. */
    record Formula(FieldType result, String expr) implements FieldType {
        @Override
        public String key() {
            return "formula";
        }
    }

    enum RollupOp {
        SUM,
        COUNT,
        MIN,
        MAX,
        LATEST
    }

    /** Computed from the records of {@code form} whose reference {@code via} points here; kept beside the record. */
    record Rollup(
            String form,
            String via,
            RollupOp op,
            @Nullable String of,
            @Nullable String where) implements FieldType {
        @Override
        public String key() {
            return "rollup";
        }
    }
}
