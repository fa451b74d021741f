package io.chengdan.server.transfer;

import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.audit.AuditEntry;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.People;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.transfer.Counts;
import io.chengdan.kernel.transfer.Imports;
import io.chengdan.kernel.transfer.Mappings;
import io.chengdan.server.records.Plans;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** CSV files in. */
@RestController
@RequestMapping("/api/imports")
class ImportsController {

    private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);

    private final Imports imports;
    private final Plans plans;
    private final People people;
    private final Audit audit;

    ImportsController(Imports imports, Plans plans, People people, Audit audit) {
        this.imports = imports;
        this.plans = plans;
        this.people = people;
        this.audit = audit;
    }

    /** @param errorsUrl where the returned rows are; absent where none was returned */
    record ImportView(
            UUID id,
            boolean dryRun,
            Counts counts,
            @Nullable String errorsUrl) {}

    /**
     * Imports a CSV file by a mapping in YAML or JSON.
     *
     * @param as log-in of the person in whose name to import; for those who look after people and may migrate
     * @param password for a mapping of people: their first password
     */
    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ImportView run(
            Caller caller,
            @RequestPart MultipartFile file,
            @RequestPart String mapping,
            @RequestParam(name = "dry_run", defaultValue = "false") boolean dryRun,
            @RequestParam @Nullable String as,
            @RequestParam @Nullable String password,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key)
            throws IOException {
        var importer = as == null ? caller : inTheNameOf(caller, as);
        var request = new Imports.Request(
                Objects.requireNonNullElse(file.getOriginalFilename(), ""),
                Mappings.read(mapping),
                dryRun,
                key,
                password);
        var outcome = imports.run(importer, plans.of(importer.person()), request, file.getBytes());
        return new ImportView(
                outcome.id(),
                dryRun,
                outcome.counts(),
                outcome.returned() == null
                        ? null
                        : "/api/imports/" + outcome.id() + "/errors" + (as == null ? "" : "?as=" + as));
    }

    /** The rows that an import of the caller returned, with the reasons in the last column. */
    @GetMapping("/{id}/errors")
    ResponseEntity<String> errors(Caller caller, @PathVariable UUID id, @RequestParam @Nullable String as) {
        var importer = as == null ? caller : inTheNameOf(caller, as);
        return ResponseEntity.ok()
                .contentType(CSV)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("errors.csv")
                                .build()
                                .toString())
                .body(imports.returned(plans.of(importer.person()), id));
    }

    /** Who may give anybody a password may as well work in their name; it stands in the audit. */
    private Caller inTheNameOf(Caller caller, String login) {
        var plan = plans.of(caller.person());
        plan.require("people");
        plan.require("migrate");
        var person = people.byLogin(login)
                .filter(Person::active)
                .orElseThrow(() -> new Problem.Malformed(
                        "no_such_person",
                        new Text("没有登录名为“" + login + "”的人。", "There is nobody with the log-in “" + login + "”.")));
        audit.record(new AuditEntry("import.as", caller.person().id(), login));
        return new Caller(person, caller.language(), caller.via());
    }
}
