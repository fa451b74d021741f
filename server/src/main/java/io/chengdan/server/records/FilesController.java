package io.chengdan.server.records;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.file.Files;
import io.chengdan.kernel.file.Files.FileView;
import io.chengdan.kernel.file.Files.Place;
import io.chengdan.kernel.file.Files.Upload;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
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

/** Files of records: in a field, or in the library under a category. */
@RestController
@RequestMapping("/api")
class FilesController {

    private final Plans plans;
    private final Files files;

    FilesController(Plans plans, Files files) {
        this.plans = plans;
        this.files = files;
    }

    /** Gives a file to the {@code field} of a record, or to its library under {@code category}. */
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
        var upload = new Upload(form, id, place(field, category), name);
        try (var content = file.getInputStream()) {
            return files.upload(plans.of(caller.person()), upload, content, via(caller));
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
                "missing_value", new Text("请写明 field 或 category 之一。", "Name a field or a category, one of them."));
    }

    @GetMapping("/records/{form}/{id}/files")
    List<FileView> of(Caller caller, @PathVariable String form, @PathVariable UUID id) {
        return files.of(plans.of(caller.person()), form, id);
    }

    /** The bytes. With {@code inline} pictures and PDF are shown by the browser; all else is always something to save. */
    @GetMapping(path = "/files/{id}", produces = MediaType.ALL_VALUE)
    ResponseEntity<Resource> open(
            Caller caller, @PathVariable UUID id, @RequestParam(defaultValue = "false") boolean inline)
            throws IOException {
        var download = files.open(plans.of(caller.person()), id);
        var file = download.file();
        var disposition = inline && file.showsSafely() ? ContentDisposition.inline() : ContentDisposition.attachment();
        return ResponseEntity.ok()
                .contentType(
                        file.hasHarmlessType()
                                ? MediaType.parseMediaType(file.type())
                                : MediaType.APPLICATION_OCTET_STREAM)
                .contentLength(file.size())
                .cacheControl(CacheControl.noCache().cachePrivate())
                .header(
                        "Content-Disposition",
                        disposition
                                .filename(file.name(), StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
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
