package io.chengdan.kernel.transfer;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.audit.AuditEntry;
import io.chengdan.kernel.definition.Ids;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.Departments;
import io.chengdan.kernel.identity.People;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.RecordReader;
import io.chengdan.kernel.record.RecordWriter;
import io.chengdan.kernel.record.Teams;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/** The door to imports. Thread-safe. */
public final class Imports {

    private static final int LONGEST_NAME = 200;

    private final DSLContext db;
    private final RecordReader reader;
    private final RecordWriter writer;
    private final Teams teams;
    private final People people;
    private final Departments departments;
    private final ImportBook book;

    public Imports(
            DSLContext db,
            RecordReader reader,
            RecordWriter writer,
            Teams teams,
            People people,
            Departments departments) {
        this.db = db;
        this.reader = reader;
        this.writer = writer;
        this.teams = teams;
        this.people = people;
        this.departments = departments;
        this.book = new ImportBook(db);
    }

    /**
     * A file to be imported.
     *
     * @param name as the client gave it; kept to tell imports apart
     * @param dryRun does all and undoes it: the answer is what an import would answer
     * @param key the client's idempotency key: the same key again answers as before and writes nothing
     * @param password for people alone: their first one
     */
    public record Request(
            String name,
            Mapping mapping,
            boolean dryRun,
            @Nullable String key,
            @Nullable String password) {}

    /** @param returned the refused rows as CSV with their reasons; null where there are none */
    public record Outcome(UUID id, Counts counts, @Nullable String returned) {}

    /**
     * Imports the file. Rows that are refused are returned; the others stand.
     *
     * @throws Problem.Forbidden without the right to import into the form, to migrate, or to look after people
     * @throws Problem.Invalid where the file or the mapping cannot be read as a whole; nothing is written then
     */
    public Outcome run(Caller caller, AccessPlan plan, Request request, byte[] csv) {
        permit(plan, request.mapping());
        var id = id(plan, request);
        var known = book.find(id, plan.person().id());
        if (known.isPresent()) {
            return new Outcome(id, known.get().counts(), known.get().returned());
        }
        var file = CsvFile.read(csv);
        requireColumns(request.mapping(), file);
        var outcome = request.dryRun()
                ? rehearse(caller, plan, request, file, id)
                : perform(caller, plan, request, file, id, db);
        book.add(new ImportBook.Entry(
                id,
                plan.person().id(),
                plan.viewer().clock().instant(),
                Optional.ofNullable(request.mapping().form()).orElse("people"),
                request.name()
                        .substring(0, Math.min(LONGEST_NAME, request.name().length())),
                request.dryRun(),
                outcome.counts(),
                outcome.returned()));
        if (!request.dryRun()) {
            Audit.write(
                    db,
                    plan.viewer().clock().instant(),
                    new AuditEntry(
                            "import.run",
                            plan.person().id(),
                            Optional.ofNullable(request.mapping().form()).orElse("people"),
                            Map.of(
                                    "id", id,
                                    "created", outcome.counts().created(),
                                    "updated", outcome.counts().updated(),
                                    "migrate", request.mapping().migrate())));
        }
        return outcome;
    }

    /**
     * The rows that an import of the caller returned, as CSV.
     *
     * @throws Problem.NotFound where it was not theirs, or returned none
     */
    public String returned(AccessPlan plan, UUID id) {
        return book.find(id, plan.person().id())
                .flatMap(entry -> Optional.ofNullable(entry.returned()))
                .orElseThrow(Problem.NotFound::new);
    }

    private static UUID id(AccessPlan plan, Request request) {
        var key = request.key();
        return key == null || request.dryRun()
                ? Ids.next(plan.viewer().clock().instant())
                : UUID.nameUUIDFromBytes((plan.person().id() + " " + key).getBytes(StandardCharsets.UTF_8));
    }

    private static void permit(AccessPlan plan, Mapping mapping) {
        var form = mapping.form();
        if (form == null) {
            plan.require("people");
        } else if (mapping.migrate()) {
            plan.require("migrate");
        } else if (!plan.form(form).ever().mayEver("import")) {
            plan.require("import");
        }
    }

    private static void requireColumns(Mapping mapping, CsvFile file) {
        Mappings.columns(mapping).forEach((column, place) -> {
            if (!file.header().contains(column)) {
                throw Mappings.fault(
                        place,
                        "no_such_column",
                        "文件里没有“" + column + "”这一列。",
                        "The file has no column “" + column + "”.");
            }
        });
    }

    /** Carries the outcome out of the transaction that is undone. */
    private static final class Undone extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Outcome outcome;

        Undone(Outcome outcome) {
            super("a rehearsal ends with nothing written", null, false, false);
            this.outcome = outcome;
        }
    }

    private Outcome rehearse(Caller caller, AccessPlan plan, Request request, CsvFile file, UUID id) {
        try {
            db.transaction(transaction -> {
                throw new Undone(perform(caller, plan, request, file, id, transaction.dsl()));
            });
        } catch (DataAccessException rolledBack) {
            if (rolledBack.getCause() instanceof Undone undone) {
                return undone.outcome;
            }
            throw rolledBack;
        }
        throw new IllegalStateException("a rehearsal was not undone");
    }

    private Outcome perform(Caller caller, AccessPlan plan, Request request, CsvFile file, UUID id, DSLContext within) {
        var rule = request.mapping().people();
        if (rule != null) {
            var run = new PeopleImport(
                    caller, rule, file, departments, people, plan.viewer().clock(), request.password());
            run.run();
            return outcome(id, run.counts(), run.returned());
        }
        var run = new FormImport(
                plan,
                request.mapping(),
                file,
                writer.within(within),
                new Lookups(reader.within(within), plan, people.all()),
                caller.language(),
                "import:" + id);
        run.run();
        run.join(teams, within);
        return outcome(id, run.counts(), run.returned());
    }

    private static Outcome outcome(UUID id, Counts counts, ReturnedRows returned) {
        return new Outcome(id, counts, returned.size() == 0 ? null : returned.csv());
    }
}
