package io.chengdan.kernel.access;

import io.chengdan.kernel.Fixture;
import io.chengdan.kernel.Worker;
import io.chengdan.kernel.feed.ChangeFeed;
import io.chengdan.kernel.record.Change;
import io.chengdan.kernel.search.Search;
import io.chengdan.kernel.search.SearchIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A random application with random people and records, and beside it, in plain Java and knowing nothing of plans or SQL, the model
 * that says who may see and do what. Field and form keys are words that stand nowhere else, so that a leak shows as text.
 */
final class World {

    enum Type {
        TEXT,
        UNIQUE,
        NUMBER,
        CHOICE,
        DAY,
        PERSON,
        FLAG,
        LINK,
        TWICE,
        STAGE
    }

    enum Right {
        NONE,
        READ,
        WRITE,
        MASK
    }

    /** @param hangs the target's page lists the records that point to it by this field */
    record FieldModel(String key, Type type, @Nullable FormModel target, boolean showTitle, boolean hangs) {}

    static final class FormModel {
        final String key;
        final List<FieldModel> fields = new ArrayList<>();
        final Map<String, GateRule> gate = new LinkedHashMap<>();
        final List<Row> rows = new ArrayList<>();

        FormModel(String key) {
            this.key = key;
        }

        FieldModel the(Type type) {
            return fields.stream()
                    .filter(field -> field.type() == type)
                    .findFirst()
                    .orElseThrow();
        }

        boolean has(Type type) {
            return fields.stream().anyMatch(field -> field.type() == type);
        }

        FieldModel title() {
            return the(Type.TEXT);
        }

        List<FieldModel> links() {
            return fields.stream().filter(field -> field.type() == Type.LINK).toList();
        }

        List<Row> living() {
            return rows.stream().filter(row -> !row.deleted).toList();
        }
    }

    static final class Row {
        final FormModel form;
        UUID id = UUID.randomUUID();
        final Map<String, Object> values = new HashMap<>();

        @Nullable
        UUID owner;

        UUID department = UUID.randomUUID();
        final Map<UUID, Boolean> team = new HashMap<>();
        boolean deleted;

        Row(FormModel form) {
            this.form = form;
        }

        Row copy() {
            var copy = new Row(form);
            copy.id = id;
            copy.values.putAll(values);
            copy.owner = owner;
            copy.department = department;
            copy.team.putAll(team);
            return copy;
        }

        @Nullable
        Object get(FieldModel field) {
            if (field.type() == Type.TWICE) {
                return number() == null ? null : Objects.requireNonNull(number()) * 2;
            }
            return values.get(field.key());
        }

        @Nullable
        Long number() {
            return (Long) values.get(form.the(Type.NUMBER).key());
        }
    }

    /** A condition in the language of the definition and what it means. */
    record Condition(String text, Set<String> reads, Holds holds) {}

    interface Holds {
        boolean test(Worker me, Row row);
    }

    sealed interface RowRule {}

    record Own() implements RowRule {}

    record Team() implements RowRule {}

    record Department() implements RowRule {}

    record All() implements RowRule {}

    record Through(FieldModel link, @Nullable Condition where) implements RowRule {}

    record Where(Condition where) implements RowRule {}

    /** @param masks what is shown of a masked field: {@code last4}, {@code first1} or nothing ({@code full}) */
    record Grant(
            List<RowRule> rows,
            Map<String, Optional<Condition>> actions,
            Map<String, Right> fields,
            Map<String, String> masks,
            boolean tab) {}

    /** @param child the form looked into; null for a rule over the record itself */
    record GateRule(
            String key,
            String yaml,
            Set<String> reads,
            @Nullable FormModel child,
            Holds met) {}

    private static final int ROLES = 4;
    /** The mildest first. */
    private static final List<String> MASKS = List.of("last4", "first1", "full");

    private final Random random;
    private final int size;
    final List<FormModel> forms = new ArrayList<>();
    final Map<String, Map<FormModel, Grant>> roles = new LinkedHashMap<>();
    final List<Worker> people = new ArrayList<>();
    final Fixture given;
    private final Worker loader;
    private int word;
    private int uid;

    World(Fixture beside, String schema, Random random, int size) {
        this.random = random;
        this.size = size;
        int count = 2 + random.nextInt(Math.max(1, Math.min(3, size)));
        for (int i = 0; i < count; i++) {
            forms.add(form(i));
        }
        for (int i = 0; i < ROLES; i++) {
            roles.put("r" + i, grants());
        }
        gate(forms.getFirst());
        given = beside.beside(schema, files());
        given.department("left", "company").department("right", "company").department("deep", "left");
        loader = given.person("loader", "company", "loader");
        var departments = List.of("company", "left", "right", "deep");
        for (int i = 0; i < 2 + Math.min(4, size); i++) {
            var held = new LinkedHashSet<>(Set.of("r" + i % ROLES));
            for (int more = random.nextInt(3); more > 0; more--) {
                held.add("r" + random.nextInt(ROLES));
            }
            people.add(given.person("Person" + i, any(departments), held.toArray(String[]::new)));
        }
        forms.forEach(this::fill);
    }

    /** The look into the index of words, with all taken in that was written until now. */
    Search search() {
        var index =
                new SearchIndex(given.db(), new ChangeFeed(given.db()), given.reader(), given.releases()::lockForWrite);
        while (index.step()) {}
        return new Search(given.db(), given.reader());
    }

    // ---- the definition

    private String word() {
        return "qz" + (char) ('a' + random.nextInt(26)) + (char) ('a' + random.nextInt(26)) + "x" + word++ + "z";
    }

    private FormModel form(int index) {
        var form = new FormModel(word());
        for (var type : List.of(
                Type.TEXT, Type.UNIQUE, Type.NUMBER, Type.CHOICE, Type.DAY, Type.PERSON, Type.FLAG, Type.TWICE)) {
            form.fields.add(new FieldModel(word(), type, null, false, false));
        }
        for (int i = 0; i < index; i++) {
            if (i == index - 1 || random.nextBoolean()) {
                form.fields.add(
                        new FieldModel(word(), Type.LINK, forms.get(i), random.nextInt(3) == 0, random.nextBoolean()));
            }
        }
        if (index == 0) {
            form.fields.add(new FieldModel(word(), Type.STAGE, null, false, false));
        }
        return form;
    }

    private Condition condition(FormModel form) {
        var simple = simple(form);
        if (random.nextInt(4) > 0) {
            return simple;
        }
        var other = simple(form);
        var reads = new HashSet<>(simple.reads());
        reads.addAll(other.reads());
        boolean and = random.nextBoolean();
        return new Condition(
                "(" + simple.text() + ") " + (and ? "&&" : "||") + " (" + other.text() + ")",
                reads,
                and
                        ? (me, row) ->
                                simple.holds().test(me, row) && other.holds().test(me, row)
                        : (me, row) ->
                                simple.holds().test(me, row) || other.holds().test(me, row));
    }

    private Condition simple(FormModel form) {
        var number = form.the(Type.NUMBER).key();
        var choice = form.the(Type.CHOICE).key();
        var flag = form.the(Type.FLAG).key();
        var person = form.the(Type.PERSON).key();
        var day = form.the(Type.DAY).key();
        long bound = random.nextInt(6);
        return switch (random.nextInt(10)) {
            case 0 -> new Condition(number + " > " + bound, Set.of(number), (_, row) -> more(row, bound));
            case 1 ->
                new Condition(choice + " == \"a\"", Set.of(choice), (_, row) -> "a".equals(row.values.get(choice)));
            case 2 ->
                new Condition(choice + " != \"b\"", Set.of(choice), (_, row) -> !"b".equals(row.values.get(choice)));
            case 3 ->
                new Condition(
                        person + " == me.id",
                        Set.of(person),
                        (me, row) -> me.id().equals(row.values.get(person)));
            case 4 -> new Condition(flag, Set.of(flag), (_, row) -> Boolean.TRUE.equals(row.values.get(flag)));
            case 5 -> new Condition("!" + flag, Set.of(flag), (_, row) -> !Boolean.TRUE.equals(row.values.get(flag)));
            case 6 -> new Condition("blank(" + day + ")", Set.of(day), (_, row) -> row.values.get(day) == null);
            case 7 ->
                new Condition(
                        "department in me.departments",
                        Set.of("department"),
                        (me, row) -> below(me).contains(row.department));
            case 8 ->
                new Condition(
                        "owner == me.id", Set.of("owner"), (me, row) -> me.id().equals(row.owner));
            default -> hop(form, bound);
        };
    }

    private Condition hop(FormModel form, long bound) {
        if (form.links().isEmpty()) {
            return new Condition("true", Set.of(), (_, _) -> true);
        }
        var link = any(form.links());
        var target = Objects.requireNonNull(link.target());
        var number = target.the(Type.NUMBER).key();
        return new Condition(
                link.key() + "." + number + " > " + bound,
                Set.of(link.key()),
                (_, row) -> target(row, link).map(to -> more(to, bound)).orElse(false));
    }

    private static boolean more(Row row, long bound) {
        var number = row.number();
        return number != null && number > bound;
    }

    private Map<FormModel, Grant> grants() {
        var grants = new LinkedHashMap<FormModel, Grant>();
        for (var form : forms) {
            if (random.nextInt(5) > 0) {
                grants.put(form, grant(form, grants));
            }
        }
        return grants;
    }

    private Grant grant(FormModel form, Map<FormModel, Grant> parents) {
        var rows = new ArrayList<RowRule>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            rows.add(rowRule(form, parents));
        }
        var actions = new LinkedHashMap<String, Optional<Condition>>();
        for (var action : List.of("create", "update", "delete")) {
            switch (random.nextInt(4)) {
                case 0 -> {}
                case 1 -> actions.put(action, Optional.of(condition(form)));
                default -> actions.put(action, Optional.empty());
            }
        }
        var fields = new LinkedHashMap<String, Right>();
        for (var field : form.fields) {
            var right = any(List.of(Right.NONE, Right.READ, Right.WRITE, Right.WRITE, Right.WRITE, Right.MASK));
            fields.put(field.key(), right == Right.WRITE && field.type() == Type.TWICE ? Right.READ : right);
        }
        for (var system : List.of("owner", "department", "created_at")) {
            fields.put(system, random.nextBoolean() ? Right.READ : Right.NONE);
        }
        var masks = new LinkedHashMap<String, String>();
        for (var field : form.fields) {
            if (fields.get(field.key()) == Right.MASK) {
                boolean text = field.type() == Type.TEXT || field.type() == Type.UNIQUE;
                masks.put(field.key(), text ? any(MASKS) : "full");
            }
        }
        return new Grant(rows.stream().distinct().toList(), actions, fields, masks, random.nextBoolean());
    }

    private RowRule rowRule(FormModel form, Map<FormModel, Grant> parents) {
        return switch (random.nextInt(8)) {
            case 0 -> new Own();
            case 1 -> new Team();
            case 2 -> new Department();
            case 3 -> random.nextInt(3) == 0 ? new All() : new Own();
            case 4 -> new Where(condition(form));
            default -> {
                var ways = form.links().stream()
                        .filter(link -> parents.containsKey(link.target()))
                        .toList();
                yield ways.isEmpty()
                        ? new Team()
                        : new Through(any(ways), random.nextInt(3) == 0 ? condition(form) : null);
            }
        };
    }

    private void gate(FormModel form) {
        var number = form.the(Type.NUMBER).key();
        var day = form.the(Type.DAY).key();
        long bound = random.nextInt(6);
        rule(form, "holds: '" + number + " > " + bound + "'", Set.of(number), null, (_, row) -> more(row, bound));
        rule(form, "filled: [" + day + "]", Set.of(day), null, (_, row) -> row.values.get(day) != null);
        for (var child : forms) {
            for (var link : child.links()) {
                if (form.equals(link.target()) && form.gate.size() < 3) {
                    var condition = condition(child);
                    rule(
                            form,
                            "child: " + child.key + ", where: '" + condition.text() + "'",
                            condition.reads(),
                            child,
                            (me, row) -> child.living().stream()
                                    .anyMatch(each -> row.id.equals(each.values.get(link.key()))
                                            && condition.holds().test(me, each)));
                }
            }
        }
    }

    private void rule(FormModel form, String asks, Set<String> reads, @Nullable FormModel child, Holds met) {
        var key = word();
        form.gate.put(key, new GateRule(key, asks, reads, child, met));
    }

    // ---- its files

    private String uid() {
        return String.format("w%05d", uid++);
    }

    private static String label(String word) {
        return "{zh: L" + word + ", en: L" + word + "}";
    }

    private SortedMap<String, String> files() {
        var files = new TreeMap<String, String>();
        files.put("app.yaml", "uid: " + uid() + "\nkey: world\nlabel: {zh: 世界, en: World}\n");
        forms.forEach(form -> files.put("forms/" + form.key + ".yaml", yaml(form)));
        var first = forms.getFirst();
        files.put("pipelines/flow.yaml", pipeline(first));
        roles.forEach((key, grants) -> files.put("roles/" + key + ".yaml", yaml(key, grants)));
        files.put("roles/loader.yaml", loaderYaml());
        return files;
    }

    private String yaml(FormModel form) {
        var text = new StringBuilder("uid: " + uid() + "\nkey: " + form.key + "\nlabel: " + label(form.key)
                + "\ntitle: " + form.title().key() + "\nfields:\n");
        for (var field : form.fields) {
            text.append("  - {uid: ")
                    .append(uid())
                    .append(", key: ")
                    .append(field.key())
                    .append(", type: ")
                    .append(type(form, field))
                    .append(", label: ")
                    .append(label(field.key()))
                    .append("}\n");
        }
        var number = form.the(Type.NUMBER).key();
        text.append("checks:\n  - {key: ")
                .append(word())
                .append(", expr: 'blank(" + number + ") || " + number + " < 1000', field: "
                        + any(form.fields).key() + ", message: ")
                .append(label(word()))
                .append("}\n");
        text.append("tabs:\n  - {key: main, label: {zh: 主, en: Main}, fields: [")
                .append(form.fields.stream().map(FieldModel::key).collect(Collectors.joining(", ")))
                .append("]}\n");
        for (var child : forms) {
            for (var link : child.links()) {
                if (form.equals(link.target()) && link.hangs()) {
                    text.append("  - {key: " + word() + ", label: " + label(word()) + ", form: " + child.key + ", via: "
                            + link.key() + ", where: '" + simple(child).text() + "'}\n");
                }
            }
        }
        text.append("lists:\n  - {key: all, label: {zh: 全部, en: All}, columns: [" + number + ", "
                + form.the(Type.CHOICE).key() + "], sort: '-" + number + "', filter: '" + number + " > 2'}\n");
        return text.toString();
    }

    private String type(FormModel form, FieldModel field) {
        var number = form.the(Type.NUMBER).key();
        return switch (field.type()) {
            case TEXT -> "text";
            case UNIQUE -> "text, unique: true";
            case NUMBER -> "integer";
            case CHOICE -> "choice, options: [" + option("a") + ", " + option("b") + ", " + option("c") + "]";
            case DAY -> "date, visible: " + form.the(Type.FLAG).key();
            case PERSON -> "person";
            case FLAG -> "yes_no";
            case LINK ->
                "reference, form: " + Objects.requireNonNull(field.target()).key
                        + (field.showTitle() ? ", show_title: true" : "");
            case TWICE -> "formula, result: integer, expr: '" + number + " * 2'";
            case STAGE -> "choice";
        };
    }

    private static String option(String key) {
        return "{key: " + key + ", label: {zh: " + key + ", en: " + key + "}}";
    }

    private String pipeline(FormModel form) {
        var text = new StringBuilder("uid: " + uid() + "\nkey: flow\nlabel: {zh: 流程, en: Flow}\nform: " + form.key
                + "\nfield: " + form.the(Type.STAGE).key()
                + "\nstages:\n  - key: begun\n    label: {zh: 开始, en: Begun}\n    owner: [r0]\n    gate:\n");
        form.gate
                .values()
                .forEach(rule -> text.append("      - {key: " + rule.key() + ", " + rule.yaml() + ", message: "
                        + label(rule.key()) + "}\n"));
        return text + "  - {key: done, label: {zh: 完成, en: Done}, kind: won}\n";
    }

    private String yaml(String key, Map<FormModel, Grant> grants) {
        var text = new StringBuilder("uid: " + uid() + "\nkey: " + key + "\nlabel: {zh: R, en: R}\nforms:\n");
        if (grants.isEmpty()) {
            text = new StringBuilder(text.substring(0, text.length() - "forms:\n".length()));
        }
        for (var entry : grants.entrySet()) {
            var form = entry.getKey();
            var grant = entry.getValue();
            text.append("  " + form.key + ":\n    rows: ["
                    + grant.rows().stream().map(World::yaml).collect(Collectors.joining(", ")) + "]\n");
            if (!grant.actions().isEmpty()) {
                text.append("    actions: {"
                        + grant.actions().entrySet().stream()
                                .map(action -> action.getKey() + ": "
                                        + action.getValue()
                                                .map(condition -> "'" + condition.text() + "'")
                                                .orElse("true"))
                                .collect(Collectors.joining(", "))
                        + "}\n");
            }
            list(text, "read", grant, Right.READ);
            list(text, "write", grant, Right.WRITE);
            var masks = grant.masks().entrySet().stream()
                    .map(mask -> mask.getKey() + ": " + mask.getValue())
                    .collect(Collectors.joining(", "));
            if (!masks.isEmpty()) {
                text.append("    mask: {" + masks + "}\n");
            }
            if (grant.tab()) {
                text.append("    tabs: {main: write}\n");
            }
        }
        return text.toString();
    }

    private static void list(StringBuilder text, String name, Grant grant, Right right) {
        var keys = grant.fields().entrySet().stream()
                .filter(field -> field.getValue() == right)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        if (!keys.isEmpty()) {
            text.append("    " + name + ": [" + keys + "]\n");
        }
    }

    private static String yaml(RowRule rule) {
        return switch (rule) {
            case Own _ -> "own";
            case Team _ -> "team";
            case Department _ -> "department";
            case All _ -> "all";
            case Through(var link, var where) ->
                "{through: " + link.key() + (where == null ? "" : ", where: '" + where.text() + "'") + "}";
            case Where(var where) -> "{where: '" + where.text() + "'}";
        };
    }

    private String loaderYaml() {
        var text = new StringBuilder(
                "uid: " + uid() + "\nkey: loader\nlabel: {zh: 装载, en: Loader}\nadmin: [migrate]\nforms:\n");
        for (var form : forms) {
            text.append("  " + form.key + ":\n    rows: [all]\n    read: ["
                    + form.title().key() + "]\n");
        }
        return text.toString();
    }

    // ---- its records

    private void fill(FormModel form) {
        for (int i = 0; i < 3 + size * 3; i++) {
            var row = new Row(form);
            for (var field : form.fields) {
                if (random.nextInt(5) > 0 || field.type() == Type.STAGE) {
                    value(field).ifPresent(value -> row.values.put(field.key(), value));
                }
            }
            var owner = random.nextInt(4) > 0 ? any(people) : null;
            row.owner = owner == null ? null : owner.id();
            row.department = owner == null
                    ? given.department(any(List.of("company", "left", "right", "deep")))
                            .id()
                    : owner.person().departmentId();
            var sent = new HashMap<String, @Nullable Object>(row.values);
            sent.put("owner", row.owner);
            sent.put("department", row.department);
            row.id = loader.places(form.key, sent, new Change.Placed(null, null, false, List.of()));
            for (var person : people) {
                if (random.nextInt(6) == 0) {
                    boolean mayWrite = random.nextBoolean();
                    row.team.put(person.id(), mayWrite);
                    given.team(form.key, row.id, person, mayWrite);
                }
            }
            form.rows.add(row);
        }
    }

    /** A random value for the field. */
    Optional<Object> value(FieldModel field) {
        return Optional.ofNullable(
                switch (field.type()) {
                    case TEXT -> "Title of " + word();
                    case UNIQUE -> "Unique " + word();
                    case NUMBER -> (Object) (long) random.nextInt(8);
                    case CHOICE -> any(List.of("a", "b", "c"));
                    case DAY -> any(List.of("2026-11-20", "2026-11-23", "2026-12-24"));
                    case PERSON -> any(people).id();
                    case FLAG -> random.nextBoolean();
                    case LINK -> {
                        var targets = Objects.requireNonNull(field.target()).living();
                        yield targets.isEmpty() ? null : any(targets).id;
                    }
                    case STAGE -> "begun";
                    case TWICE -> null;
                });
    }

    <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    // ---- the model: who sees and may do what, each role for itself; a row has the rights of the roles that show it

    private Grant grant(String role, FormModel form) {
        return Objects.requireNonNull(roles.get(role).get(form));
    }

    /** The roles of theirs by which the form exists: some rule of it could ever show a record. */
    Set<String> roles(Worker me, FormModel form) {
        return me.person().roles().stream()
                .filter(role -> exists(role, form))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean exists(String role, FormModel form) {
        var grant = roles.get(role).get(form);
        return grant != null
                && grant.rows().stream()
                        .anyMatch(rule -> !(rule instanceof Through through)
                                || exists(
                                        role,
                                        Objects.requireNonNull(through.link().target())));
    }

    boolean exists(Worker me, FormModel form) {
        return !roles(me, form).isEmpty();
    }

    /** The roles that show them the record. */
    Set<String> showing(Worker me, Row row) {
        return reaching(me, row, false);
    }

    /** The roles that show them the record by a way that also lets them change it. */
    Set<String> changing(Worker me, Row row) {
        return reaching(me, row, true);
    }

    boolean sees(Worker me, Row row) {
        return !showing(me, row).isEmpty();
    }

    boolean mayTouch(Worker me, Row row) {
        return !changing(me, row).isEmpty();
    }

    private Set<String> reaching(Worker me, Row row, boolean change) {
        return roles(me, row.form).stream()
                .filter(role -> reaches(role, me, row, change))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean reaches(String role, Worker me, Row row, boolean change) {
        return !row.deleted
                && exists(role, row.form)
                && grant(role, row.form).rows().stream().anyMatch(rule -> reaches(rule, role, me, row, change));
    }

    private boolean reaches(RowRule rule, String role, Worker me, Row row, boolean change) {
        return switch (rule) {
            case All _ -> true;
            case Own _ -> me.id().equals(row.owner);
            case Team _ -> row.team.containsKey(me.id()) && (!change || row.team.get(me.id()));
            case Department _ -> below(me).contains(row.department);
            case Where(var where) -> where.holds().test(me, row);
            case Through(var link, var where) ->
                target(row, link)
                                .map(parent -> reaches(role, me, parent, change))
                                .orElse(false)
                        && (where == null || where.holds().test(me, row));
        };
    }

    /** The roles among these that allow the action on the record, or on the one being made. */
    Set<String> acting(Set<String> among, Worker me, Row row, String action) {
        return among.stream()
                .filter(role -> Optional.ofNullable(
                                grant(role, row.form).actions().get(action))
                        .filter(condition -> condition
                                .map(each -> each.holds().test(me, row))
                                .orElse(true))
                        .isPresent())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The roles among these that give the action under some condition. */
    Set<String> having(Set<String> among, FormModel form, String action) {
        return among.stream()
                .filter(role -> grant(role, form).actions().containsKey(action))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What these roles give together, written only by those that change. */
    Right together(Set<String> showing, Set<String> changing, FormModel form, String field) {
        var rights = showing.stream()
                .map(role -> grant(role, form).fields().getOrDefault(field, Right.NONE))
                .collect(Collectors.toSet());
        if (writes(changing, form, field)) {
            return Right.WRITE;
        }
        return rights.contains(Right.READ) || rights.contains(Right.WRITE)
                ? Right.READ
                : rights.contains(Right.MASK) ? Right.MASK : Right.NONE;
    }

    boolean writes(Set<String> among, FormModel form, String field) {
        return among.stream().anyMatch(role -> grant(role, form).fields().get(field) == Right.WRITE);
    }

    Right right(Worker me, Row row, String field) {
        return together(showing(me, row), changing(me, row), row.form, field);
    }

    /** The mildest mask of the roles that show the record. */
    String mask(Worker me, Row row, String field) {
        var masks = showing(me, row).stream()
                .map(role -> grant(role, row.form).masks().get(field))
                .collect(Collectors.toSet());
        return MASKS.stream().filter(masks::contains).findFirst().orElseThrow();
    }

    boolean reads(Worker me, Row row, String field) {
        return isRead(right(me, row, field));
    }

    /** What may be on some row. */
    Right ever(Worker me, FormModel form, String field) {
        var all = roles(me, form);
        return together(all, all, form, field);
    }

    boolean everReads(Worker me, FormModel form, String field) {
        return isRead(ever(me, form, field));
    }

    /** Whether the field may be read on whatever row is in sight. */
    boolean alwaysReads(Worker me, FormModel form, String field) {
        var all = roles(me, form);
        var reading = all.stream()
                .filter(role -> isRead(grant(role, form).fields().getOrDefault(field, Right.NONE)))
                .toList();
        return !all.isEmpty()
                && (reading.size() == all.size()
                        || reading.stream()
                                .anyMatch(role -> grant(role, form).rows().contains(new All())));
    }

    private static boolean isRead(Right right) {
        return right == Right.READ || right == Right.WRITE;
    }

    private Set<UUID> below(Worker me) {
        return given.org().subtree(me.person().departmentId());
    }

    Optional<Row> target(Row row, FieldModel link) {
        var id = row.values.get(link.key());
        return Objects.requireNonNull(link.target()).rows.stream()
                .filter(each -> each.id.equals(id))
                .findFirst();
    }

    boolean used(Row row) {
        return forms.stream()
                .flatMap(form -> form.living().stream())
                .anyMatch(other -> other.form.links().stream()
                        .anyMatch(
                                link -> row.form.equals(link.target()) && row.id.equals(other.values.get(link.key()))));
    }
}
