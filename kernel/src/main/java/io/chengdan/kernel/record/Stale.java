package io.chengdan.kernel.record;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.SystemFields;
import io.chengdan.kernel.release.AppVersion;
import io.chengdan.kernel.release.Dependencies;
import io.chengdan.kernel.release.Dependencies.Computed;
import io.chengdan.kernel.release.Dependencies.Name;
import io.chengdan.kernel.schema.FormTable;
import io.chengdan.kernel.schema.FormTable.Column;
import io.chengdan.kernel.schema.SchemaBuilder;
import io.chengdan.kernel.schema.Tables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/**
 * What of the rows that are there a new version reads otherwise than the one before: computed values whose rule or inputs
 * changed, comparable forms of texts, and values whose field changed its type.
 */
final class Stale {

    private final AppVersion before;
    private final AppVersion after;
    private final Map<Name, Computed> computed = new LinkedHashMap<>();
    private final Map<Name, Boolean> affected = new HashMap<>();
    private final Map<Name, Integer> levels = new HashMap<>();

    /** Fields of one form that can be computed in one go, since none reads another of them. */
    record Pass(Form form, Set<String> fields) {}

    /**
     * A field whose values lie in another column from now on.
     *
     * @param field its key, {@code table.column} for a column
     * @param rows the key of the table field the column is of
     * @param from all columns its values ever lay in, the last in use first
     */
    record Moved(Form form, String field, Optional<String> rows, List<Column> from, Column to) {}

    /** A text whose comparable form is written otherwise. */
    record Likeness(Form form, Field field) {}

    Stale(AppVersion before, AppVersion after) {
        this.before = before;
        this.after = after;
        Dependencies.of(after.definition(), after.rules()).forEach(one -> computed.put(one.name(), one));
    }

    /** Columns the version in force does not know, to be computed while it still is, each pass after those it reads. */
    List<Pass> ahead() {
        return passes(computed.keySet().stream()
                .filter(name -> isAffected(name) && !changesInPlace(name))
                .toList());
    }

    /** Columns both versions show, to be computed once the new one is in force. */
    List<Pass> afterwards() {
        return passes(rewritten());
    }

    /** The computed fields of {@link #afterwards}. */
    List<Name> rewritten() {
        return computed.keySet().stream()
                .filter(name -> isAffected(name) && changesInPlace(name))
                .toList();
    }

    private List<Pass> passes(List<Name> names) {
        var byLevel = new TreeMap<Integer, Map<String, Set<String>>>();
        for (var name : names) {
            byLevel.computeIfAbsent(level(name), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(name.form(), _ -> new LinkedHashSet<>())
                    .add(name.field());
        }
        var passes = new ArrayList<Pass>();
        byLevel.values()
                .forEach(forms -> forms.forEach((form, fields) ->
                        passes.add(new Pass(after.definition().form(form).orElseThrow(), fields))));
        return passes;
    }

    /** How many computed fields stand one upon the other below this one. */
    private int level(Name name) {
        var known = levels.get(name);
        if (known != null) {
            return known;
        }
        int level = 0;
        for (var input : Objects.requireNonNull(computed.get(name)).from()) {
            if (computed.containsKey(input)) {
                level = Math.max(level, level(input) + 1);
            }
        }
        levels.put(name, level);
        return level;
    }

    private boolean isAffected(Name name) {
        var known = affected.get(name);
        if (known != null) {
            return known;
        }
        boolean is = !sameRule(name)
                || Objects.requireNonNull(computed.get(name)).from().stream()
                        .anyMatch(input -> computed.containsKey(input) ? isAffected(input) : !sameField(input));
        affected.put(name, is);
        return is;
    }

    private boolean changesInPlace(Name name) {
        return column(before, formOf(name), name.field()).equals(column(after, name.form(), name.field()))
                || Objects.requireNonNull(computed.get(name)).from().stream()
                        .anyMatch(input -> computed.containsKey(input) && isAffected(input) && changesInPlace(input));
    }

    private boolean sameRule(Name name) {
        var now = field(after, name.form(), name.field()).orElseThrow();
        var then = field(before, formOf(name), name.field());
        return sameField(name)
                && then.isPresent()
                && then.get().type().equals(now.type())
                && (!(now.type() instanceof FieldType.Rollup rollup) || sameForm(rollup.form()));
    }

    /** Whether the key means the same values under both versions. */
    private boolean sameField(Name name) {
        if (SystemFields.ALL.stream().anyMatch(field -> field.key().equals(name.field()))) {
            return true;
        }
        var target = field(after, name.form(), name.field()).flatMap(Field::reference);
        return column(before, formOf(name), name.field()).equals(column(after, name.form(), name.field()))
                && (target.isEmpty() || sameForm(target.get().form()));
    }

    private boolean sameForm(String key) {
        return before.definition()
                .form(key)
                .map(Form::uid)
                .equals(after.definition().form(key).map(Form::uid));
    }

    /** The key that the form of the name had before; empty text for a form that was not there. */
    private String formOf(Name name) {
        var uid = after.definition().form(name.form()).orElseThrow().uid();
        return byUid(before, uid).map(Form::key).orElse("");
    }

    private static Optional<Form> byUid(AppVersion version, String uid) {
        return version.definition().forms().stream()
                .filter(form -> form.uid().equals(uid))
                .findFirst();
    }

    private static Optional<Field> field(AppVersion version, String form, String path) {
        int dot = path.indexOf('.');
        var field =
                version.definition().form(form).flatMap(there -> there.field(dot < 0 ? path : path.substring(0, dot)));
        return dot < 0
                ? field
                : field.filter(there -> there.type() instanceof FieldType.Table)
                        .flatMap(there -> ((FieldType.Table) there.type())
                                .fields().stream()
                                        .filter(column -> column.key().equals(path.substring(dot + 1)))
                                        .findFirst());
    }

    /** Where the values of a field lie, in words that are the same for the same place. */
    private static String column(AppVersion version, String form, String path) {
        var table = version.tables().find(form).orElse(null);
        if (table == null) {
            return "nowhere";
        }
        int dot = path.indexOf('.');
        var rows = table.rows().get(dot < 0 ? path : path.substring(0, dot));
        if (rows != null) {
            var cell = dot < 0 ? null : rows.columns().get(path.substring(dot + 1));
            return rows.name() + (cell == null ? "" : " " + cell.name());
        }
        var column = table.columns().get(path);
        return column == null ? "nowhere" : (column.derived() ? "beside " : "in ") + column.name();
    }

    /** Likeness forms, of those that the version before wrote too or of the others. */
    List<Likeness> comparable(boolean inPlace) {
        var found = new ArrayList<Likeness>();
        for (var form : after.definition().forms()) {
            for (var field : form.fields()) {
                var how = field.normalize();
                var name = new Name(form.key(), field.key());
                if (how == null) {
                    continue;
                }
                var then = byUid(before, form.uid())
                        .flatMap(there -> there.fields().stream()
                                .filter(other -> other.uid().equals(field.uid()))
                                .findFirst())
                        .filter(other -> other.normalize() != null
                                && column(before, formOf(name), other.key())
                                        .equals(column(after, form.key(), field.key())));
                if (then.isPresent() == inPlace
                        && then.filter(other -> how.equals(other.normalize())).isEmpty()) {
                    found.add(new Likeness(form, field));
                }
            }
        }
        return found;
    }

    /**
     * The fields whose values are to be taken over from another column: the one the version before kept them in or, where it
     * had no such field, the last that had it.
     */
    List<Moved> moved(DSLContext db, Supplier<Stream<Tables>> earlier) {
        var names = SchemaBuilder.names(db, after.tables().schema()).names();
        var found = new ArrayList<Moved>();
        for (var form : after.definition().forms()) {
            var table = after.tables().get(form.key());
            for (var field : form.fields()) {
                if (field.type() instanceof FieldType.Table type) {
                    var rows = Objects.requireNonNull(table.rows().get(field.key()));
                    for (var cell : type.fields()) {
                        var to = Objects.requireNonNull(rows.columns().get(cell.key()));
                        add(
                                found,
                                new Moved(
                                        form,
                                        field.key() + "." + cell.key(),
                                        Optional.of(field.key()),
                                        were(form, Optional.of(field), to, names, earlier),
                                        to));
                    }
                } else {
                    var to = Objects.requireNonNull(table.columns().get(field.key()));
                    add(
                            found,
                            new Moved(
                                    form,
                                    field.key(),
                                    Optional.empty(),
                                    were(form, Optional.empty(), to, names, earlier),
                                    to));
                }
            }
        }
        return found;
    }

    private static void add(List<Moved> found, Moved moved) {
        if (!moved.from().isEmpty()) {
            found.add(moved);
        }
    }

    /** All columns the field ever had, the last in use first; none where that is the one it has now. */
    private List<Column> were(
            Form form, Optional<Field> table, Column now, Map<String, String> names, Supplier<Stream<Tables>> earlier) {
        var uid = now.field().uid();
        var known = names.entrySet().stream()
                .filter(name ->
                        name.getKey().startsWith(uid + "/") && !name.getKey().endsWith(" computed"))
                .map(Map.Entry::getValue)
                .distinct()
                .toList();
        if (known.stream().allMatch(now.name()::equals) || (now.field().isComputed() && !isNumbered(now))) {
            return List.of();
        }
        var columns = new LinkedHashMap<String, Column>();
        for (var versions =
                        Stream.concat(Stream.of(before.tables()), earlier.get()).iterator();
                versions.hasNext() && columns.size() < known.size(); ) {
            columnOf(versions.next(), form.uid(), table, uid)
                    .filter(column -> !column.field().isComputed() || isNumbered(column))
                    .ifPresent(column -> columns.putIfAbsent(column.name(), column));
            if (columns.containsKey(now.name()) && columns.size() == 1) {
                return List.of();
            }
        }
        return List.copyOf(columns.values());
    }

    /** Numbers given by the system are kept like what people write. */
    private static boolean isNumbered(Column column) {
        return column.field().type() instanceof FieldType.AutoNumber;
    }

    private static Optional<Column> columnOf(Tables version, String form, Optional<Field> table, String uid) {
        return version.all().stream()
                .filter(there -> there.form().uid().equals(form))
                .findFirst()
                .flatMap(there -> columns(there, table)
                        .filter(column -> column.field().uid().equals(uid))
                        .findFirst());
    }

    private static Stream<Column> columns(FormTable there, Optional<Field> table) {
        return table.isEmpty()
                ? there.columns().values().stream()
                : there.rows().values().stream()
                        .filter(rows -> rows.field().uid().equals(table.get().uid()))
                        .flatMap(rows -> rows.columns().values().stream());
    }
}
