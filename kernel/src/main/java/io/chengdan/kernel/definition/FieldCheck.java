package io.chengdan.kernel.definition;

import io.chengdan.kernel.definition.FieldType.RollupOp;
import io.chengdan.kernel.definition.FieldType.TextKind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether one field is sound. */
final class FieldCheck {

    private static final Set<String> RESERVED = Set.of("id", "me", "record", "true", "false", "null", "in");
    private static final List<String> NORMALIZE = List.of("company_name", "code", "phone");
    static final List<String> ACCEPT = List.of("pdf", "image", "office", "audio", "video", "any");
    private static final Pattern NUMBER_PATTERN =
            Pattern.compile("[^{}]*(\\{(yyyy|yy|MM|dd)}[^{}]*)*\\{0{1,12}}[^{}]*");

    private final Definition definition;
    private final Form form;
    private final boolean cell;

    /** @param cell whether the field is a column of a table field */
    FieldCheck(Definition definition, Form form, boolean cell) {
        this.definition = definition;
        this.form = form;
        this.cell = cell;
    }

    void check(Field field, Place place, Set<String> uids) {
        place.key(field.key());
        place.uid(field.uid(), uids);
        if (RESERVED.contains(field.key()) || (!cell && SystemFields.BY_KEY.containsKey(field.key()))) {
            place.at("key")
                    .wrong(
                            "reserved_key",
                            "“" + field.key() + "”由系统保留。请换一个 key。",
                            "“" + field.key() + "” is reserved for the system. Choose another key.");
        }
        type(field, place, uids);
        computed(field, place);
        unique(field, place);
    }

    private void type(Field field, Place place, Set<String> uids) {
        switch (field.type()) {
            case FieldType.Choice choice -> choice(field, choice, place);
            case FieldType.Formula formula
            when formula.result() instanceof FieldType.Choice choice -> choice(field, choice, place);
            case FieldType.Reference reference -> reference(reference, place);
            case FieldType.Table table -> table(table, place, uids);
            case FieldType.Rollup rollup -> rollup(rollup, place);
            case FieldType.Attachment attachment -> accept(attachment.accept(), place.at("accept"));
            case FieldType.AutoNumber number -> {
                if (!NUMBER_PATTERN.matcher(number.pattern()).matches()) {
                    place.at("pattern")
                            .wrong(
                                    "bad_pattern",
                                    "编号规则应含一段 {0000}，可用 {yyyy} {yy} {MM} {dd}，例如 O-{yyyy}{MM}-{0000}。",
                                    "A number's pattern has one run of {0000} at its end and may use {yyyy} {yy} {MM} {dd}, e.g. O-{yyyy}{MM}-{0000}.");
                }
            }
            case FieldType.Words _,
                    FieldType.Amount _,
                    FieldType.Day _,
                    FieldType.Moment _,
                    FieldType.YesNo _,
                    FieldType.PersonRef _,
                    FieldType.DepartmentRef _,
                    FieldType.Region _,
                    FieldType.Formula _ -> {}
        }
    }

    static void accept(List<String> kinds, Place place) {
        for (int i = 0; i < kinds.size(); i++) {
            place.at(i).known("文件种类", "kind of file", kinds.get(i), ACCEPT);
        }
    }

    private void choice(Field field, FieldType.Choice choice, Place place) {
        var shared = choice.choices();
        if (shared != null) {
            place.at("choices")
                    .known(
                            "选项集",
                            "choice set",
                            shared,
                            definition.choices().stream().map(ChoiceSet::key).toList());
            if (!choice.options().isEmpty()) {
                place.at("options")
                        .wrong("two_sources", "options 和 choices 只能写一个。", "Write either options or choices, not both.");
            }
        } else if (choice.options().isEmpty() && (choice.multiple() || !isStage(field))) {
            place.at("options")
                    .wrong(
                            "missing",
                            "选择字段需要 options 或 choices；只有销售流程的阶段字段可以不写。",
                            "A choice needs options or choices; only the stage field of a pipeline has neither.");
        }
        DefinitionCheck.options(choice.options(), place.at("options"));
    }

    private boolean isStage(Field field) {
        return !cell
                && definition.pipelinesOf(form.key()).stream()
                        .anyMatch(pipeline -> pipeline.field().equals(field.key()));
    }

    private void reference(FieldType.Reference reference, Place place) {
        place.at("form").known("表单", "form", reference.form(), DefinitionCheck.formKeys(definition));
        if (reference.acyclic() && (cell || !reference.form().equals(form.key()))) {
            place.at("acyclic")
                    .wrong(
                            "not_self",
                            "acyclic 只用于引用本表单的字段。请删去。",
                            "acyclic is for a reference to the field's own form. Remove it.");
        }
    }

    private void table(FieldType.Table table, Place place, Set<String> uids) {
        if (cell) {
            place.at("type").wrong("nested", "子表中不能再有子表。", "A table cannot stand within a table.");
            return;
        }
        if (table.fields().isEmpty()) {
            place.at("fields").wrong("missing", "子表至少要有一列。", "A table needs at least one column.");
        }
        var cells = new FieldCheck(definition, form, true);
        for (int i = 0; i < table.fields().size(); i++) {
            var field = table.fields().get(i);
            var at = place.at("fields").at(i);
            cells.check(field, at, uids);
            if (field.type() instanceof FieldType.Rollup
                    || field.type() instanceof FieldType.AutoNumber
                    || field.type() instanceof FieldType.Attachment
                    || field.derived()) {
                at.at("type")
                        .wrong(
                                "nested",
                                "子表的列不能是汇总、自动编号、附件或派生字段。",
                                "A column of a table cannot be a roll-up, an automatic number, an attachment or derived.");
            }
            if (field.unique()) {
                at.at("unique")
                        .wrong("not_unique", "子表的列不支持唯一。请删去。", "A column of a table cannot be unique. Remove it.");
            }
        }
        place.at("fields").distinct(table.fields().stream().map(Field::key).toList());
    }

    private void rollup(FieldType.Rollup rollup, Place place) {
        var child = definition.form(rollup.form());
        if (child.isEmpty()) {
            place.at("form").noSuch("表单", "form", rollup.form(), DefinitionCheck.formKeys(definition));
            return;
        }
        var via = child.get().field(rollup.via());
        if (via.isEmpty()) {
            place.at("via").noSuch("字段", "field", rollup.via(), DefinitionCheck.fieldKeys(child.get()));
        } else if (!DefinitionCheck.pointsTo(via.get(), form.key())) {
            place.at("via")
                    .wrong(
                            "not_a_reference",
                            "via 应是“" + rollup.form() + "”中引用“" + form.key() + "”的单个引用字段。",
                            "via must be a single reference of “" + rollup.form() + "” to “" + form.key() + "”.");
        }
        rolledUp(rollup, child.get(), place.at("of"));
    }

    private void rolledUp(FieldType.Rollup rollup, Form child, Place place) {
        var of = rollup.of();
        if (rollup.op() == RollupOp.COUNT) {
            if (of != null) {
                place.wrong("not_needed", "计数不需要 of。请删去。", "A count takes no of. Remove it.");
            }
            return;
        }
        if (of == null) {
            place.wrong("missing", "请写明 of：要汇总的子表单字段。", "Say in of which field of the child form is rolled up.");
            return;
        }
        var field = child.field(of);
        if (field.isEmpty()) {
            place.noSuch("字段", "field", of, DefinitionCheck.fieldKeys(child));
        } else if (circular(rollup)) {
            place.wrong(
                    "cycle",
                    "汇总成环：“" + of + "”最终又由这个字段汇总而来。请换一个字段。",
                    "Rolled up in a circle: “" + of
                            + "” is itself rolled up from this field in the end. Choose another.");
        } else if (!fits(rollup.op(), field.get())) {
            place.wrong(
                    "wrong_type",
                    "“" + of + "”的类型不能这样汇总：sum 需要数值，min/max 需要数值或日期，latest 需要单个值。",
                    "“" + of
                            + "” cannot be rolled up so: sum needs a number, min and max a number or a date, latest a single value.");
        }
    }

    /** Whether the roll-up is computed from a roll-up of a roll-up … without end. */
    private boolean circular(FieldType.Rollup rollup) {
        var seen = new HashSet<FieldType.Rollup>();
        var next = rollup;
        while (seen.add(next)) {
            var of = next.of();
            var field = of == null
                    ? null
                    : definition
                            .form(next.form())
                            .flatMap(form -> form.field(of))
                            .orElse(null);
            if (field == null || !(field.type() instanceof FieldType.Rollup inner)) {
                return false;
            }
            next = inner;
        }
        return true;
    }

    private static boolean fits(RollupOp op, Field field) {
        if (field.key().equals(SystemFields.DAYS_IN_STAGE)) {
            return false;
        }
        var type = field.valueType();
        boolean number = type instanceof FieldType.Amount
                || (type instanceof FieldType.Rollup inner
                        && (inner.op() == RollupOp.COUNT || inner.op() == RollupOp.SUM));
        boolean ordered = number
                || type instanceof FieldType.Day
                || type instanceof FieldType.Moment
                || type instanceof FieldType.Rollup;
        return switch (op) {
            case SUM -> number;
            case MIN, MAX -> ordered;
            case LATEST, COUNT -> !isMany(type);
        };
    }

    /** Whether the type holds several values. */
    static boolean isMany(FieldType type) {
        return switch (type) {
            case FieldType.Table _, FieldType.Attachment _ -> true;
            case FieldType.Choice choice -> choice.multiple();
            case FieldType.PersonRef person -> person.multiple();
            case FieldType.Reference reference -> reference.multiple();
            default -> false;
        };
    }

    private static void computed(Field field, Place place) {
        if (field.derived()
                && (field.type() instanceof FieldType.Formula || field.type() instanceof FieldType.Rollup)) {
            place.at("derived")
                    .wrong(
                            "not_needed",
                            "公式和汇总本来就由系统计算。请删去 derived。",
                            "Formulas and roll-ups are computed anyway. Remove derived.");
        }
        if (field.derived() && (isMany(field.type()) || field.type() instanceof FieldType.AutoNumber)) {
            place.at("derived").wrong("wrong_type", "派生字段只能是单个值。", "A derived field holds a single value.");
        }
        if (!field.isComputed()) {
            if (field.type() instanceof FieldType.Table || field.type() instanceof FieldType.Attachment) {
                refuse(field.defaultValue() != null, "default", place);
                refuse(field.fill() != null, "fill", place);
            }
            return;
        }
        refuse(field.required() != null, "required", place);
        refuse(field.readonly() != null, "readonly", place);
        refuse(field.defaultValue() != null, "default", place);
        refuse(field.fill() != null, "fill", place);
        refuse(field.sensitive(), "sensitive", place);
    }

    private static void refuse(boolean there, String key, Place place) {
        if (there) {
            place.at(key)
                    .wrong(
                            "computed",
                            "这种字段不支持 " + key + "。请删去。",
                            "A field of this kind does not take " + key + ". Remove it.");
        }
    }

    private static void unique(Field field, Place place) {
        var normalize = field.normalize();
        if (normalize != null) {
            place.at("normalize").known("规整方式", "way to normalize", normalize, NORMALIZE);
            if (!(field.type() instanceof FieldType.Words)) {
                place.at("normalize").wrong("wrong_type", "normalize 只用于文本字段。", "normalize is for text fields.");
            }
        }
        if (field.unique() && !canBeUnique(field)) {
            place.at("unique")
                    .wrong("wrong_type", "这种字段不能要求唯一。请删去。", "A field of this kind cannot be unique. Remove it.");
        }
    }

    /** Whether the field has one stored value that an index can compare. */
    static boolean canBeUnique(Field field) {
        return !field.isDerived()
                && !isMany(field.type())
                && !(field.type() instanceof FieldType.Words words && words.kind() == TextKind.LONG_TEXT);
    }
}
