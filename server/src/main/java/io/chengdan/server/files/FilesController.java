package io.chengdan.server.files;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.file.Files;
import io.chengdan.kernel.file.Files.FileView;
import io.chengdan.kernel.file.Files.Place;
import io.chengdan.kernel.file.Files.Upload;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.server.records.Plans;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** Files of records: up, down, listed, removed. */
@RestController
@RequestMapping("/api")
class FilesController {

    /** What a browser shows of our files gets no script, no form, no other content. */
    private static final String SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'";

    private final Files files;
    private final Plans plans;

    FilesController(Files files, Plans plans) {
        this.files = files;
        this.plans = plans;
    }

    /**
     * Uploads a file to a record's {@code field} or to a {@code category} of its library. Without an {@code id} it waits for the
     * record that is about to be made with it.
     */
    @PostMapping(path = "/files", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    FileView upload(
            Caller caller,
            @RequestPart MultipartFile file,
            @RequestParam String form,
            @RequestParam @Nullable UUID id,
            @RequestParam @Nullable String field,
            @RequestParam @Nullable String category)
            throws IOException {
        var name = Objects.requireNonNullElse(file.getOriginalFilename(), "");
        try (var content = file.getInputStream()) {
            return files.upload(
                    plans.of(caller.person()),
                    new Upload(form, id, place(field, category), name),
                    content,
                    via(caller));
        }
    }

    private static Place place(@Nullable String field, @Nullable String category) {
        if (field != null && category == null) {
            return new Place.InField(field);
        }
        if (category != null && field == null) {
            return new Place.InLibrary(category);
        }
        throw new Problem.Malformed(
                "missing_value",
                new Text("请写明 field 或 category，二者选一。", "Give either field or category, one of the two."));
    }

    /** The files of a record that the caller may read. */
    @GetMapping("/records/{form}/{id}/files")
    List<FileView> list(Caller caller, @PathVariable String form, @PathVariable UUID id) {
        return files.of(plans.of(caller.person()), form, id);
    }

    /** The file itself. With {@code inline} pictures and PDF are shown by the browser; all else is always a download. */
    @GetMapping("/files/{id}")
    ResponseEntity<InputStreamResource> download(
            Caller caller, @PathVariable UUID id, @RequestParam(defaultValue = "false") boolean inline)
            throws IOException {
        var download = files.open(plans.of(caller.person()), id);
        var file = download.file();
        var disposition = (inline && file.showsSafely() ? ContentDisposition.inline() : ContentDisposition.attachment())
                .filename(file.name(), StandardCharsets.UTF_8)
                .build();
        return ResponseEntity.ok()
                .contentType(
                        file.isHarmlessType()
                                ? MediaType.parseMediaType(file.type())
                                : MediaType.APPLICATION_OCTET_STREAM)
                .contentLength(file.size())
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition.toString())
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", SANDBOX)
                .cacheControl(CacheControl.noStore())
                .body(new InputStreamResource(download.content()));
    }

    @DeleteMapping("/files/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Caller caller, @PathVariable UUID id) {
        files.delete(plans.of(caller.person()), id, via(caller));
    }

    private static String via(Caller caller) {
        return caller.via() == Caller.Via.SESSION ? "page" : "api";
    }
}
