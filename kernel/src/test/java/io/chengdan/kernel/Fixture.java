package io.chengdan.kernel;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.access.AccessPlans;
import io.chengdan.kernel.definition.Regions;
import io.chengdan.kernel.identity.Department;
import io.chengdan.kernel.identity.Language;
import io.chengdan.kernel.identity.Org;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.pipeline.Checklists;
import io.chengdan.kernel.pipeline.StageGate;
import io.chengdan.kernel.record.Backfill;
import io.chengdan.kernel.record.Change;
import io.chengdan.kernel.record.FileNames;
import io.chengdan.kernel.record.Histories;
import io.chengdan.kernel.record.RecordReader;
import io.chengdan.kernel.record.RecordWriter;
import io.chengdan.kernel.record.Scopes;
import io.chengdan.kernel.record.Teams;
import io.chengdan.kernel.release.AppVersion;
import io.chengdan.kernel.release.Releases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A working installation of an application for tests: its own database, people and departments that are named when needed, a
 * clock that moves only when told to, and the two paths to records wired as the server wires them.
 */
public final class Fixture implements AutoCloseable {

    public static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    static final Instant START = Instant.parse("2026-11-23T02:00:00Z");

    private static final Regions REGIONS =
            Regions.of(Map.of("32", "江苏省", "3204", "常州市", "320412", "武进区", "3205", "苏州市", "33", "浙江省", "3301", "杭州市"));

    private final TestInstallation installation;
    private final HikariDataSource pool;
    private final HikariDataSource superpool;
    private final DSLContext db;
    private final DSLContext superuser;
    private final MovingClock clock = new MovingClock();
    private final Releases releases;
    private final AccessPlans plans;
    private final String schema;
    private final RecordReader reader;
    private final RecordWriter writer;
    private final Checklists checklists;
    private final Histories histories;
    private final Teams teams;
    private final Map<UUID, Set<String>> files = new ConcurrentHashMap<>();
    private final Map<String, Department> departments = new LinkedHashMap<>();
    private final Map<String, Worker> workers = new LinkedHashMap<>();
    private int beside;
    private volatile Org org = new Org(0, List.of(), List.of());

    private Fixture(
            TestInstallation installation,
            HikariDataSource pool,
            HikariDataSource superpool,
            String schema,
            SortedMap<String, String> files,
            Scopes scopes) {
        this.installation = installation;
        this.pool = pool;
        this.superpool = superpool;
        db = DSL.using(pool, SQLDialect.POSTGRES);
        superuser = DSL.using(superpool, SQLDialect.POSTGRES);
        plans = new AccessPlans(clock, ZONE);
        this.schema = schema;
        releases = releases(installation.publisher());
        reader = new RecordReader(db, REGIONS, FileNames.NONE, scopes);
        writer = new RecordWriter(
                db, releases::lockForWrite, plans, () -> org, REGIONS, List.of(new StageGate(this::hasFile)));
        checklists = new Checklists(db, reader, this::hasFile);
        histories = new Histories(db, reader, REGIONS);
        teams = new Teams(db, reader);
        publish(files);
        department("company", null);
    }

    /** An installation of these definition files, with the one department {@code company}. */
    public static Fixture of(SortedMap<String, String> files) {
        var installation = TestInstallation.fresh();
        return new Fixture(
                installation,
                pool(installation.runtime(), 6),
                pool(installation.superuser(), 2),
                "app",
                files,
                new Scopes());
    }

    /** Another application in the same database, under a schema of its own; open as long as this one. */
    public Fixture beside(String schema, SortedMap<String, String> other) {
        // every second one walks where the others gather
        var scopes = new Scopes(beside++ % 2 == 0 ? 0 : 10_000);
        return new Fixture(installation, pool, superpool, schema, other, scopes);
    }

    /** The workshop of {@code src/test/resources/workshop}: customers, deals with gates, quotes, and one of every field type. */
    public static Fixture workshop() {
        return of(workshopFiles());
    }

    public static SortedMap<String, String> workshopFiles() {
        try {
            return read(Path.of(Objects.requireNonNull(Fixture.class.getResource("/workshop"))
                    .toURI()));
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The definition files in a folder. */
    public static SortedMap<String, String> read(Path folder) {
        try (var paths = Files.walk(folder)) {
            var files = new TreeMap<String, String>();
            for (var path : paths.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readString(path));
            }
            return files;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static HikariDataSource pool(DataSource source, int size) {
        var config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    public AppVersion publish(SortedMap<String, String> definition) {
        long base = releases.find().map(AppVersion::number).orElse(0L);
        return releases.publish(definition, base, Optional.empty(), "");
    }

    /** A department of this name, below another. */
    public Fixture department(String key, @Nullable String parent) {
        var above = Optional.ofNullable(parent).map(name -> department(name).id());
        departments.put(
                key,
                new Department(
                        UUID.randomUUID(),
                        key,
                        key,
                        Department.Kind.FUNCTION,
                        above,
                        Optional.empty(),
                        Optional.empty()));
        reorganize();
        return this;
    }

    /** Makes somebody the head of a department. */
    public void head(String key, Worker head) {
        departments.computeIfPresent(
                key,
                (_, department) -> new Department(
                        department.id(),
                        key,
                        department.name(),
                        department.kind(),
                        department.parent(),
                        Optional.of(head.id()),
                        department.executive()));
        reorganize();
    }

    public Department department(String key) {
        return Objects.requireNonNull(departments.get(key), key);
    }

    /** Somebody in a department with these roles; asked for again by {@link #as}. */
    public Worker person(String name, String department, String... roles) {
        var person = new Person(
                UUID.randomUUID(),
                name,
                name,
                department(department).id(),
                Set.of(roles),
                "",
                "",
                Language.EN,
                true,
                false,
                1);
        var worker = new Worker(this, person);
        workers.put(name, worker);
        reorganize();
        return worker;
    }

    public Worker as(String name) {
        return Objects.requireNonNull(workers.get(name), name);
    }

    private void reorganize() {
        var members = new ArrayList<Org.Member>();
        workers.forEach((name, worker) -> members.add(
                new Org.Member(worker.person().id(), name, worker.person().departmentId())));
        org = new Org(org.version() + 1, List.copyOf(departments.values()), members);
    }

    /** Puts a file of the category into the attachment library of a record. */
    public void attach(UUID record, String category) {
        files.computeIfAbsent(record, _ -> ConcurrentHashMap.newKeySet()).add(category);
    }

    private boolean hasFile(DSLContext transaction, String form, UUID record, String category) {
        return files.getOrDefault(record, Set.of()).contains(category);
    }

    /** Puts somebody into a record's team, past all rules. */
    public void team(String form, UUID record, Worker member, boolean mayWrite) {
        superuser.execute(
                "insert into kernel.team (form, record, person, part, may_write) values (?, ?, ?, 'other', ?)",
                app().definition().form(form).orElseThrow().uid(),
                record,
                member.id(),
                mayWrite);
    }

    public Releases releases() {
        return releases;
    }

    /** The same versions as another process has them that publishes over this source. */
    public Releases releases(DataSource publisher) {
        return new Releases(
                DSL.using(publisher, SQLDialect.POSTGRES), db, clock, schema, null, new Backfill(plans, () -> org));
    }

    /** Where those who publish connect to. */
    public DataSource publisher() {
        return installation.publisher();
    }

    public AppVersion app() {
        return releases.current();
    }

    public Org org() {
        return org;
    }

    AccessPlan plan(Person person) {
        return plans.plan(app(), person, org);
    }

    public MovingClock clock() {
        return clock;
    }

    /** The database as the server sees it. */
    public DSLContext db() {
        return db;
    }

    /** For looking behind the scenes. */
    public DSLContext superuser() {
        return superuser;
    }

    public RecordReader reader() {
        return reader;
    }

    public RecordWriter writer() {
        return writer;
    }

    public Checklists checklists() {
        return checklists;
    }

    public Histories histories() {
        return histories;
    }

    public Teams teams() {
        return teams;
    }

    /** How many rows a table of the kernel has for a record. */
    public int count(String table, UUID record) {
        return superuser.fetchCount(
                DSL.table(DSL.name("kernel", table)),
                DSL.field(DSL.name("record")).eq(record));
    }

    /** Any change that places history. */
    public static Change placed(Map<String, ? extends @Nullable Object> fields, Change.Placed past) {
        return Change.place(null, fields, past);
    }

    @Override
    public void close() {
        pool.close();
        superpool.close();
    }

    /** A clock that stands until it is moved. */
    public static final class MovingClock extends Clock {

        private volatile Instant now = START;

        public synchronized void moves(Duration by) {
            now = now.plus(by);
        }

        public void set(Instant to) {
            now = to;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZONE;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("the company has one zone");
        }
    }
}
