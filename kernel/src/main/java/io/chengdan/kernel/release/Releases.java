package io.chengdan.kernel.release;

import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.audit.AuditEntry;
import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.definition.DefinitionDiff;
import io.chengdan.kernel.definition.DefinitionFault;
import io.chengdan.kernel.definition.DefinitionFiles;
import io.chengdan.kernel.definition.DefinitionProblem;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.expression.Expression;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.schema.Index;
import io.chengdan.kernel.schema.SchemaBuilder;
import io.chengdan.kernel.schema.SchemaPlan;
import io.chengdan.kernel.schema.Tables;
import io.chengdan.kernel.schema.Views;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The door to the versions of the definition. Thread-safe.
 *
 * <p>A publish widens the database first, statement by statement, and then swaps the pointer in one short transaction under a
 * lock that every write shares: a write works wholly by the version it began with.
 */
public final class Releases {

    private static final int KEPT = 8;

    private final DSLContext publisher;
    private final DSLContext runtime;
    private final Clock clock;
    private final String schema;
    private final @Nullable String views;
    private final ExistingRows rows;
    private final Versions versions;
    private final Map<Long, AppVersion> compiled = new ConcurrentHashMap<>();

    /**
     * @param publisher may change the schema; used by {@link #plan} and {@link #publish} alone
     * @param runtime reads the versions
     * @param schema that holds the form tables
     * @param views the schema of the views for reporting tools; null for none, as in a preview
     * @param rows who brings rows up to a version
     */
    public Releases(
            DSLContext publisher,
            DSLContext runtime,
            Clock clock,
            String schema,
            @Nullable String views,
            ExistingRows rows) {
        this.publisher = publisher;
        this.runtime = runtime;
        this.clock = clock;
        this.schema = schema;
        this.views = views;
        this.rows = rows;
        this.versions = new Versions(schema);
    }

    /** A published version, without its files. */
    public record Version(
            long number,
            Optional<Long> parent,
            String hash,
            Optional<UUID> author,
            java.time.Instant publishedAt,
            String note) {}

    /** A version's number and files, uncompiled. */
    public record InForce(long number, SortedMap<String, String> files) {}

    /** The version in force in a database that nobody serves, such as the snapshot of a backup. */
    public static Optional<InForce> inForce(DSLContext db, String schema) {
        var versions = new Versions(schema);
        return versions.pointer(db)
                .flatMap(number -> versions.files(db, number).map(files -> new InForce(number, files)));
    }

    /** The numbers of versions whose files are not those that were published. */
    public static List<Long> altered(DSLContext db, String schema) {
        var versions = new Versions(schema);
        return versions.all(db).stream()
                .filter(version -> !versions.files(db, version.number())
                        .map(Versions::hash)
                        .equals(Optional.of(version.hash())))
                .map(Version::number)
                .toList();
    }

    /**
     * Whether this kernel can work with the files.
     *
     * @throws Problem.Invalid with every fault, by file and path
     */
    public static Definition check(Map<String, String> files) {
        try {
            var definition = DefinitionFiles.read(files);
            compile(definition);
            return definition;
        } catch (DefinitionProblem problem) {
            throw invalid(problem);
        }
    }

    /** Leaves the rest of a publish to {@link #resume}: indexes and views of the version in force, where they are missing. */
    public static void leaveUnfinished(DSLContext db, String schema) {
        var versions = new Versions(schema);
        if (versions.unfinished(db).isEmpty()) {
            versions.pointer(db).ifPresent(number -> versions.begin(db, number, Optional.empty()));
        }
    }

    /** The version in force; empty where nothing was published yet. */
    public Optional<AppVersion> find() {
        return versions.pointer(runtime).map(this::at);
    }

    /**
     * The version in force, by one cheap query.
     *
     * @throws IllegalStateException where nothing was published yet
     */
    public AppVersion current() {
        return find().orElseThrow(() -> new IllegalStateException("no definition is published in " + schema));
    }

    /**
     * The version in force, which stays so until the transaction ends.
     *
     * @param transaction the writer's; it must not see the version before this call
     */
    public AppVersion lockForWrite(DSLContext transaction) {
        versions.share(transaction);
        return versions.pointer(transaction)
                .map(number -> at(number, transaction))
                .orElseThrow(() -> new IllegalStateException("no definition is published in " + schema));
    }

    /** The version with the number, compiled, for those who read the pointer themselves. */
    public AppVersion at(long number) {
        return at(number, runtime);
    }

    /** What publishing the files over the version in force would do. Changes nothing. */
    public Plan plan(Map<String, String> files) {
        return plan(files, versions.pointer(runtime).orElse(0L));
    }

    /**
     * What publishing the files would do, with what others published since the version they were made from. Changes nothing.
     *
     * @throws Problem.Conflict {@code draft_stale} where there is no such version
     */
    public Plan plan(Map<String, String> files, long base) {
        var before = find();
        try {
            var draft = content(DefinitionFiles.read(files));
            var merge = merge(draft, base, runtime);
            var clashes = merge.clashes().isEmpty()
                    ? List.<DefinitionDiff.Change>of()
                    : merge.theirs(at(base).definition(), before.orElseThrow().definition());
            return plan(
                    before,
                    merge.taken().isEmpty() ? draft : content(DefinitionFiles.read(merge.files())),
                    merge.taken(),
                    clashes);
        } catch (DefinitionProblem problem) {
            return Plan.faulty(problem.faults());
        }
    }

    private Plan plan(
            Optional<AppVersion> before, Content content, List<String> merged, List<DefinitionDiff.Change> clashes) {
        var definition = content.definition();
        var rules = content.rules();
        var changes = before.map(version -> DefinitionDiff.between(version.definition(), definition))
                .orElseGet(() -> DefinitionDiff.between(nothing(definition), definition));
        var schemaPlan = schemaPlan(definition, rules, new SchemaBuilder(publisher, schema, clock));
        var impact = before.map(version ->
                        impact(version, new AppVersion(0, definition, schemaPlan.tables(), rules, "", List.of())))
                .orElse(List.of());
        return new Plan(
                List.of(),
                changes,
                schemaPlan.summary(),
                impact,
                before.map(AppVersion::number).orElse(0L),
                merged,
                clashes);
    }

    private static Content content(Definition definition) {
        return new Content(definition, compile(definition), DefinitionFiles.write(definition));
    }

    /** The draft and what others published since the version it was made from. */
    private Merge merge(Content draft, long base, DSLContext db) {
        long current = versions.pointer(db).orElse(0L);
        if (current == base) {
            return new Merge(draft.files(), List.of(), List.of());
        }
        var was = versions.files(db, base);
        if (base > current || was.isEmpty()) {
            throw new Problem.Conflict(
                    "draft_stale",
                    new Text(
                            "现行版本是 " + current + "，没有作为起点的版本 " + base + "。请先取回现行版本，把修改并进去，再发布。",
                            "Version " + current + " is in force and there is no version " + base
                                    + " to start from. Fetch the one in force, bring your changes into it, then publish."));
        }
        return Merge.of(was.get(), draft.files(), versions.files(db, current).orElseThrow());
    }

    private List<Plan.Effect> impact(AppVersion before, AppVersion after) {
        var work = rows.prepare(runtime, before, after, () -> earlier(before, runtime));
        return new Impact(runtime, before, after).of(work.unconverted());
    }

    /**
     * Puts the files in force as a new version; the same content again makes none.
     *
     * @param base the version the files were made from; 0 for none. What others published since is kept, file by file
     * @throws Problem.Invalid with every fault, by file and path
     * @throws Problem.Conflict {@code draft_clash} where others changed a file of the draft's too, {@code draft_stale} where there
     *     is no such version to start from
     * @throws Problem.Limit where somebody holds a lock for too long
     */
    public AppVersion publish(Map<String, String> files, long base, Optional<UUID> author, String note) {
        try {
            var draft = content(DefinitionFiles.read(files));
            return publishing(publication -> publication.publish(draft, base, author, note));
        } catch (DefinitionProblem problem) {
            throw invalid(problem);
        }
    }

    /**
     * What a rollback came to.
     *
     * @param version now in force; the one before where it had the same content
     * @param retired options and stages in use that the version does not have
     * @param unconverted values that their field's former type cannot hold; they stay in its other column
     */
    public record Rollback(AppVersion version, List<Retired> retired, List<ExistingRows.Unconverted> unconverted) {}

    /**
     * An option that records hold though the definition has it no more.
     *
     * @param count of records, at most {@link Impact#CAP}
     */
    public record Retired(String form, String field, String key, Text label, long count, boolean capped) {}

    /**
     * Puts the content of an earlier version in force, byte for byte, as a new version. Never asks: what it takes away is
     * retired, and no value is lost.
     *
     * @throws Problem.NotFound where there is no such version
     * @throws Problem.Invalid where this kernel can no longer read it
     * @throws Problem.Limit where somebody holds a lock for too long
     */
    public Rollback rollback(long number, Optional<UUID> author, String note) {
        var files = export(number);
        try {
            var definition = DefinitionFiles.read(files);
            var content = new Content(definition, compile(definition), files);
            return publishing(publication -> publication.rollback(content, author, note));
        } catch (DefinitionProblem problem) {
            throw invalid(problem);
        }
    }

    /** Finishes what a publish that was cut off left to do. */
    public void resume() {
        if (versions.unfinished(runtime).isPresent()) {
            publishing(publication -> publication.locked(() -> true));
        }
    }

    private <T> T publishing(Function<Publication, T> work) {
        return publisher.connectionResult(
                connection -> work.apply(new Publication(DSL.using(connection, SQLDialect.POSTGRES))));
    }

    /** A definition and the files it is kept as. */
    private record Content(Definition definition, Rules rules, SortedMap<String, String> files) {}

    /** The tables of the versions before one, the newest first; those that this kernel can no longer read are left out. */
    private Stream<Tables> earlier(AppVersion version, DSLContext db) {
        var names = SchemaBuilder.names(db, schema);
        return LongStream.iterate(version.number() - 1, number -> number > 0, number -> number - 1)
                .mapToObj(number -> versions.files(db, number))
                .flatMap(Optional::stream)
                .flatMap(files -> {
                    try {
                        return Stream.of(Tables.of(DefinitionFiles.read(files), names, schema));
                    } catch (DefinitionProblem _) {
                        return Stream.empty();
                    }
                });
    }

    /** All versions, the newest first. */
    public List<Version> versions() {
        return versions.all(runtime);
    }

    /**
     * The files of a version, in canonical form.
     *
     * @throws Problem.NotFound where there is no such version
     */
    public SortedMap<String, String> export(long number) {
        return versions.files(runtime, number).orElseThrow(Problem.NotFound::new);
    }

    /** The state of the indexes, those first that are not whole. */
    public List<SchemaBuilder.IndexState> indexes() {
        return new SchemaBuilder(runtime, schema, clock).indexStates();
    }

    /** The rule a violated unique index stands for; empty for an index that is not of the definition. */
    public Optional<Index> uniqueIndex(AppVersion version, String name) {
        return Optional.ofNullable(SchemaPlan.indexes(
                        version.definition(),
                        version.tables(),
                        conditions(version.definition(), version.rules()),
                        Versions.env(clock))
                .get(name));
    }

    static Rules compile(Definition definition) {
        var faults = new ArrayList<DefinitionFault>();
        var rules = RuleCompiler.compile(
                definition, (file, path, code, message) -> faults.add(new DefinitionFault(file, path, code, message)));
        if (!faults.isEmpty()) {
            throw new DefinitionProblem(faults);
        }
        return rules;
    }

    /** The faults of a definition as a problem for a caller; a field is the file and the path in it. */
    public static Problem.Invalid invalid(DefinitionProblem problem) {
        return new Problem.Invalid(problem.faults().stream()
                .map(fault -> new Problem.Fault(fault.where(), fault.code(), fault.message()))
                .toList());
    }

    private static Definition nothing(Definition definition) {
        return new Definition(definition.app(), List.of(), List.of(), List.of(), List.of());
    }

    private AppVersion at(long number, DSLContext db) {
        var known = compiled.get(number);
        return known != null ? known : keep(load(number, db));
    }

    private AppVersion load(long number, DSLContext db) {
        var files = versions.files(db, number)
                .orElseThrow(() -> new IllegalStateException("no version " + number + " in " + schema));
        var definition = DefinitionFiles.read(files);
        var tables = Tables.of(definition, SchemaBuilder.names(db, schema), schema);
        return new AppVersion(
                number, definition, tables, compile(definition), Versions.hash(files), versions.retired(db));
    }

    private AppVersion keep(AppVersion version) {
        compiled.put(version.number(), version);
        if (compiled.size() > KEPT) {
            compiled.keySet().removeIf(number -> number <= version.number() - KEPT);
        }
        return version;
    }

    private SchemaPlan schemaPlan(Definition definition, Rules rules, SchemaBuilder builder) {
        return SchemaPlan.of(definition, builder.present(), schema, conditions(definition, rules), Versions.env(clock));
    }

    private static Map<String, Map<String, Expression>> conditions(Definition definition, Rules rules) {
        var conditions = new HashMap<String, Map<String, Expression>>();
        definition
                .forms()
                .forEach(form ->
                        conditions.put(form.key(), rules.form(form.key()).uniques()));
        return conditions;
    }

    /** One publish, on one connection, one at a time for the schema. */
    private final class Publication {

        private final DSLContext db;
        private final SchemaBuilder builder;

        Publication(DSLContext db) {
            this.db = db;
            this.builder = new SchemaBuilder(db, schema, clock);
        }

        /** Runs work while nobody else publishes, after what was left undone. */
        <T> T locked(Supplier<T> work) {
            versions.lockPublishing(db);
            try {
                versions.unfinished(db).ifPresent(this::resume);
                return work.get();
            } finally {
                versions.unlockPublishing(db);
            }
        }

        AppVersion publish(Content draft, long base, Optional<UUID> author, String note) {
            return locked(() -> {
                var content = isInForce(draft) ? draft : merged(draft, base);
                if (isInForce(content)) {
                    var version = at(versions.pointer(db).orElseThrow(), db);
                    finish(schemaPlan(version.definition(), version.rules(), builder));
                    return version;
                }
                return put(content, author, note, "definition.published").version();
            });
        }

        private Content merged(Content draft, long base) {
            var merge = merge(draft, base, db);
            if (!merge.clashes().isEmpty()) {
                throw merge.refusal(
                        versions.files(db, base).orElseThrow(),
                        versions.files(db, versions.pointer(db).orElseThrow()).orElseThrow());
            }
            return merge.taken().isEmpty() ? draft : content(DefinitionFiles.read(merge.files()));
        }

        Rollback rollback(Content content, Optional<UUID> author, String note) {
            return locked(() -> isInForce(content)
                    ? new Rollback(at(versions.pointer(db).orElseThrow(), db), List.of(), List.of())
                    : put(content, author, note, "definition.rolled_back"));
        }

        private boolean isInForce(Content content) {
            return versions.pointer(db)
                    .map(number -> versions.hashOf(db, number).equals(Versions.hash(content.files())))
                    .orElse(false);
        }

        private Rollback put(Content content, Optional<UUID> author, String note, String deed) {
            var definition = content.definition();
            var before = versions.pointer(db).map(number -> at(number, db));
            var plan = schemaPlan(definition, content.rules(), builder);
            builder.expand(plan);
            var gone = before.map(version -> RetiredOption.gone(version.definition(), definition))
                    .orElse(List.of());
            var version = new AppVersion(
                    versions.next(db),
                    definition,
                    plan.tables(),
                    content.rules(),
                    Versions.hash(content.files()),
                    retired(gone));
            var work = work(before, version);
            work.ahead();
            var unconverted = work.unconverted();
            builder.patiently("definition_pointer", swap -> {
                versions.exclude(swap);
                work.within(swap);
                versions.insert(
                        swap,
                        version.number(),
                        before.map(AppVersion::number),
                        content.files(),
                        version.hash(),
                        author,
                        clock.instant(),
                        note);
                versions.retire(swap, version.number(), gone);
                versions.begin(swap, version.number(), before.map(AppVersion::number));
                Audit.write(
                        swap,
                        clock.instant(),
                        new AuditEntry(
                                deed,
                                author,
                                "",
                                schema + "/" + version.number(),
                                Map.of("hash", version.hash(), "note", note)));
            });
            keep(version);
            complete(version, work);
            var retired = before.isEmpty() ? List.<Retired>of() : new Impact(db, before.get(), version).retired();
            return new Rollback(version, retired, unconverted);
        }

        private List<RetiredOption> retired(List<RetiredOption> gone) {
            var all = new ArrayList<>(versions.retired(db));
            all.removeIf(option -> gone.stream()
                    .anyMatch(other ->
                            other.field().equals(option.field()) && other.key().equals(option.key())));
            all.addAll(gone);
            return List.copyOf(all);
        }

        private ExistingRows.Work work(Optional<AppVersion> before, AppVersion after) {
            return before.map(version -> rows.prepare(db, version, after, () -> earlier(version, db)))
                    .orElseGet(() -> ExistingRows.UNTOUCHED.prepare(db, after, after, Stream::empty));
        }

        private void resume(Versions.Unfinished left) {
            var version = at(left.version(), db);
            complete(version, work(left.before().map(number -> at(number, db)), version));
        }

        /** What a version still needs once it is in force. */
        private void complete(AppVersion version, ExistingRows.Work work) {
            var rewritten = work.rewritten();
            if (!rewritten.isEmpty()) {
                // two records may become alike on the way; the index is built again, and tells if they stay so
                uniqueIndexes(version, rewritten).forEach(builder::drop);
                work.afterwards();
            }
            finish(schemaPlan(version.definition(), version.rules(), builder));
            versions.end(db);
        }

        private List<String> uniqueIndexes(AppVersion version, Set<Dependencies.Name> rewritten) {
            return SchemaPlan.indexes(
                            version.definition(),
                            version.tables(),
                            conditions(version.definition(), version.rules()),
                            Versions.env(clock))
                    .values()
                    .stream()
                    .filter(Index::unique)
                    .filter(index -> rewritten.stream()
                            .anyMatch(name -> name.form().equals(index.form())
                                    && (index.fields().contains(name.field())
                                            || !index.rule().isEmpty())))
                    .map(Index::name)
                    .toList();
        }

        private void finish(SchemaPlan plan) {
            builder.index(plan);
            if (views != null) {
                new Views(builder, schema, views).follow(plan.tables(), db);
            }
        }
    }
}
