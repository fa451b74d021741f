package io.chengdan.kernel.search;

import static org.jooq.impl.DSL.val;

import io.chengdan.kernel.definition.Field;
import io.chengdan.kernel.definition.FieldType;
import io.chengdan.kernel.definition.Form;
import io.chengdan.kernel.definition.SystemFields;
import io.chengdan.kernel.feed.ChangeFeed;
import io.chengdan.kernel.feed.ChangeFeed.Change;
import io.chengdan.kernel.record.RecordReader;
import io.chengdan.kernel.release.AppVersion;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The words of all records, kept up from the change feed. A form whose searched fields a publish has changed is indexed anew, in
 * steps that outlive a restart, while searches go on. Of several nodes one at a time takes a step.
 */
public final class SearchIndex {

    private static final String CONSUMER = "search";
    private static final int STEP = 500;
    /** How texts become tokens; another number has everything indexed anew. */
    private static final String MANNER = "1";

    private final DSLContext db;
    private final ChangeFeed feed;
    private final RecordReader reader;
    private final Function<DSLContext, AppVersion> inForce;

    /** @param inForce the version in force, which stays so until the transaction ends */
    public SearchIndex(DSLContext db, ChangeFeed feed, RecordReader reader, Function<DSLContext, AppVersion> inForce) {
        this.db = db;
        this.feed = feed;
        this.reader = reader;
        this.inForce = inForce;
    }

    /** A field's words of one record. */
    private record Place(UUID record, String field) {}

    /** How far the index of a form is. */
    private record State(Set<String> fields, @Nullable UUID after, boolean done) {}

    /** The fields of the form whose words are searched: texts and numbers given by the system. */
    static List<Field> searched(Form form) {
        return form.fields().stream()
                .filter(field ->
                        field.type() instanceof FieldType.Words || field.type() instanceof FieldType.AutoNumber)
                .toList();
    }

    /** Takes in what has changed, and goes on with forms to be indexed anew. @return whether there was anything to do */
    public boolean step() {
        // what was there before is read form by form, not change by change
        feed.join(CONSUMER);
        boolean changed = feed.consume(CONSUMER, STEP, this::take) > 0;
        return renew() || changed;
    }

    // What is read and what is written of a record go together, whichever node and whichever way.

    private static void lock(DSLContext transaction) {
        transaction.execute("select pg_advisory_xact_lock(hashtext('search index'))");
    }

    private static boolean tryLock(DSLContext transaction) {
        return transaction
                .fetchSingle("select pg_try_advisory_xact_lock(hashtext('search index'))")
                .get(0, Boolean.class);
    }

    private void take(DSLContext transaction, List<Change> changes) {
        lock(transaction);
        var app = inForce.apply(transaction);
        var byForm = new HashMap<String, Set<UUID>>();
        changes.forEach(change -> byForm.computeIfAbsent(change.form(), _ -> new LinkedHashSet<>())
                .add(change.record()));
        for (var form : app.definition().forms()) {
            var ids = byForm.get(form.uid());
            if (ids != null) {
                index(transaction, app, form, ids);
            }
        }
    }

    /** One step for the first form whose index is not what the version in force asks for. */
    private boolean renew() {
        return db.transactionResult(configuration -> {
            var transaction = configuration.dsl();
            return tryLock(transaction) && renew(transaction, inForce.apply(transaction));
        });
    }

    private boolean renew(DSLContext transaction, AppVersion app) {
        var states = states(transaction);
        var forms = app.definition().forms();
        var gone = new HashSet<>(states.keySet());
        forms.forEach(form -> gone.remove(form.uid()));
        if (!gone.isEmpty()) {
            forget(transaction, gone);
            return true;
        }
        for (var form : forms) {
            var wanted = wanted(app, form);
            var state = states.get(form.uid());
            if (state == null || !state.fields().equals(wanted)) {
                begin(transaction, form, wanted);
                return true;
            }
            if (!state.done()) {
                goOn(transaction, app, form, state.after());
                return true;
            }
        }
        return false;
    }

    private static Map<String, State> states(DSLContext transaction) {
        var states = new HashMap<String, State>();
        transaction
                .fetch("select form, fields, after, done from kernel.search_form")
                .forEach(row -> states.put(
                        row.get(0, String.class),
                        new State(
                                Set.of(row.get(1, String[].class)),
                                row.get(2, UUID.class),
                                row.get(3, Boolean.class))));
        return states;
    }

    /** What the index of a form stands on: its fields, by the columns their values are in, since a column may change with the type. */
    private static Set<String> wanted(AppVersion app, Form form) {
        var columns = app.tables().get(form.key()).columns();
        var wanted = searched(form).stream()
                .map(field -> field.uid() + " "
                        + Objects.requireNonNull(columns.get(field.key())).name())
                .collect(Collectors.toCollection(TreeSet::new));
        wanted.add(MANNER);
        return wanted;
    }

    private static void forget(DSLContext transaction, Set<String> forms) {
        var gone = val(forms.toArray(String[]::new));
        transaction.execute("delete from kernel.search where form = any({0}::text[])", gone);
        transaction.execute("delete from kernel.search_form where form = any({0}::text[])", gone);
    }

    private static void begin(DSLContext transaction, Form form, Set<String> wanted) {
        transaction.execute(
                "delete from kernel.search where form = {0} and not field = any({1}::text[])",
                val(form.uid()), val(searched(form).stream().map(Field::uid).toArray(String[]::new)));
        transaction.execute("""
                insert into kernel.search_form (form, fields, done) values ({0}, {1}::text[], false)
                on conflict (form) do update set fields = excluded.fields, after = null, done = false
                """, val(form.uid()), val(wanted.toArray(String[]::new)));
    }

    private void goOn(DSLContext transaction, AppVersion app, Form form, @Nullable UUID after) {
        var ids = reader.within(transaction).idsAfter(app, form.key(), after, STEP);
        if (!ids.isEmpty()) {
            transaction.execute("delete from kernel.search where record = any({0})", val(ids.toArray(UUID[]::new)));
            index(transaction, app, form, ids);
        }
        transaction.execute(
                "update kernel.search_form set after = {0}, done = {1} where form = {2}",
                val(ids.isEmpty() ? after : ids.getLast(), UUID.class), val(ids.size() < STEP), val(form.uid()));
    }

    /** Writes what differs: a change of other fields moves the record in time, its words and their tokens stay. */
    private void index(DSLContext transaction, AppVersion app, Form form, Collection<UUID> ids) {
        var fields = searched(form);
        if (fields.isEmpty()) {
            return;
        }
        var records = reader.within(transaction)
                .forIndex(app, form.key(), ids, fields.stream().map(Field::key).toList());
        var known = known(transaction, ids);
        var gone = new HashMap<>(known);
        var added = new LinkedHashMap<Place, String>();
        records.forEach((id, values) -> {
            for (var field : fields) {
                var words = values.get(field.key()) instanceof String text ? Tokens.normal(text) : "";
                var place = new Place(id, field.uid());
                if (words.equals(known.get(place))) {
                    gone.remove(place);
                } else if (!words.isEmpty()) {
                    added.put(place, words);
                }
            }
        });
        delete(transaction, gone.keySet());
        move(transaction, records);
        insert(transaction, form, added, records);
    }

    private static Map<Place, String> known(DSLContext transaction, Collection<UUID> ids) {
        return transaction
                .fetch(
                        "select record, field, value from kernel.search where record = any({0})",
                        val(ids.toArray(UUID[]::new)))
                .intoMap(
                        row -> new Place(row.get(0, UUID.class), row.get(1, String.class)),
                        row -> row.get(2, String.class));
    }

    private static void delete(DSLContext transaction, Collection<Place> gone) {
        if (!gone.isEmpty()) {
            transaction.execute(
                    """
                    delete from kernel.search s using unnest({0}, {1}::text[]) gone (record, field)
                    where s.record = gone.record and s.field = gone.field
                    """,
                    val(gone.stream().map(Place::record).toArray(UUID[]::new)),
                    val(gone.stream().map(Place::field).toArray(String[]::new)));
        }
    }

    private static void insert(
            DSLContext transaction,
            Form form,
            Map<Place, String> added,
            Map<UUID, Map<String, @Nullable Object>> records) {
        if (added.isEmpty()) {
            return;
        }
        transaction.connection(connection -> {
            try (var insert = connection.prepareStatement(
                    "insert into kernel.search (form, record, field, owner, value, tokens, updated_at)"
                            + " values (?, ?, ?, ?, ?, ?, ?)")) {
                for (var entry : added.entrySet()) {
                    var place = entry.getKey();
                    var record = Objects.requireNonNull(records.get(place.record()));
                    var tokens = Tokens.of(entry.getValue()).toArray(String[]::new);
                    insert.setString(1, form.uid());
                    insert.setObject(2, place.record());
                    insert.setString(3, place.field());
                    insert.setObject(4, record.get(SystemFields.OWNER));
                    insert.setString(5, entry.getValue());
                    insert.setArray(6, connection.createArrayOf("text", tokens));
                    insert.setTimestamp(7, Timestamp.from(changed(record)));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        });
    }

    /** Moves what stays in time and to its present owner. */
    private static void move(DSLContext transaction, Map<UUID, Map<String, @Nullable Object>> records) {
        transaction.execute(
                """
                update kernel.search s set owner = now.owner, updated_at = now.updated_at
                from unnest({0}, {1}::uuid[], {2}::text[]::timestamptz[]) now (record, owner, updated_at)
                where s.record = now.record and (s.owner, s.updated_at) is distinct from (now.owner, now.updated_at)
                """,
                val(records.keySet().toArray(UUID[]::new)),
                val(records.values().stream()
                        .map(record -> (UUID) record.get(SystemFields.OWNER))
                        .toArray(UUID[]::new)),
                val(records.values().stream()
                        .map(record -> changed(record).toString())
                        .toArray(String[]::new)));
    }

    private static Instant changed(Map<String, @Nullable Object> record) {
        return (Instant) Objects.requireNonNull(record.get(SystemFields.UPDATED_AT));
    }
}
