package io.chengdan.kernel.release;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An application that is edited at random and stays sound: items with fields that come, go, change name and type and come back,
 * parts that items sum up, a pipeline, and three roles whose rights shift.
 */
final class ShiftingApp {

    static final List<String> TYPES =
            List.of("text", "integer", "decimal", "money", "date", "yes_no", "choice", "multi_choice");
    static final List<String> NUMBERS = List.of("integer", "decimal", "money");
    private static final List<String> OPTIONS = List.of("red", "blue", "green", "12");
    private static final List<String> STAGES = List.of("first", "second", "third", "fourth");

    /** A field as it is now; {@code key} changes with a new name, {@code uid} never does. */
    record Shifting(String uid, String key, String type, Set<String> options) {}

    private final Map<String, Shifting> fields;
    private final Set<String> retired;
    private final Set<String> hidden;
    private final Set<String> stages;
    private final Map<String, String> formulas;
    private int made;
    private String rows;
    private boolean sums;
    private boolean check;

    ShiftingApp() {
        this(
                new LinkedHashMap<>(),
                new LinkedHashSet<>(),
                new LinkedHashSet<>(),
                new LinkedHashSet<>(STAGES),
                new LinkedHashMap<>());
        rows = "own";
        for (var type : TYPES) {
            add(type, Set.of("red", "blue"));
        }
    }

    private ShiftingApp(
            Map<String, Shifting> fields,
            Set<String> retired,
            Set<String> hidden,
            Set<String> stages,
            Map<String, String> formulas) {
        this.fields = fields;
        this.retired = retired;
        this.hidden = hidden;
        this.stages = stages;
        this.formulas = formulas;
        this.rows = "own";
    }

    ShiftingApp copy() {
        var copy = new ShiftingApp(
                new LinkedHashMap<>(fields),
                new LinkedHashSet<>(retired),
                new LinkedHashSet<>(hidden),
                new LinkedHashSet<>(stages),
                new LinkedHashMap<>(formulas));
        copy.made = made;
        copy.rows = rows;
        copy.sums = sums;
        copy.check = check;
        return copy;
    }

    /** Uids given by one state must not be given again by another. */
    void madeAtLeast(int number) {
        made = Math.max(made, number);
    }

    int made() {
        return made;
    }

    List<Shifting> live() {
        return fields.values().stream()
                .filter(field -> !retired.contains(field.uid()))
                .toList();
    }

    Map<String, String> formulas() {
        return formulas.entrySet().stream()
                .filter(formula -> live().stream()
                        .anyMatch(field -> field.uid().equals(formula.getValue()) && NUMBERS.contains(field.type())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    boolean sums() {
        return sums;
    }

    /** One or several edits; says which. */
    String edit(Random random) {
        var said = new ArrayList<String>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            said.add(one(random));
        }
        return String.join(", ", said);
    }

    private String one(Random random) {
        var live = live();
        var some = live.get(random.nextInt(live.size()));
        switch (random.nextInt(12)) {
            case 0 -> {
                add(any(random, TYPES), options(random));
                return "added";
            }
            case 1 -> {
                if (live.size() > 3) {
                    retired.add(some.uid());
                }
                return "retired " + some.uid();
            }
            case 2 -> {
                var back = retired.stream()
                        .skip(retired.isEmpty() ? 0 : random.nextInt(retired.size()))
                        .findFirst();
                back.ifPresent(retired::remove);
                back.filter(_ -> random.nextBoolean()).ifPresent(uid -> retype(uid, any(random, TYPES)));
                return "back " + back.orElse("nothing");
            }
            case 3 -> {
                put(some.uid(), "k" + random.nextInt(1000) + "_" + some.uid(), some.type(), some.options());
                return "renamed " + some.uid();
            }
            case 4, 5, 6 -> {
                var type = any(random, TYPES);
                retype(some.uid(), type);
                return "retyped " + some.uid() + " " + some.type() + " to " + type;
            }
            case 7 -> {
                put(some.uid(), some.key(), some.type(), options(random));
                return "options of " + some.uid();
            }
            case 8 -> {
                var stage = any(random, STAGES);
                if (!stages.remove(stage) || stages.isEmpty()) {
                    stages.add(stage);
                }
                return "stage " + stage;
            }
            case 9 -> {
                if (!hidden.remove(some.uid())) {
                    hidden.add(some.uid());
                }
                rows = random.nextBoolean() ? "own" : "all";
                return "rights";
            }
            case 10 -> {
                formulas.put("fx" + (1000 + made++), some.uid());
                return "formula of " + some.uid();
            }
            default -> {
                sums = !sums;
                check = random.nextBoolean();
                return "sums and checks";
            }
        }
    }

    private void add(String type, Set<String> options) {
        var uid = "fd" + (1000 + made++);
        put(uid, "k_" + uid, type, options);
    }

    private void retype(String uid, String type) {
        var field = java.util.Objects.requireNonNull(fields.get(uid));
        put(uid, field.key(), type, field.options());
    }

    private void put(String uid, String key, String type, Set<String> options) {
        fields.put(uid, new Shifting(uid, key, type, options));
    }

    static <T> T any(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static Set<String> options(Random random) {
        var options = new LinkedHashSet<String>();
        options.add(any(random, OPTIONS));
        OPTIONS.stream().filter(_ -> random.nextBoolean()).forEach(options::add);
        return options;
    }

    SortedMap<String, String> files() {
        var files = new TreeMap<String, String>();
        files.put("app.yaml", "{uid: app0, key: shifting, label: {zh: 变, en: Shifting}}\n");
        files.put("forms/item.yaml", item());
        files.put("forms/part.yaml", """
                uid: part0
                key: part
                label: {zh: 件, en: Part}
                title: name
                fields:
                  - {uid: pa01, key: name, type: text, label: {zh: 名称, en: Name}}
                  - {uid: pa02, key: item, type: reference, label: {zh: 物, en: Item}, form: item, required: true}
                  - {uid: pa03, key: amount, type: integer, label: {zh: 数, en: Amount}}
                """);
        files.put(
                "pipelines/way.yaml",
                "uid: way0\nkey: way\nlabel: {zh: 路, en: Way}\nform: item\nfield: stage\nstages:\n"
                        + STAGES.stream()
                                .filter(stages::contains)
                                .map(stage ->
                                        "  - {key: " + stage + ", label: {zh: " + stage + ", en: " + stage + "}}\n")
                                .collect(Collectors.joining()));
        role(files, "boss", "all", Set.of());
        role(files, "clerk", rows, hidden);
        role(files, "guest", "all", live().stream().map(Shifting::uid).skip(2).collect(Collectors.toSet()));
        return files;
    }

    private String item() {
        var text = new StringBuilder("""
                uid: item0
                key: item
                label: {zh: 物, en: Item}
                title: name
                fields:
                  - {uid: it01, key: name, type: text, label: {zh: 名称, en: Name}, required: true}
                  - {uid: it02, key: stage, type: choice, label: {zh: 阶段, en: Stage}}
                """);
        for (var field : live()) {
            text.append("  - {uid: ").append(field.uid()).append(", key: ").append(field.key());
            text.append(", type: ").append(field.type()).append(", label: {zh: 值, en: Value}");
            if (field.type().endsWith("choice")) {
                text.append(", options: [")
                        .append(field.options().stream()
                                .map(option ->
                                        "{key: o" + option + ", label: {zh: " + option + "色, en: C" + option + "}}")
                                .collect(Collectors.joining(", ")))
                        .append("]");
            }
            text.append("}\n");
        }
        formulas()
                .forEach((uid, of) -> text.append("  - {uid: ")
                        .append(uid)
                        .append(", key: ")
                        .append(uid)
                        .append(", type: formula, label: {zh: 式, en: Formula}, result: decimal, expr: '")
                        .append(key(of))
                        .append(" + 1'}\n"));
        if (sums) {
            text.append(
                    "  - {uid: su01, key: parts, type: rollup, label: {zh: 件数, en: Parts}, form: part, via: item, op: count}\n");
            text.append(
                    "  - {uid: su02, key: total, type: rollup, label: {zh: 总, en: Total}, form: part, via: item, op: sum, of: amount}\n");
        }
        if (check) {
            text.append("checks:\n  - {key: named, expr: 'name != \"bad\"', message: {zh: 不行, en: No}}\n");
        }
        return text.append("lists:\n  - {key: all, label: {zh: 全部, en: All}, columns: [name, ")
                .append(live().getFirst().key())
                .append("]}\n")
                .toString();
    }

    private String key(String uid) {
        return java.util.Objects.requireNonNull(fields.get(uid)).key();
    }

    private void role(Map<String, String> files, String key, String scope, Set<String> unseen) {
        var write = live().stream()
                .filter(field -> !unseen.contains(field.uid()))
                .map(field -> ", " + field.key())
                .collect(Collectors.joining());
        var read = String.join(
                "",
                formulas().keySet().stream()
                        .sorted()
                        .map(formula -> ", " + formula)
                        .toList());
        files.put(
                "roles/" + key + ".yaml",
                "uid: ro" + key + "\nkey: " + key + "\nlabel: {zh: " + key + ", en: " + key
                        + "}\nforms:\n  item:\n    rows: [" + scope
                        + "]\n    actions: {create: true, update: true, move_back: true}\n"
                        + "    read: [created_at" + (key.equals("boss") ? read + (sums ? ", parts, total" : "") : "")
                        + "]\n    write: [name, stage" + write + "]\n"
                        + "  part:\n    rows: [" + (key.equals("boss") ? "all" : "own")
                        + "]\n    actions: {create: true, update: true, delete: true}\n    write: [name, item, amount]\n");
    }
}
