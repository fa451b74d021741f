package io.chengdan.kernel.release;

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
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Versions versions;
    private final Map<Long, AppVersion> compiled = new ConcurrentHashMap<>();

    /**
     * @param publisher may change the schema; used by {@link #plan} and {@link #publish} alone
     * @param runtime reads the versions
     * @param schema that holds the form tables
     * @param views the schema of the views for reporting tools; null for none, as in a preview
     */
    public Releases(DSLContext publisher, DSLContext runtime, Clock clock, String schema, @Nullable String views) {
        this.publisher = publisher;
        this.runtime = runtime;
        this.clock = clock;
        this.schema = schema;
        this.views = views;
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

    /** What publishing the files would do. Changes nothing. */
    public Plan plan(Map<String, String> files) {
        Definition definition;
        Rules rules;
        try {
            definition = DefinitionFiles.read(files);
            rules = compile(definition);
        } catch (DefinitionProblem problem) {
            return Plan.faulty(problem.faults());
        }
        var before = find();
        var changes = before.map(version -> DefinitionDiff.between(version.definition(), definition))
                .orElseGet(() -> DefinitionDiff.between(nothing(definition), definition));
        var schemaPlan = schemaPlan(definition, rules, new SchemaBuilder(publisher, schema, clock));
        var impact = before.map(version -> new Impact(runtime, version).of(definition))
                .orElse(List.of());
        return new Plan(
                List.of(),
                changes,
                schemaPlan.summary(),
                impact,
                before.map(AppVersion::number).orElse(0L));
    }

    /**
     * Puts the files in force as a new version; the same content again makes none.
     *
     * @param base the version the files were made from; 0 for none
     * @throws Problem.Invalid with every fault, by file and path
     * @throws Problem.Conflict {@code draft_stale} where another version is in force by now
     * @throws Problem.Limit where somebody holds a lock for too long
     */
    public AppVersion publish(Map<String, String> files, long base, Optional<UUID> author, String note) {
        try {
            var definition = DefinitionFiles.read(files);
            var rules = compile(definition);
            return publisher.connectionResult(connection -> {
                var db = DSL.using(connection, SQLDialect.POSTGRES);
                return new Publication(db).publish(definition, rules, base, author, note);
            });
        } catch (DefinitionProblem problem) {
            throw invalid(problem);
        }
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
        return new AppVersion(number, definition, tables, compile(definition), Versions.hash(files));
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

        AppVersion publish(Definition definition, Rules rules, long base, Optional<UUID> author, String note) {
            versions.lockPublishing(db);
            try {
                var files = DefinitionFiles.write(definition);
                var hash = Versions.hash(files);
                var before = versions.pointer(db);
                if (before.isPresent() && versions.hashOf(db, before.get()).equals(hash)) {
                    finish(schemaPlan(definition, rules, builder));
                    return at(before.get(), db);
                }
                requireFresh(before.orElse(0L), base);
                var plan = schemaPlan(definition, rules, builder);
                builder.expand(plan);
                var number = versions.next(db);
                builder.patiently("definition_pointer", swap -> {
                    versions.exclude(swap);
                    versions.insert(swap, number, before, files, hash, author, clock.instant(), note);
                });
                var version = keep(new AppVersion(number, definition, plan.tables(), rules, hash));
                finish(plan);
                return version;
            } finally {
                versions.unlockPublishing(db);
            }
        }

        private void requireFresh(long current, long base) {
            if (current != base) {
                throw new Problem.Conflict(
                        "draft_stale",
                        new Text(
                                "已有更新的版本 " + current + "。请先取回该版本，把修改并进去，再发布。",
                                "Version " + current
                                        + " is in force by now. Fetch it, merge your changes into it, then publish."));
            }
        }

        private void finish(SchemaPlan plan) {
            builder.index(plan);
            if (views != null) {
                new Views(builder, schema, views).follow(plan.tables(), db);
            }
        }
    }
}
