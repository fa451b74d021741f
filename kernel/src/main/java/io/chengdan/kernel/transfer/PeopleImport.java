package io.chengdan.kernel.transfer;

import io.chengdan.kernel.definition.Ids;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.Department;
import io.chengdan.kernel.identity.Departments;
import io.chengdan.kernel.identity.Language;
import io.chengdan.kernel.identity.People;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.transfer.Mapping.PeopleRule;
import java.text.Normalizer;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One file on its way to being people: a region's people under their manager. Who is there already stays as they are. */
final class PeopleImport {

    private final Caller by;
    private final PeopleRule rule;
    private final CsvFile file;
    private final Departments departments;
    private final People people;
    private final Clock clock;
    private final @Nullable String password;
    private final ReturnedRows returned;
    private final Map<String, Person> byName = new HashMap<>();
    private int created;
    private int skipped;

    /** @param password given to each new person, who must change it; null for none, so that they cannot log in yet */
    PeopleImport(
            Caller by,
            PeopleRule rule,
            CsvFile file,
            Departments departments,
            People people,
            Clock clock,
            @Nullable String password) {
        this.by = by;
        this.rule = rule;
        this.file = file;
        this.departments = departments;
        this.people = people;
        this.clock = clock;
        this.password = password;
        this.returned = new ReturnedRows(file);
        people.all().forEach(person -> byName.put(person.name(), person));
    }

    void run() {
        for (var row : file.rows()) {
            try {
                row(row);
            } catch (RowFault fault) {
                returned.add(row, by.language().of(fault.text()));
            } catch (Problem.Invalid | Problem.Conflict refused) {
                returned.add(row, by.language().of(refused.text()) + reasons(refused));
            }
        }
    }

    private String reasons(Problem refused) {
        var faults = refused instanceof Problem.Invalid invalid ? invalid.faults() : List.<Problem.Fault>of();
        var text = new StringBuilder();
        faults.forEach(fault -> text.append(' ').append(by.language().of(fault.message())));
        return text.toString();
    }

    private void row(CsvFile.Line row) throws RowFault {
        var name = required(row, rule.name());
        var head = required(row, rule.head());
        var region = region(required(row, rule.region()));
        var team = team(head, region);
        if (byName.containsKey(name)) {
            skipped++;
        } else {
            create(name, team.id(), rule.role());
        }
    }

    private String required(CsvFile.Line row, String column) throws RowFault {
        int at = file.header().indexOf(column);
        var text = at >= row.cells().size() ? "" : row.cells().get(at).strip();
        if (text.isEmpty()) {
            throw new RowFault(new Text("缺少“" + column + "”。", "“" + column + "” is missing."));
        }
        return ReturnedRows.asItWas(text);
    }

    private Department region(String name) {
        var top = departments.org().departments().stream()
                .filter(department -> department.kind() == Department.Kind.COMPANY)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("every installation has its company"));
        return department(name, Department.Kind.SALES_REGION, top.id());
    }

    private Department team(String head, Department region) {
        var team = department(head, Department.Kind.FUNCTION, region.id());
        if (team.head().isEmpty()) {
            var known = byName.get(head);
            var manager = known == null ? create(head, team.id(), rule.headRole()) : known;
            team = departments.change(
                    by,
                    new Department(
                            team.id(),
                            team.key(),
                            team.name(),
                            team.kind(),
                            team.parent(),
                            Optional.of(manager.id()),
                            team.executive()));
        }
        return team;
    }

    private Department department(String name, Department.Kind kind, UUID parent) {
        var org = departments.org();
        return org.departments().stream()
                .filter(department ->
                        department.name().equals(name) && department.parent().equals(Optional.of(parent)))
                .findFirst()
                .orElseGet(() -> departments.create(
                        by,
                        new Department(
                                Ids.next(clock.instant()),
                                free(
                                        words(name, "_", "department"),
                                        key -> org.byKey(key).isPresent(),
                                        "_"),
                                name,
                                kind,
                                Optional.of(parent),
                                Optional.empty(),
                                Optional.empty())));
    }

    private Person create(String name, UUID department, String role) {
        var login =
                free(words(name, ".", "person"), taken -> people.byLogin(taken).isPresent(), ".");
        var person = new Person(
                Ids.next(clock.instant()),
                login,
                name,
                department,
                Set.of(role),
                "",
                "",
                Optional.ofNullable(rule.language()).flatMap(Language::ofTag).orElse(Language.ZH),
                true,
                true,
                1);
        var made = password == null ? people.createWithoutPassword(by, person) : people.create(by, person, password);
        byName.put(name, made);
        created++;
        return made;
    }

    /** The name in plain small letters, such as {@code anna.snelling}. */
    private static String words(String name, String between, String otherwise) {
        var plain = Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", " ")
                .strip()
                .replace(" ", between);
        var cut = plain.substring(0, Math.min(32, plain.length()));
        return cut.isEmpty() || !Character.isLetter(cut.charAt(0)) ? otherwise + between + cut : cut;
    }

    private static String free(String wished, java.util.function.Predicate<String> taken, String between) {
        var base = wished.endsWith(between) ? wished.substring(0, wished.length() - 1) : wished;
        var free = base;
        for (int i = 2; taken.test(free); i++) {
            free = base + between + i;
        }
        return free;
    }

    ReturnedRows returned() {
        return returned;
    }

    /** Counted by people: managers beside those of the rows. */
    Counts counts() {
        return new Counts(file.rows().size(), created, 0, skipped, returned.size());
    }
}
