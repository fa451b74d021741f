package io.chengdan.server.transfer;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.record.Query;
import io.chengdan.kernel.transfer.Exports;
import io.chengdan.server.records.ListAddress;
import io.chengdan.server.records.Plans;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists out as files. */
@RestController
@RequestMapping("/api/exports")
class ExportsController {

    private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);
    private static final MediaType XLSX =
            MediaType.parseMediaType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

    private final Plans plans;
    private final Exports exports;
    private final ListAddress address;

    ExportsController(Plans plans, Exports exports, ListAddress address) {
        this.plans = plans;
        this.exports = exports;
        this.address = address;
    }

    /**
     * A form's records as a file: filter, order and fields as in {@code GET /api/records/{form}}.
     *
     * @param format {@code xlsx} or {@code csv}
     */
    @GetMapping("/{form}")
    void export(
            Caller caller,
            @PathVariable String form,
            @RequestParam(defaultValue = "xlsx") String format,
            @RequestParam @Nullable String where,
            @RequestParam @Nullable String sort,
            @RequestParam @Nullable List<String> fields,
            HttpServletResponse response)
            throws IOException {
        var kind = kind(format);
        var plan = plans.of(caller.person());
        var query = address.read(form, where, sort, Query.MOST, null, fields, false);
        var export = exports.prepare(plan, query, caller.language());
        var viewer = plan.viewer();
        var name = export.name() + "-" + LocalDate.ofInstant(viewer.clock().instant(), viewer.zone()) + "." + format;
        response.setContentType((kind == Exports.Format.CSV ? CSV : XLSX).toString());
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(name, StandardCharsets.UTF_8)
                        .build()
                        .toString());
        export.write(kind, response.getOutputStream());
    }

    private static Exports.Format kind(String format) {
        return switch (format) {
            case "csv" -> Exports.Format.CSV;
            case "xlsx" -> Exports.Format.XLSX;
            default ->
                throw new Problem.Malformed("bad_value", new Text("format 只能是 xlsx 或 csv。", "format is xlsx or csv."));
        };
    }
}
