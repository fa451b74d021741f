package io.chengdan.server.sales;

import io.chengdan.kernel.database.Settings;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.Department;
import io.chengdan.kernel.identity.Departments;
import io.chengdan.kernel.identity.Language;
import io.chengdan.kernel.identity.People;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.record.Change;
import io.chengdan.kernel.record.RecordWriter;
import io.chengdan.kernel.record.WriteRequest;
import io.chengdan.sales.demo.DemoCompany;
import io.chengdan.sales.demo.DemoDepartment;
import io.chengdan.sales.demo.DemoMove;
import io.chengdan.sales.demo.DemoPerson;
import io.chengdan.sales.demo.DemoRecord;
import io.chengdan.server.FirstLoad;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Loads the demo company: its people, and eighteen months of selling through the writer's {@code migrate}. */
@Component
@Order(2)
class DemoLoad implements FirstLoad {

    private static final long SEED = 1;
    private static final int BATCH = 500;
    private static final String TIME = "demo_time";

    private final Clock clock;
    private final ZoneId zone;
    private final Departments departments;
    private final People people;
    private final RecordWriter writer;
    private final Settings settings;

    DemoLoad(Clock clock, ZoneId zone, Departments departments, People people, RecordWriter writer, Settings settings) {
        this.clock = clock;
        this.zone = zone;
        this.departments = departments;
        this.people = people;
        this.writer = writer;
        this.settings = settings;
    }

    @Override
    public void load(Person admin, boolean demo) {
        if (!demo) {
            return;
        }
        var company = DemoCompany.generate(SEED, present(), zone);
        var ids = organisation(Caller.system(admin), company);
        records(admin, company.records(), ids);
    }

    /** The time the demo is made for: kept, so that a load cut short goes on with the very same company. */
    private Instant present() {
        var kept = settings.text(TIME);
        if (kept.isEmpty()) {
            settings.put(TIME, clock.instant().toString());
        }
        return Instant.parse(settings.text(TIME).orElseThrow());
    }

    // ---- people

    /** The ids that departments and people have here, by the generator's; where one was there already it keeps its own. */
    private Map<UUID, UUID> organisation(Caller admin, DemoCompany company) {
        var ids = new HashMap<UUID, UUID>();
        var byKey = new HashMap<String, UUID>();
        for (var department : company.departments()) {
            var known = departments.org().byKey(department.key());
            var here = known.map(Department::id).orElse(department.id());
            if (known.isEmpty()) {
                departments.create(admin, department(department, byKey, Map.of()));
            }
            byKey.put(department.key(), here);
            ids.put(department.id(), here);
        }
        var logins = new HashMap<String, UUID>();
        for (var person : company.people()) {
            var known = people.byLogin(person.login());
            var here = known.orElseGet(() -> people.createWithoutPassword(admin, person(person, byKey)));
            logins.put(person.login(), here.id());
            ids.put(person.id(), here.id());
            known.ifPresent(same -> settle(admin, same, person, byKey));
        }
        for (var department : company.departments()) {
            departments.change(admin, department(department, byKey, logins));
        }
        return ids;
    }

    /** {@code admin} was there before the company: they get their place in it. */
    private void settle(Caller admin, Person known, DemoPerson wanted, Map<String, UUID> byKey) {
        var place = byKey.getOrDefault(wanted.department(), known.departmentId());
        if (!place.equals(known.departmentId())) {
            people.change(
                    admin,
                    new Person(
                            known.id(),
                            known.login(),
                            known.name(),
                            place,
                            known.roles(),
                            known.email(),
                            known.phone(),
                            known.language(),
                            known.active(),
                            known.mustChangePassword(),
                            known.epoch()));
        }
    }

    private Department department(DemoDepartment made, Map<String, UUID> byKey, Map<String, UUID> logins) {
        return new Department(
                byKey.getOrDefault(made.key(), made.id()),
                made.key(),
                made.name(),
                Department.Kind.valueOf(made.kind().toUpperCase(java.util.Locale.ROOT)),
                made.parent().map(key -> java.util.Objects.requireNonNull(byKey.get(key))),
                Optional.ofNullable(logins.get(made.head())),
                made.executive().flatMap(login -> Optional.ofNullable(logins.get(login))));
    }

    private static Person person(DemoPerson made, Map<String, UUID> byKey) {
        return new Person(
                made.id(),
                made.login(),
                made.name(),
                java.util.Objects.requireNonNull(byKey.get(made.department())),
                Set.copyOf(made.roles()),
                "",
                "",
                Language.ZH,
                true,
                false,
                1);
    }

    // ---- records

    /** In batches of one form, each a whole with a key of its own, so that a load cut short goes on where it stopped. */
    private void records(Person admin, List<DemoRecord> records, Map<UUID, UUID> ids) {
        int number = 0;
        for (int from = 0; from < records.size(); ) {
            var form = records.get(from).form();
            var changes = new ArrayList<Change>();
            int until = from;
            while (until < records.size()
                    && until - from < BATCH
                    && records.get(until).form().equals(form)) {
                changes.add(change(records.get(until++), ids));
            }
            writer.write(admin, new WriteRequest(form, changes, true, "migrate", "demo-" + number++));
            from = until;
        }
    }

    private static Change change(DemoRecord record, Map<UUID, UUID> ids) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        record.fields().forEach((key, value) -> fields.put(key, here(value, ids)));
        fields.put("owner", here(record.owner(), ids));
        return Change.place(
                record.id(),
                fields,
                new Change.Placed(
                        record.createdAt(), here(record.createdBy(), ids), false, moves(record.moves(), ids)));
    }

    private static List<Change.Move> moves(List<DemoMove> moves, Map<UUID, UUID> ids) {
        var placed = new ArrayList<Change.Move>();
        String from = null;
        for (var move : moves) {
            placed.add(new Change.Move(from, move.to(), move.at(), here(move.by(), ids)));
            from = move.to();
        }
        return placed;
    }

    private static UUID here(UUID id, Map<UUID, UUID> ids) {
        return ids.getOrDefault(id, id);
    }

    /** The value with the ids of people and departments that were here before. */
    private static Object here(Object value, Map<UUID, UUID> ids) {
        return switch (value) {
            case String text
            when text.length() == 36 && text.charAt(8) == '-' -> {
                var id = UUID.fromString(text);
                yield here(id, ids).toString();
            }
            case List<?> list ->
                list.stream().map(each -> here((Object) each, ids)).toList();
            default -> value;
        };
    }
}
