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
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jooq.DSLContext;

/**
 * The words of all records, kept up from the change feed. A form whose searched fields a publish has changed is indexed anew, in
 * steps that outlive a restart, while searches go on.
 */
public final class SearchIndex {

    private static final String CONSUMER = "search";
    private static final int STEP = 500;

    private final DSLContext db;
    private final ChangeFeed feed;
    private final RecordReader reader;
    private final Supplier<Optional<AppVersion>> current;

    public SearchIndex(DSLContext db, ChangeFeed feed, RecordReader reader, Supplier<Optional<AppVersion>> current) {
        this.db = db;
        this.feed = feed;
        this.reader = reader;
        this.current = current;
    }

    /** The fields of the form whose words are searched: texts and numbers given by the system. */
    static List<Field> searched(Form form) {
        return form.fields().stream()
                .filter(field ->
                        field.type() instanceof FieldType.Words || field.type() instanceof FieldType.AutoNumber)
                .toList();
    }

    /** Takes in what has changed, and goes on with forms to be indexed anew. @return whether there was anything to do */
    public boolean step() {
        var published = current.get();
        if (published.isEmpty()) {
            return false;
        }
        var app = published.get();
        boolean changed = feed.consume(CONSUMER, STEP, (transaction, changes) -> take(transaction, app, changes)) > 0;
        return renew(app) || changed;
    }

    /** What is read and what is written of a record go together, whichever node and whichever way. */
    private static void lock(DSLContext transaction) {
        transaction.execute("select pg_advisory_xact_lock(hashtext('search index'))");
    }

    private void take(DSLContext transaction, AppVersion app, List<Change> changes) {
        lock(transaction);
        var byForm = new HashMap<String, Collection<UUID>>();
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
    private boolean renew(AppVersion app) {
        return db.transactionResult(configuration -> {
            var transaction = configuration.dsl();
            lock(transaction);
            for (var form : app.definition().forms()) {
                var fields = searched(form).stream().map(Field::uid).sorted().toArray(String[]::new);
                var known = transaction.fetchOptional(
                        "select after from kernel.search_form where form = {0} and fields = {1}::text[] and not done",
                        val(form.uid()), val(fields));
                if (known.isPresent()) {
                    renew(transaction, app, form, known.get().get(0, UUID.class));
                    return true;
                }
                int begun = transaction.execute("""
                        insert into kernel.search_form (form, fields, done) values ({0}, {1}::text[], false)
                        on conflict (form) do update set fields = excluded.fields, after = null, done = false
                          where search_form.fields <> excluded.fields
                        """, val(form.uid()), val(fields));
                if (begun > 0) {
                    transaction.execute(
                            "delete from kernel.search where form = {0} and not field = any({1}::text[])",
                            val(form.uid()), val(fields));
                    return true;
                }
            }
            return false;
        });
    }

    private void renew(DSLContext transaction, AppVersion app, Form form, UUID after) {
        var ids = reader.within(transaction).idsAfter(app, form.key(), after, STEP);
        if (!ids.isEmpty()) {
            index(transaction, app, form, ids);
        }
        transaction.execute(
                "update kernel.search_form set after = {0}, done = {1} where form = {2}",
                val(ids.isEmpty() ? after : ids.getLast(), UUID.class), val(ids.size() < STEP), val(form.uid()));
    }

    private void index(DSLContext transaction, AppVersion app, Form form, Collection<UUID> ids) {
        transaction.execute("delete from kernel.search where record = any({0})", val(ids.toArray(UUID[]::new)));
        var fields = searched(form);
        if (fields.isEmpty()) {
            return;
        }
        var found = reader.within(transaction)
                .forIndex(app, form.key(), ids, fields.stream().map(Field::key).toList());
        transaction.connection(connection -> {
            try (var insert = connection.prepareStatement(
                    "insert into kernel.search (form, record, field, owner, value, tokens, updated_at)"
                            + " values (?, ?, ?, ?, ?, ?, ?)")) {
                for (var record : found.entrySet()) {
                    for (var field : fields) {
                        if (record.getValue().get(field.key()) instanceof String text) {
                            add(insert, form, record.getKey(), field, record.getValue(), Tokens.normal(text));
                        }
                    }
                }
                insert.executeBatch();
            }
        });
    }

    private static void add(
            PreparedStatement insert, Form form, UUID record, Field field, Map<String, ?> values, String normal)
            throws java.sql.SQLException {
        if (normal.isEmpty()) {
            return;
        }
        insert.setString(1, form.uid());
        insert.setObject(2, record);
        insert.setString(3, field.uid());
        insert.setObject(4, values.get(SystemFields.OWNER));
        insert.setString(5, normal);
        insert.setArray(
                6,
                insert.getConnection().createArrayOf("text", Tokens.of(normal).toArray(String[]::new)));
        insert.setTimestamp(7, Timestamp.from((Instant) Objects.requireNonNull(values.get(SystemFields.UPDATED_AT))));
        insert.addBatch();
    }
}
