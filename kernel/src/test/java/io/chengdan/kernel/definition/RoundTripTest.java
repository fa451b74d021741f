package io.chengdan.kernel.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

@Tag("I4")
class RoundTripTest {

    private static final String SEED = "20261123";
    private static final List<String> FORMS = List.of("alpha", "beta");

    @Property(tries = 300, seed = SEED)
    void any_definition_survives_its_files_and_fits_the_schemas(@ForAll("definitions") Definition definition) {
        var files = DefinitionFiles.write(definition);

        var read = DefinitionFiles.read(files);

        assertThat(read).isEqualTo(definition);
        assertThat(DefinitionFiles.write(read)).isEqualTo(files);
        assertThat(DefinitionDiff.between(definition, read)).isEmpty();
        assertThat(files.values()).allSatisfy(text -> assertThat(text).doesNotContain("\r"));
    }

    @Property(tries = 20, seed = SEED)
    void any_definition_fits_the_schemas(@ForAll("definitions") Definition definition) {
        assertThat(DefinitionSchemaTest.complaints(DefinitionFiles.write(definition)))
                .isEmpty();
    }

    @Property(tries = 100, seed = SEED)
    void two_definitions_differ_in_words_exactly_where_their_files_differ(
            @ForAll("definitions") Definition one, @ForAll("definitions") Definition other) {
        assertThat(DefinitionDiff.between(one, other).isEmpty())
                .isEqualTo(DefinitionFiles.write(one).equals(DefinitionFiles.write(other)));
    }

    @Provide
    Arbitrary<Definition> definitions() {
        return Combinators.combine(forms(), words(), stages(), grants()).as((forms, label, stages, grant) -> {
            var first = forms.getFirst();
            var pipeline = new Pipeline("pipe", "flow", text(label), "alpha", "stage", label, null, null, stages);
            var role = new Role("role", "seller", text(label), List.of("people"), Map.of("alpha", grant));
            return new Definition(
                    new Definition.App("apps", "app", text(label)),
                    List.of(new ChoiceSet(
                            "choi", "colors", text(label), List.of(new Option("red", text(label), null)))),
                    List.of(first, forms.get(1)),
                    List.of(pipeline),
                    List.of(role));
        });
    }

    private Arbitrary<List<Form>> forms() {
        var form = Combinators.combine(
                        fields(),
                        words(),
                        texts(),
                        Arbitraries.integers().between(0, 99).injectNull(0.5),
                        Arbitraries.of(true, false))
                .as(Drawn::new);
        return form.list()
                .ofSize(2)
                .map(drawn -> List.of(drawn.get(0).form(0), drawn.get(1).form(1)));
    }

    private record Drawn(List<Field> fields, String words, Text text, Integer nav, boolean flag) {
        Form form(int place) {
            var all = new ArrayList<Field>();
            all.add(plain("name", "n" + place + "nam", new FieldType.Words(FieldType.TextKind.TEXT, 200), text));
            all.add(plain(
                    "stage",
                    "n" + place + "stg",
                    new FieldType.Choice(false, place == 0 ? List.of() : List.of(new Option("a", text, words)), null),
                    text));
            for (int i = 0; i < fields.size(); i++) {
                all.add(named(fields.get(i), "f" + i, "u" + place + "f" + i + "x"));
            }
            return new Form(
                    "form" + place,
                    FORMS.get(place),
                    text,
                    flag ? text : new Text(words, words),
                    flag ? null : words,
                    "name",
                    nav,
                    all,
                    List.of(new Form.Unique("once", List.of("name", "stage"), flag ? words : null, text)),
                    List.of(new Form.Check("sound", words, flag ? "name" : null, text)),
                    List.of(new Form.SetAction(
                            "act", text, flag ? words : null, flag ? text : null, Map.of("stage", words))),
                    List.of(new Form.Category("paper", text, flag ? List.of("any") : List.of("pdf", "image"))),
                    List.of(new Form.Tab(
                            "one",
                            text,
                            flag ? List.of("name") : List.of(),
                            List.of(),
                            flag ? List.of("*") : List.of("paper"),
                            flag)),
                    List.of(new Form.ListView(
                            "all",
                            text,
                            List.of("name", "owner"),
                            flag ? "-updated_at,name" : null,
                            flag ? words : null,
                            "stage",
                            flag ? Form.ListKind.BOARD : Form.ListKind.TABLE)));
        }
    }

    private Arbitrary<List<Field>> fields() {
        return Combinators.combine(
                        types(), texts(), words().injectNull(0.5), words().injectNull(0.5), Arbitraries.of(true, false))
                .as((type, text, first, second, flag) -> {
                    boolean computed = type instanceof FieldType.Formula
                            || type instanceof FieldType.Rollup
                            || type instanceof FieldType.AutoNumber;
                    boolean many = type instanceof FieldType.Table || type instanceof FieldType.Attachment;
                    return new Field(
                            "",
                            "",
                            type,
                            text,
                            flag ? text : null,
                            computed ? null : flag ? "true" : first,
                            false,
                            null,
                            second,
                            computed ? null : flag ? first : "true",
                            computed || many ? null : first,
                            computed || many ? null : second,
                            false,
                            !computed && flag,
                            first,
                            flag,
                            false);
                })
                .list()
                .ofMaxSize(6);
    }

    private Arbitrary<FieldType> types() {
        var plain = Arbitraries.of(FieldType.TextKind.values())
                .flatMap(kind -> Arbitraries.integers().between(1, 1_000_000).map(max ->
                        (FieldType) new FieldType.Words(kind, max)));
        var amounts = Combinators.combine(
                        Arbitraries.of(FieldType.NumberKind.values()),
                        Arbitraries.integers().between(0, 10),
                        numbers())
                .as((kind, scale, min) -> (FieldType)
                        new FieldType.Amount(kind, kind == FieldType.NumberKind.INTEGER ? 0 : scale, min, null));
        var references = Combinators.combine(
                        Arbitraries.of(FORMS),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        words().injectNull(0.5))
                .as((form, multiple, title, where) ->
                        (FieldType) new FieldType.Reference(form, multiple, title, false, where));
        var choices = texts().map(label -> (FieldType)
                new FieldType.Choice(true, List.of(new Option("x", label, null), new Option("y", label, "red")), null));
        var files = Combinators.combine(Arbitraries.integers().between(1, 1000), Arbitraries.of(true, false))
                .as((size, multiple) -> (FieldType)
                        new FieldType.Attachment(multiple ? List.of("any") : List.of("pdf"), size, multiple));
        var formulas = words().map(expr -> (FieldType)
                new FieldType.Formula(new FieldType.Amount(FieldType.NumberKind.MONEY, 3, null, null), expr));
        var others = Arbitraries.<FieldType>of(
                new FieldType.Day(),
                new FieldType.Moment(),
                new FieldType.YesNo(),
                new FieldType.Choice(false, List.of(), "colors"),
                new FieldType.PersonRef(true),
                new FieldType.PersonRef(false),
                new FieldType.DepartmentRef(),
                new FieldType.Region(FieldType.RegionLevel.CITY),
                new FieldType.Region(FieldType.RegionLevel.COUNTY),
                new FieldType.AutoNumber("O-{yyyy}-{000}"));
        var tables = texts().map(label ->
                (FieldType) new FieldType.Table(List.of(plain("col", "", new FieldType.Day(), label))));
        return Arbitraries.oneOf(plain, amounts, references, choices, files, formulas, others, tables);
    }

    private Arbitrary<BigDecimal> numbers() {
        return Arbitraries.bigDecimals()
                .between(BigDecimal.valueOf(-1_000_000), BigDecimal.valueOf(1_000_000))
                .ofScale(4)
                .injectNull(0.3);
    }

    private Arbitrary<List<Pipeline.Stage>> stages() {
        return Combinators.combine(texts(), words(), Arbitraries.of(true, false))
                .as((text, words, flag) -> {
                    var values = new LinkedHashMap<String, String>();
                    values.put("name", words);
                    var rules = List.of(
                            new Pipeline.GateRule(
                                    "filled",
                                    new Pipeline.Filled(List.of("name")),
                                    text,
                                    flag,
                                    List.of("seller"),
                                    null,
                                    Map.of()),
                            new Pipeline.GateRule(
                                    "paper", new Pipeline.Attached("paper"), text, true, List.of(), "act", Map.of()),
                            new Pipeline.GateRule(
                                    "child",
                                    new Pipeline.Child(
                                            "beta", Map.of("name", "name"), flag ? words : null, flag ? "name" : null),
                                    text,
                                    true,
                                    List.of(),
                                    null,
                                    values),
                            new Pipeline.GateRule(
                                    "holds", new Pipeline.Holds(words), text, true, List.of(), null, Map.of()));
                    var node = new Pipeline.Node("done", text, flag ? text : null, null, text);
                    return List.of(
                            new Pipeline.Stage(
                                    "first",
                                    text,
                                    Pipeline.StageKind.OPEN,
                                    flag ? 10 : null,
                                    0,
                                    List.of("seller"),
                                    flag ? text : null,
                                    node,
                                    rules,
                                    List.of()),
                            new Pipeline.Stage(
                                    "lost",
                                    text,
                                    Pipeline.StageKind.LOST,
                                    null,
                                    null,
                                    List.of(),
                                    null,
                                    null,
                                    List.of(),
                                    rules));
                });
    }

    private Arbitrary<Role.Grant> grants() {
        return Combinators.combine(words(), Arbitraries.of(true, false))
                .as((words, flag) -> new Role.Grant(
                        flag ? List.of(new Role.Own(), new Role.Where(words)) : List.of(new Role.All()),
                        Map.of("create", flag ? "true" : words),
                        List.of("owner"),
                        List.of("name"),
                        Map.of("created_by", Role.Mask.FULL),
                        Map.of("one", flag ? Role.Right.READ : Role.Right.WRITE),
                        Map.of()));
    }

    private Arbitrary<Text> texts() {
        return Combinators.combine(words(), words()).as(Text::new);
    }

    /** Whatever people and expressions put between quotes; blanks alone and control characters are refused on reading. */
    private Arbitrary<String> words() {
        var odd = Arbitraries.of(
                "true",
                "null",
                "no",
                "~",
                "1e3",
                "0x1f",
                "- a",
                "a: b",
                "#x",
                "'",
                "\"",
                "{a}",
                "[b",
                "&x",
                "*y",
                "|",
                "> z",
                "%",
                "@",
                "`",
                " lead",
                "trail ",
                "a\nb",
                "tab\there",
                "：，。",
                "\u2028x",
                "😀",
                "\uFEFFx");
        var any = Arbitraries.strings()
                .all()
                .ofMinLength(1)
                .ofMaxLength(40)
                .filter(text -> !text.isBlank()
                        && !text.equals("false")
                        && text.codePoints()
                                .noneMatch(point -> Character.isISOControl(point)
                                        || Character.getType(point) == Character.SURROGATE));
        var latin = Arbitraries.strings()
                .withCharRange(' ', '~')
                .ofMinLength(1)
                .ofMaxLength(150)
                .filter(text -> !text.isBlank() && !text.equals("false"));
        return Arbitraries.oneOf(odd, any, latin);
    }

    private static Text text(String words) {
        return new Text(words, words);
    }

    private static Field plain(String key, String uid, FieldType type, Text label) {
        return new Field(
                uid, key, type, label, null, null, false, null, null, null, null, null, false, false, null, false,
                false);
    }

    private static Field named(Field field, String key, String uid) {
        var type = field.type() instanceof FieldType.Table table
                ? new FieldType.Table(table.fields().stream()
                        .map(cell -> named(cell, cell.key(), uid + "c"))
                        .toList())
                : field.type();
        return new Field(
                uid,
                key,
                type,
                field.label(),
                field.help(),
                field.required(),
                field.unique(),
                field.normalize(),
                field.visible(),
                field.readonly(),
                field.defaultValue(),
                field.fill(),
                field.derived(),
                field.sensitive(),
                field.fourEyesWhen(),
                field.commercial(),
                false);
    }
}
