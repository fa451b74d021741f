package io.chengdan.kernel.transfer;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.identity.Language;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.Change;
import io.chengdan.kernel.record.Change.Move;
import io.chengdan.kernel.record.Change.Placed;
import io.chengdan.kernel.record.RecordWriter;
import io.chengdan.kernel.record.Teams;
import io.chengdan.kernel.record.WriteRequest;
import io.chengdan.kernel.transfer.CsvFile.Line;
import io.chengdan.kernel.transfer.Lookups.By;
import io.chengdan.kernel.transfer.Lookups.Found;
import io.chengdan.kernel.transfer.Mapping.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** One file on its way into one form: rows become changes, changes are written in batches, refused rows are returned. */
final class FormImport {

    private static final int BATCH = 1_000;

    private final AccessPlan plan;
    private final Form form;
    private final Mapping mapping;
    private final RecordWriter writer;
    private final Lookups lookups;
    private final Cells cells;
    private final Language language;
    private final String key;
    private final ReturnedRows returned;
    private final List<Line> rows;
    private final Map<UUID, Set<UUID>> joining = new HashMap<>();
    private int created;
    private int updated;
    private int skipped;

    /** @param key the import's, from which each write gets its own, so that a repeated import writes nothing twice */
    FormImport(
            AccessPlan plan,
            Mapping mapping,
            CsvFile file,
            RecordWriter writer,
            Lookups lookups,
            Language language,
            String key) {
        this.plan = plan;
        this.form = plan.app()
                .definition()
                .form(Objects.requireNonNull(mapping.form()))
                .orElseThrow(Problem.NotFound::new);
        this.mapping = mapping;
        this.writer = writer;
        this.lookups = lookups;
        this.cells = new Cells(
                plan.app().definition(),
                form,
                mapping,
                file.header(),
                lookups,
                plan.viewer().zone());
        this.language = language;
        this.key = key;
        this.rows = file.rows();
        this.returned = new ReturnedRows(file);
        check(mapping, form);
    }

    /** A row ready to be written. */
    private record Ready(Line row, Change change, @Nullable List<String> identity) {}

    /** Every field of the mapping must be one that a cell can fill. */
    private static void check(Mapping mapping, Form form) {
        var team = mapping.team();
        if (team != null && form.field(team.of()).flatMap(Field::reference).isEmpty()) {
            throw Mappings.fault(
                    "team.of", "unknown_field", "team.of 要写一个引用字段。", "team.of names a field that is a reference.");
        }
        mapping.fields().keySet().forEach(key -> {
            var field = form.field(key);
            if (field.isEmpty()
                    || field.get().type() instanceof FieldType.Table
                    || field.get().type() instanceof FieldType.Attachment
                    || field.get().type() instanceof FieldType.Formula
                    || field.get().isDerived()) {
                throw Mappings.fault(
                        "fields." + key,
                        "unknown_field",
                        "“" + key + "”不是可以导入的字段。",
                        "“" + key + "” is no field that can be imported.");
            }
        });
    }

    void run() {
        var pending = rows;
        while (!pending.isEmpty()) {
            var waiting = waiting(pending);
            var ready = pending.stream()
                    .filter(row -> !waiting.contains(row.number()))
                    .toList();
            // rows that wait for one another in a circle go now, and are returned
            var next = ready.isEmpty() ? pending : ready;
            for (int from = 0; from < next.size(); from += BATCH) {
                batch(next.subList(from, Math.min(from + BATCH, next.size())));
            }
            pending = ready.isEmpty()
                    ? List.of()
                    : pending.stream()
                            .filter(row -> waiting.contains(row.number()))
                            .toList();
        }
    }

    /** Rows that refer to a record of the same form which another of these rows is yet to make. */
    private Set<Integer> waiting(List<Line> pending) {
        var waiting = new HashSet<Integer>();
        mapping.fields().forEach((key, source) -> {
            if (form.field(key).orElseThrow().type() instanceof FieldType.Reference reference
                    && reference.form().equals(form.key())) {
                var names = mapping.fields()
                        .get(cells.by(reference, source).fields().getFirst());
                if (names != null) {
                    var coming = new HashSet<String>();
                    pending.forEach(row -> coming.add(textOrBlank(row, names)));
                    pending.stream()
                            .filter(row -> {
                                var text = textOrBlank(row, source);
                                return !text.isEmpty()
                                        && coming.contains(text)
                                        && !text.equals(textOrBlank(row, names));
                            })
                            .forEach(row -> waiting.add(row.number()));
                }
            }
        });
        return waiting;
    }

    private String textOrBlank(Line row, Source source) {
        try {
            return cells.text(row, source);
        } catch (RowFault _) {
            return "";
        }
    }

    private void batch(List<Line> lines) {
        lookups.forgetAbsent();
        prepare(lines);
        var ready = new ArrayList<Ready>();
        var taken = new HashSet<List<String>>();
        for (var row : lines) {
            try {
                var next = ready(row);
                var identity = next.map(Ready::identity).orElse(null);
                if (identity != null && !taken.add(identity)) {
                    // the same record again: what it is depends on what the row before made of it
                    write(ready);
                    ready.clear();
                    taken.clear();
                    lookups.forgetAbsent();
                    next = ready(row);
                    taken.add(identity);
                }
                next.ifPresentOrElse(ready::add, () -> skipped++);
            } catch (RowFault fault) {
                returned.add(row, language.of(fault.text()));
            }
        }
        write(ready);
    }

    private void prepare(List<Line> lines) {
        mapping.fields().forEach((key, source) -> {
            if (form.field(key).orElseThrow().type() instanceof FieldType.Reference reference
                    && !reference.multiple()) {
                lookups.prepare(
                        cells.by(reference, source),
                        lines.stream()
                                .map(row -> textOrBlank(row, source))
                                .filter(text -> !text.isEmpty())
                                .map(List::of)
                                .collect(Collectors.toSet()));
            }
        });
        var match = mapping.match();
        if (match != null) {
            var wanted = new HashSet<List<String>>();
            for (var row : lines) {
                try {
                    var identity = identity(values(row));
                    if (identity != null) {
                        wanted.add(identity);
                    }
                } catch (RowFault _) {
                    // told when the row itself is read
                }
            }
            lookups.prepare(new By(form.key(), match.by()), wanted);
        }
    }

    /** The change a row asks for; empty where its record is there and shall stay as it is. */
    private Optional<Ready> ready(Line row) throws RowFault {
        if (row.cells().size() > returned.width()) {
            throw new RowFault(
                    "这一行的列比表头多，可能少了引号。", "This row has more columns than the header; quotes may be missing.");
        }
        var values = values(row);
        var identity = identity(values);
        var match = mapping.match();
        if (match == null || identity == null) {
            return Optional.of(new Ready(row, change(row, values), null));
        }
        var found = lookups.record(new By(form.key(), match.by()), identity);
        if (found.isEmpty()) {
            return Optional.of(new Ready(row, change(row, values), identity));
        }
        return switch (match.found()) {
            case SKIP -> Optional.empty();
            case UPDATE -> Optional.of(new Ready(row, update(found.get(), values), identity));
            case ERROR -> throw new RowFault("系统里已有这一条。", "This one is there already.");
        };
    }

    private static Change update(Found found, Map<String, @Nullable Object> values) throws RowFault {
        if (found.several()) {
            throw new RowFault("系统里有几条都对得上，分不清是哪一条。", "Several records match; it is unclear which is meant.");
        }
        // a blank cell says nothing, so it takes nothing away
        var given = new HashMap<>(values);
        given.values().removeIf(Objects::isNull);
        return Change.update(found.id(), given, found.version());
    }

    private Map<String, @Nullable Object> values(Line row) throws RowFault {
        var values = new LinkedHashMap<String, @Nullable Object>();
        for (var each : mapping.fields().entrySet()) {
            Field field = form.field(each.getKey()).orElseThrow();
            var value = cells.value(row, field, each.getValue());
            if (value != null) {
                values.put(field.key(), value);
            }
        }
        return values;
    }

    private @Nullable List<String> identity(Map<String, @Nullable Object> values) {
        var match = mapping.match();
        if (match == null || values.get(match.by().getFirst()) == null) {
            return null;
        }
        return match.by().stream().map(key -> Lookups.text(values.get(key))).toList();
    }

    private Change change(Line row, Map<String, @Nullable Object> values) throws RowFault {
        return mapping.migrate() ? Change.place(null, values, placed(row)) : Change.create(null, values);
    }

    private Placed placed(Line row) throws RowFault {
        var history = mapping.history();
        if (history == null) {
            return new Placed(null, null, false, List.of());
        }
        var at = history.createdAt() == null
                ? Optional.<java.time.Instant>empty()
                : cells.time(row, history.createdAt());
        var by = history.createdBy() == null ? Optional.<UUID>empty() : cells.person(row, history.createdBy());
        var moves = new ArrayList<Move>();
        for (var step : history.moves()) {
            var when = step.when();
            if (when == null || when.in().contains(cells.cell(row, when.column()))) {
                var moved = cells.time(row, step.at());
                if (moved.isPresent()) {
                    var from = moves.isEmpty() ? null : moves.getLast().to();
                    if (!moves.isEmpty() && moved.get().isBefore(moves.getLast().at())) {
                        throw new RowFault("阶段的时间前后颠倒。", "The times of the stages run backwards.");
                    }
                    moves.add(new Move(from, step.to(), moved.get(), by.orElse(null)));
                }
            }
        }
        return new Placed(at.orElse(null), by.orElse(null), history.createdAt() != null && at.isEmpty(), moves);
    }

    /** All in one, and one by one where that is refused, so that only the bad ones are returned. */
    private void write(List<Ready> ready) {
        if (ready.isEmpty()) {
            return;
        }
        try {
            send(ready);
        } catch (Problem refused) {
            if (ready.size() == 1) {
                returned.add(ready.getFirst().row(), Reasons.of(refused, form, language));
            } else {
                ready.forEach(each -> write(List.of(each)));
            }
        }
    }

    private void send(List<Ready> ready) {
        var first = ready.getFirst().row().number();
        var last = ready.getLast().row().number();
        writer.write(
                plan.person(),
                new WriteRequest(
                        form.key(),
                        ready.stream().map(Ready::change).toList(),
                        mapping.migrate(),
                        mapping.migrate() ? "migrate" : "import",
                        key + ":" + first + "-" + last));
        for (var each : ready) {
            if (each.change().kind() == Change.Kind.CREATE) {
                created++;
            } else {
                updated++;
                forget(each);
            }
            noteOwner(each.change());
        }
    }

    private void forget(Ready written) {
        var match = mapping.match();
        if (match != null && written.identity() != null) {
            lookups.forget(new By(form.key(), match.by()), written.identity());
        }
    }

    private void noteOwner(Change change) {
        var team = mapping.team();
        if (team != null
                && change.fields().get(team.of()) instanceof String record
                && change.fields().get("owner") instanceof String owner) {
            joining.computeIfAbsent(UUID.fromString(record), _ -> new HashSet<>())
                    .add(UUID.fromString(owner));
        }
    }

    /** Lets the owners of the records see what those belong to, where the mapping asks for it. */
    void join(Teams teams, DSLContext transaction) {
        var team = mapping.team();
        if (team != null) {
            var reference = form.field(team.of()).flatMap(Field::reference).orElseThrow();
            teams.join(transaction, plan, reference.form(), joining, team.part());
        }
    }

    ReturnedRows returned() {
        return returned;
    }

    Counts counts() {
        return new Counts(rows.size(), created, updated, skipped, returned.size());
    }
}
