package io.chengdan.kernel.transfer;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.identity.Department;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.record.Query;
import io.chengdan.kernel.record.RecordReader;
import io.chengdan.kernel.record.RecordView;
import io.chengdan.kernel.record.RecordView.Link;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds records, people and departments by what a file calls them, as far as the importer sees them. For one import. */
final class Lookups {

    private static final int AT_ONCE = 200;

    private final RecordReader reader;
    private final AccessPlan plan;
    private final Map<String, List<UUID>> people = new HashMap<>();
    private final Map<By, Map<List<String>, Found>> known = new HashMap<>();
    private final Map<By, Set<List<String>>> absent = new HashMap<>();

    /** Fields of a form that together name a record. */
    record By(String form, List<String> fields) {

        static By one(String form, String field) {
            return new By(form, List.of(field));
        }
    }

    /** @param several whether more than one record has these values */
    record Found(UUID id, long version, boolean several) {}

    Lookups(RecordReader reader, AccessPlan plan, List<Person> everybody) {
        this.reader = reader;
        this.plan = plan;
        for (var person : everybody) {
            person("name", person.name(), person.id());
            person("login", person.login(), person.id());
        }
    }

    private void person(String by, String name, UUID id) {
        people.computeIfAbsent(by + " " + name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                .add(id);
    }

    /** @param by name, login, or null for either */
    UUID person(String name, @Nullable String by) throws RowFault {
        var kinds = by == null ? List.of("login", "name") : List.of(by);
        for (var kind : kinds) {
            var found = people.getOrDefault(kind + " " + name.toLowerCase(Locale.ROOT), List.of());
            if (found.size() > 1) {
                throw new RowFault(
                        "有几个人都叫“" + name + "”，请改用登录名。", "Several people are called “" + name + "”; use the log-in.");
            }
            if (!found.isEmpty()) {
                return found.getFirst();
            }
        }
        throw new RowFault("没有“" + name + "”这个人。", "There is nobody called “" + name + "”.");
    }

    UUID department(String name) throws RowFault {
        var org = plan.viewer().org();
        return org.byKey(name)
                .or(() -> org.departments().stream()
                        .filter(department -> department.name().equals(name))
                        .findFirst())
                .map(Department::id)
                .orElseThrow(
                        () -> new RowFault("没有“" + name + "”这个部门。", "There is no department called “" + name + "”."));
    }

    /** The record with these values, if there is one. */
    Optional<Found> record(By by, List<String> values) {
        var found = known(by).get(values);
        if (found == null && !absent(by).contains(values)) {
            fetch(by, List.of(values));
            found = known(by).get(values);
        }
        return Optional.ofNullable(found);
    }

    /** Fetches at once what will be asked one by one. */
    void prepare(By by, Collection<List<String>> wanted) {
        var open = new LinkedHashSet<>(wanted);
        open.removeAll(known(by).keySet());
        open.removeAll(absent(by));
        var left = List.copyOf(open);
        for (int from = 0; from < left.size(); from += AT_ONCE) {
            fetch(by, left.subList(from, Math.min(from + AT_ONCE, left.size())));
        }
    }

    /** What was not there may be there now. */
    void forgetAbsent() {
        absent.clear();
    }

    /** A record that was just changed has another version. */
    void forget(By by, List<String> values) {
        known(by).remove(values);
    }

    private void fetch(By by, List<List<String>> wanted) {
        var first = by.fields().getFirst();
        var where = new Query.Where.Test(
                first,
                Query.Op.IN,
                wanted.stream().map(List::getFirst).distinct().toList());
        String cursor = null;
        do {
            var page = reader.list(
                    plan,
                    new Query(
                            by.form(), where, List.of(), Query.MOST, cursor, by.fields(), false, List.of(), List.of()));
            page.items().forEach(view -> keep(by, view));
            cursor = page.next();
        } while (cursor != null);
        wanted.stream().filter(values -> !known(by).containsKey(values)).forEach(absent(by)::add);
    }

    private void keep(By by, RecordView view) {
        var values =
                by.fields().stream().map(key -> text(view.fields().get(key))).toList();
        known(by)
                .merge(
                        values,
                        new Found(view.id(), view.version(), false),
                        (one, other) -> one.id().equals(other.id()) ? other : new Found(one.id(), one.version(), true));
    }

    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Link link -> link.id();
            default -> value.toString();
        };
    }

    private Map<List<String>, Found> known(By by) {
        return known.computeIfAbsent(by, _ -> new HashMap<>());
    }

    private Set<List<String>> absent(By by) {
        return absent.computeIfAbsent(by, _ -> new LinkedHashSet<>());
    }
}
