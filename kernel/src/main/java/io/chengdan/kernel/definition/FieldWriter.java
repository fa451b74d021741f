package io.chengdan.kernel.definition;

import io.chengdan.kernel.definition.CanonicalYaml.Outline;

/** Writes a field of a form or a column of a table field. */
final class FieldWriter {

    private FieldWriter() {}

    static Outline field(Field field) {
        var outline = Outline.block()
                .put("uid", field.uid())
                .put("key", field.key())
                .put("type", field.type().key())
                .put("label", DefinitionWriter.text(field.label()))
                .put("help", DefinitionWriter.text(field.help()))
                .put("required", DefinitionWriter.condition(field.required()))
                .put("unique", field.unique())
                .put("normalize", field.normalize())
                .put("visible", field.visible())
                .put("readonly", DefinitionWriter.condition(field.readonly()))
                .put("default", field.defaultValue())
                .put("fill", field.fill());
        settings(outline, field.type());
        return outline.put("derived", field.derived())
                .put("sensitive", field.sensitive())
                .put("four_eyes_when", field.fourEyesWhen())
                .put("commercial", field.commercial());
    }

    private static void settings(Outline outline, FieldType type) {
        switch (type) {
            case FieldType.Words words ->
                outline.put("max", words.max() == FieldReader.defaultMax(words.kind()) ? null : words.max());
            case FieldType.Amount amount -> {
                outline.put("min", amount.min()).put("max", amount.max());
                scale(outline, amount);
            }
            case FieldType.Day _, FieldType.Moment _, FieldType.YesNo _ -> {}
            case FieldType.PersonRef _, FieldType.DepartmentRef _ -> {}
            case FieldType.Choice choice -> options(outline, choice);
            case FieldType.Region region ->
                outline.put(
                        "level",
                        region.level() == FieldType.RegionLevel.COUNTY ? null : DefinitionWriter.name(region.level()));
            case FieldType.Reference reference ->
                outline.put("form", reference.form())
                        .put("show_title", reference.showTitle())
                        .put("acyclic", reference.acyclic())
                        .put("where", reference.where());
            case FieldType.Table table ->
                outline.put("fields", DefinitionWriter.each(table.fields(), FieldWriter::field));
            case FieldType.Attachment attachment ->
                outline.put("accept", attachment.accept().equals(FieldReader.ANY) ? null : attachment.accept())
                        .put(
                                "max_size",
                                attachment.maxSize() == FieldReader.DEFAULT_FILE_SIZE ? null : attachment.maxSize())
                        .put("multiple", attachment.multiple());
            case FieldType.AutoNumber number -> outline.put("pattern", number.pattern());
            case FieldType.Formula formula -> {
                outline.put("result", formula.result().key());
                if (formula.result() instanceof FieldType.Amount amount) {
                    scale(outline, amount);
                } else if (formula.result() instanceof FieldType.Choice choice) {
                    options(outline, choice);
                }
                outline.put("expr", formula.expr());
            }
            case FieldType.Rollup rollup ->
                outline.put("form", rollup.form())
                        .put("via", rollup.via())
                        .put("op", DefinitionWriter.name(rollup.op()))
                        .put("of", rollup.of())
                        .put("where", rollup.where());
        }
    }

    private static void options(Outline outline, FieldType.Choice choice) {
        outline.put("options", DefinitionWriter.each(choice.options(), DefinitionWriter::option))
                .put("choices", choice.choices());
    }

    private static void scale(Outline outline, FieldType.Amount amount) {
        outline.put("scale", amount.scale() == FieldReader.defaultScale(amount.kind()) ? null : amount.scale());
    }
}
