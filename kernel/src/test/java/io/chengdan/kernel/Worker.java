package io.chengdan.kernel;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.pipeline.Checklists.Checklist;
import io.chengdan.kernel.record.Change;
import io.chengdan.kernel.record.Change.Waiver;
import io.chengdan.kernel.record.Query;
import io.chengdan.kernel.record.QueryReader;
import io.chengdan.kernel.record.RecordView;
import io.chengdan.kernel.record.RecordView.Group;
import io.chengdan.kernel.record.RecordView.HistoryEntry;
import io.chengdan.kernel.record.RecordView.Link;
import io.chengdan.kernel.record.RecordView.Page;
import io.chengdan.kernel.record.WriteRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Somebody at work: what they do goes through the same doors as a request of theirs. */
public record Worker(Fixture fixture, Person person) {

    public UUID id() {
        return person.id();
    }

    public AccessPlan plan() {
        return fixture.plan(person);
    }

    public UUID creates(String form, Map<String, ? extends @Nullable Object> fields) {
        return writes(form, Change.create(null, fields));
    }

    /** Creates from pairs of field and value; a null value is sent as such. */
    public UUID creates(String form, @Nullable Object... pairs) {
        return creates(form, fields(pairs));
    }

    /** Changes the record as it is now. */
    public void changes(String form, UUID id, @Nullable Object... pairs) {
        writes(form, Change.update(id, fields(pairs), version(form, id)));
    }

    public void moves(String form, UUID id, String stage) {
        changes(form, id, "stage", stage);
    }

    public void moves(String form, UUID id, String stage, @Nullable String reason, @Nullable String override) {
        var change = Change.update(id, Map.of("stage", stage), version(form, id));
        writes(form, change.with(reason, override == null ? null : new Waiver(override)));
    }

    public void acts(String form, UUID id, String action) {
        writes(form, Change.act(id, action, version(form, id), null));
    }

    public void deletes(String form, UUID id) {
        writes(form, Change.delete(id, version(form, id)));
    }

    public UUID writes(String form, Change change) {
        return writes(WriteRequest.of(form, change, "page", null)).getFirst();
    }

    /** Each write comes a moment after the one before. */
    public List<UUID> writes(WriteRequest request) {
        fixture.clock().moves(Duration.ofMillis(1));
        return fixture.writer().write(person, request);
    }

    /** Places history. */
    public UUID places(String form, Map<String, ? extends @Nullable Object> fields, Change.Placed past) {
        return writes(new WriteRequest(form, List.of(Change.place(null, fields, past)), true, "migrate", null))
                .getFirst();
    }

    /** The version in the database, whether the record is in sight or not. */
    public long version(String form, UUID id) {
        var table = fixture.app().tables().get(form);
        return fixture.superuser()
                .select(table.version())
                .from(table.table())
                .where(table.id().eq(id))
                .fetchOptional(table.version())
                .orElse(1L);
    }

    public RecordView gets(String form, UUID id) {
        return fixture.reader().get(plan(), form, id);
    }

    public @Nullable Object reads(String form, UUID id, String field) {
        return gets(form, id).fields().get(field);
    }

    /** The title of the record a reference points to, as this person sees it. */
    public @Nullable String title(String form, UUID id, String field) {
        return reads(form, id, field) instanceof Link link ? link.title() : null;
    }

    public boolean sees(String form, UUID id) {
        return fixture.reader().sees(plan(), form, id);
    }

    public Page lists(Query query) {
        return fixture.reader().list(plan(), query);
    }

    /** A list asked for as the API asks. */
    public Page lists(Map<String, ?> query) {
        return lists(QueryReader.read(query));
    }

    public List<Group> groups(Map<String, ?> query) {
        return fixture.reader().groups(plan(), QueryReader.read(query));
    }

    public List<HistoryEntry> history(String form, UUID id) {
        return fixture.histories().of(plan(), form, id, null).items();
    }

    public Checklist checklist(String form, UUID id) {
        return fixture.checklists().of(plan(), form, id, null);
    }

    public static Map<String, @Nullable Object> fields(@Nullable Object... pairs) {
        var fields = new HashMap<String, @Nullable Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return fields;
    }
}
