package io.chengdan.kernel.definition;

import io.chengdan.kernel.definition.FieldType.NumberKind;
import io.chengdan.kernel.definition.FieldType.TextKind;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a field of a form or a column of a table field. */
final class FieldReader {

    static final int MAX_SCALE = 10;
    static final int DEFAULT_FILE_SIZE = 50;
    static final List<String> ANY = List.of("any");
    static final List<String> TYPES = List.of(
            "text",
            "long_text",
            "phone",
            "email",
            "url",
            "integer",
            "decimal",
            "money",
            "percent",
            "date",
            "datetime",
            "yes_no",
            "choice",
            "multi_choice",
            "person",
            "people",
            "department",
            "region",
            "reference",
            "multi_reference",
            "table",
            "attachment",
            "auto_number",
            "formula",
            "rollup");
    private static final List<String> RESULTS =
            List.of("text", "integer", "decimal", "money", "percent", "date", "datetime", "yes_no", "choice");

    private FieldReader() {}

    static Field field(Part in) {
        var uid = in.word("uid");
        var key = in.word("key");
        var typeName = in.word("type");
        var type = type(typeName, in);
        var field = new Field(
                uid,
                key,
                type == null ? text(TextKind.TEXT, in) : type,
                in.text("label"),
                in.optionalText("help"),
                in.condition("required"),
                in.flag("unique", false),
                in.optionalWord("normalize"),
                in.optionalWord("visible"),
                in.condition("readonly"),
                in.optionalWord("default"),
                in.optionalWord("fill"),
                in.flag("derived", false),
                in.flag("sensitive", false),
                in.optionalWord("four_eyes_when"),
                in.flag("commercial", false),
                false);
        if (type != null) {
            in.end();
        } else if (!typeName.isEmpty()) {
            in.unknownName("type", typeName, TYPES);
        }
        return field;
    }

    static Option option(Part in) {
        var option = new Option(in.word("key"), in.text("label"), in.optionalWord("color"));
        in.end();
        return option;
    }

    /** How long a text of the kind may be where the definition does not say. */
    static int defaultMax(TextKind kind) {
        return switch (kind) {
            case TEXT -> 200;
            case LONG_TEXT -> 10_000;
            case PHONE -> 50;
            case EMAIL -> 254;
            case URL -> 2_000;
        };
    }

    static int defaultScale(NumberKind kind) {
        return switch (kind) {
            case INTEGER -> 0;
            case DECIMAL -> 4;
            case MONEY, PERCENT -> 2;
        };
    }

    private static @Nullable FieldType type(String name, Part in) {
        return switch (name) {
            case "text" -> text(TextKind.TEXT, in);
            case "long_text" -> text(TextKind.LONG_TEXT, in);
            case "phone" -> text(TextKind.PHONE, in);
            case "email" -> text(TextKind.EMAIL, in);
            case "url" -> text(TextKind.URL, in);
            case "integer" -> amount(NumberKind.INTEGER, in);
            case "decimal" -> amount(NumberKind.DECIMAL, in);
            case "money" -> amount(NumberKind.MONEY, in);
            case "percent" -> amount(NumberKind.PERCENT, in);
            case "date" -> new FieldType.Day();
            case "datetime" -> new FieldType.Moment();
            case "yes_no" -> new FieldType.YesNo();
            case "choice" -> choice(false, in);
            case "multi_choice" -> choice(true, in);
            case "person" -> new FieldType.PersonRef(false);
            case "people" -> new FieldType.PersonRef(true);
            case "department" -> new FieldType.DepartmentRef();
            case "region" ->
                new FieldType.Region(in.oneOf("level", FieldType.RegionLevel.class, FieldType.RegionLevel.COUNTY));
            case "reference" -> reference(false, in);
            case "multi_reference" -> reference(true, in);
            case "table" -> new FieldType.Table(in.parts("fields", FieldReader::field));
            case "attachment" -> attachment(in);
            case "auto_number" -> new FieldType.AutoNumber(in.word("pattern"));
            case "formula" -> new FieldType.Formula(result(in), in.word("expr"));
            case "rollup" -> rollup(in);
            default -> null;
        };
    }

    private static FieldType text(TextKind kind, Part in) {
        return new FieldType.Words(kind, in.whole("max", defaultMax(kind), 1, 1_000_000));
    }

    private static FieldType amount(NumberKind kind, Part in) {
        BigDecimal min = in.number("min");
        BigDecimal max = in.number("max");
        if (min != null && max != null && min.compareTo(max) > 0) {
            in.wrong("max", "out_of_range", "max 小于 min。请对调或改正。", "max is below min. Swap or correct them.");
        }
        return new FieldType.Amount(kind, scale(kind, in), min, max);
    }

    private static int scale(NumberKind kind, Part in) {
        return kind == NumberKind.INTEGER ? 0 : in.whole("scale", defaultScale(kind), 0, MAX_SCALE);
    }

    private static FieldType choice(boolean multiple, Part in) {
        return new FieldType.Choice(multiple, in.parts("options", FieldReader::option), in.optionalWord("choices"));
    }

    private static FieldType reference(boolean multiple, Part in) {
        return new FieldType.Reference(
                in.word("form"),
                multiple,
                in.flag("show_title", false),
                !multiple && in.flag("acyclic", false),
                in.optionalWord("where"));
    }

    private static FieldType attachment(Part in) {
        var accept = in.words("accept");
        return new FieldType.Attachment(
                accept.isEmpty() ? ANY : accept,
                in.whole("max_size", DEFAULT_FILE_SIZE, 1, 1_000),
                in.flag("multiple", false));
    }

    private static FieldType result(Part in) {
        var name = in.word("result");
        return switch (name) {
            case "integer" -> result(NumberKind.INTEGER, in);
            case "decimal" -> result(NumberKind.DECIMAL, in);
            case "money" -> result(NumberKind.MONEY, in);
            case "percent" -> result(NumberKind.PERCENT, in);
            case "date" -> new FieldType.Day();
            case "datetime" -> new FieldType.Moment();
            case "yes_no" -> new FieldType.YesNo();
            case "choice" -> choice(false, in);
            default -> {
                if (!name.equals("text") && !name.isEmpty()) {
                    in.unknownName("result", name, RESULTS);
                }
                yield new FieldType.Words(TextKind.TEXT, defaultMax(TextKind.LONG_TEXT));
            }
        };
    }

    private static FieldType result(NumberKind kind, Part in) {
        return new FieldType.Amount(kind, scale(kind, in), null, null);
    }

    private static FieldType rollup(Part in) {
        return new FieldType.Rollup(
                in.word("form"),
                in.word("via"),
                in.oneOf("op", FieldType.RollupOp.class, null),
                in.optionalWord("of"),
                in.optionalWord("where"));
    }
}
