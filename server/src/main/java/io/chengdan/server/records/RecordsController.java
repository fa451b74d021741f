package io.chengdan.server.records;

import io.chengdan.kernel.access.AccessPlan;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.Change;
import io.chengdan.kernel.record.Query;
import io.chengdan.kernel.record.QueryReader;
import io.chengdan.kernel.record.RecordReader;
import io.chengdan.kernel.record.RecordView;
import io.chengdan.kernel.record.RecordView.Page;
import io.chengdan.kernel.record.RecordWriter;
import io.chengdan.kernel.record.WriteRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Records of every form: list, read, create, change, delete, move, act. */
@RestController
@RequestMapping("/api")
class RecordsController {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final Plans plans;
    private final RecordReader reader;
    private final RecordWriter writer;
    private final ListAddress address;

    RecordsController(Plans plans, RecordReader reader, RecordWriter writer, ListAddress address) {
        this.plans = plans;
        this.reader = reader;
        this.writer = writer;
        this.address = address;
    }

    // ---- read

    /** A page of a form's records: the query of {@code POST /api/query} in an address. */
    @GetMapping("/records/{form}")
    Page list(
            Caller caller,
            @PathVariable String form,
            @RequestParam @Nullable String where,
            @RequestParam @Nullable String sort,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable List<String> fields,
            @RequestParam(defaultValue = "false") boolean count) {
        return reader.list(plans.of(caller.person()), address.read(form, where, sort, limit, cursor, fields, count));
    }

    /** A page of records, or with {@code group} or {@code measures} their groups. */
    @PostMapping("/query")
    Object query(Caller caller, @RequestBody Map<String, @Nullable Object> body) {
        Query query = QueryReader.read(body);
        AccessPlan plan = plans.of(caller.person());
        boolean grouped = !query.group().isEmpty() || !query.measures().isEmpty();
        return grouped ? new Groups(reader.groups(plan, query)) : reader.list(plan, query);
    }

    record Groups(List<RecordView.Group> items) {}

    @GetMapping("/records/{form}/{id}")
    ResponseEntity<RecordView> get(Caller caller, @PathVariable String form, @PathVariable UUID id) {
        return answer(HttpStatus.OK, reader.get(plans.of(caller.person()), form, id));
    }

    private static ResponseEntity<RecordView> answer(HttpStatus status, RecordView view) {
        return ResponseEntity.status(status).eTag("\"" + view.version() + "\"").body(view);
    }

    // ---- write

    record NewRecord(@Nullable UUID id, Map<String, @Nullable Object> fields) {}

    @PostMapping("/records/{form}")
    ResponseEntity<RecordView> create(
            Caller caller,
            @PathVariable String form,
            @RequestBody NewRecord body,
            @RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key) {
        return write(caller, form, Change.create(body.id(), body.fields()), key, HttpStatus.CREATED);
    }

    record ChangedFields(
            Map<String, @Nullable Object> fields, @Nullable String reason) {}

    @PatchMapping("/records/{form}/{id}")
    ResponseEntity<RecordView> change(
            Caller caller,
            @PathVariable String form,
            @PathVariable UUID id,
            @RequestBody ChangedFields body,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key) {
        var change = Change.update(id, body.fields(), Headers.version(ifMatch)).with(body.reason(), null);
        return write(caller, form, change, key, HttpStatus.OK);
    }

    @DeleteMapping("/records/{form}/{id}")
    ResponseEntity<Void> delete(
            Caller caller,
            @PathVariable String form,
            @PathVariable UUID id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key) {
        var change = Change.delete(id, Headers.version(ifMatch));
        write(caller, form, change, key);
        return ResponseEntity.noContent().build();
    }

    record GateOverride(String reason) {}

    record StageMove(
            String to,
            @Nullable GateOverride override,
            @Nullable String reason) {}

    /** Moves a record to a stage, through every gate between. */
    @PostMapping("/records/{form}/{id}/stage")
    ResponseEntity<RecordView> stage(
            Caller caller,
            @PathVariable String form,
            @PathVariable UUID id,
            @RequestBody StageMove body,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key) {
        var field = stageField(plans.of(caller.person()), form);
        var waiver = body.override() == null
                ? null
                : new Change.Waiver(body.override().reason());
        var reason = body.reason() != null ? body.reason() : waiver == null ? null : waiver.reason();
        var change = Change.update(id, Map.of(field, body.to()), Headers.version(ifMatch))
                .with(reason, waiver);
        return write(caller, form, change, key, HttpStatus.OK);
    }

    private static String stageField(AccessPlan plan, String form) {
        var access = plan.form(form);
        return plan.app().definition().pipelinesOf(form).stream()
                .map(pipeline -> pipeline.field())
                .filter(access.ever()::knows)
                .findFirst()
                .orElseThrow(Problem.NotFound::new);
    }

    record ActionCall(@Nullable String reason) {}

    /** Takes a set action such as {@code approve}. If-Match is asked for, since the action judges what the caller saw. */
    @PostMapping("/records/{form}/{id}/actions/{action}")
    ResponseEntity<RecordView> act(
            Caller caller,
            @PathVariable String form,
            @PathVariable UUID id,
            @PathVariable String action,
            @RequestBody(required = false) @Nullable ActionCall body,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key) {
        var change = Change.act(id, action, Headers.version(ifMatch), body == null ? null : body.reason());
        return write(caller, form, change, key, HttpStatus.OK);
    }

    private ResponseEntity<RecordView> write(
            Caller caller, String form, Change change, @Nullable String key, HttpStatus status) {
        var id = write(caller, form, change, key);
        try {
            return answer(status, reader.get(plans.of(caller.person()), form, id));
        } catch (Problem.NotFound _) {
            // handed on to somebody else: written, and out of the caller's sight
            return ResponseEntity.noContent().build();
        }
    }

    private UUID write(Caller caller, String form, Change change, @Nullable String key) {
        var via = caller.via() == Caller.Via.SESSION ? "page" : "api";
        try {
            return writer.write(caller.person(), WriteRequest.of(form, change, via, Headers.key(key)))
                    .getFirst();
        } catch (Problem.Stale stale) {
            throw stale.with(
                    reader.get(plans.of(caller.person()), form, java.util.Objects.requireNonNull(change.id())));
        }
    }
}
