package io.chengdan.server.api;

import io.chengdan.kernel.audit.Audit;
import io.chengdan.kernel.audit.AuditEntry;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.problem.Problem.Fault;
import io.chengdan.server.security.Admission;
import io.chengdan.server.security.Callers;
import io.chengdan.server.security.ProblemBody;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Turns whatever goes wrong into problem+json. The only place that does. */
@RestControllerAdvice
class ProblemAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    /** PostgreSQL's state for texts with the character zero, which it cannot store. */
    private static final String NO_SUCH_CHARACTER = "22021";

    private final Audit audit;

    ProblemAdvice(Audit audit) {
        this.audit = audit;
    }

    /** Who knocks at what they may not do stands in the audit; a missing thing and a hidden one stay alike and leave nothing. */
    @ExceptionHandler
    ResponseEntity<ProblemBody> refused(Problem.Forbidden problem, HttpServletRequest request) {
        Callers.present()
                .ifPresent(caller -> audit.record(new AuditEntry(
                        "access.refused",
                        Optional.of(caller.viewer().orElse(caller.person()).id()),
                        request.getRemoteAddr(),
                        request.getMethod() + " " + request.getRequestURI(),
                        Map.of("code", problem.code()))));
        return problem(problem, request);
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> problem(Problem problem, HttpServletRequest request) {
        var answer = ResponseEntity.status(problem.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (problem instanceof Problem.Limit limit && limit.retryAfterSeconds() > 0) {
            answer.header(HttpHeaders.RETRY_AFTER, Long.toString(limit.retryAfterSeconds()));
        }
        return answer.body(ProblemBody.of(problem, Callers.language(request)));
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> unreadable(HttpMessageNotReadableException exception, HttpServletRequest request) {
        return problem(
                cause(exception, Problem.class)
                        .or(() -> cause(exception, JacksonException.class).map(ProblemAdvice::malformed))
                        .orElseGet(() -> notJson("")),
                request);
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> wrongType(MethodArgumentTypeMismatchException exception, HttpServletRequest request) {
        return problem(badValue(exception.getName()), request);
    }

    @ExceptionHandler({MissingRequestValueException.class, MissingServletRequestPartException.class})
    ResponseEntity<ProblemBody> missing(Exception exception, HttpServletRequest request) {
        return problem(
                new Problem.Malformed(
                        "missing_value",
                        new Text("请求缺少参数：" + exception.getMessage(), "A value is missing: " + exception.getMessage())),
                request);
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> upload(MultipartException exception, HttpServletRequest request) {
        var tooLarge = cause(exception, MaxUploadSizeExceededException.class).isPresent();
        return problem(
                tooLarge
                        ? new Problem.Limit(413, "too_large", new Text("文件过大。", "The file is too large."))
                        : new Problem.Malformed("bad_upload", new Text("无法读取上传的内容。", "The upload cannot be read.")),
                request);
    }

    /** A query string that is not percent-encoded UTF-8. */
    @ExceptionHandler(InvalidParameterException.class)
    ResponseEntity<ProblemBody> badParameters(HttpServletRequest request) {
        return problem(
                new Problem.Malformed(
                        "bad_value",
                        new Text("地址中的参数不是有效的 UTF-8。", "The parameters in the address are not valid UTF-8.")),
                request);
    }

    @ExceptionHandler({NoResourceFoundException.class, NoHandlerFoundException.class})
    ResponseEntity<ProblemBody> nothingHere(HttpServletRequest request) {
        return problem(new Problem.NotFound(), request);
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> wrongMethod(
            HttpRequestMethodNotSupportedException exception, HttpServletRequest request) {
        var methods = exception.getSupportedMethods() == null ? "" : String.join(", ", exception.getSupportedMethods());
        var body = ProblemBody.plain(
                405,
                "wrong_method",
                new Text("这个地址只支持 " + methods + "。", "This address supports " + methods + " only."),
                Callers.language(request));
        return ResponseEntity.status(405)
                .header(HttpHeaders.ALLOW, methods)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(body);
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> wrongMediaType(
            HttpMediaTypeNotSupportedException exception, HttpServletRequest request) {
        var types = exception.getSupportedMediaTypes().stream()
                .map(MediaType::toString)
                .distinct()
                .filter(type -> !type.contains("*"))
                .collect(Collectors.joining(", "));
        return problem(
                new Problem.Limit(
                        415,
                        "wrong_media_type",
                        new Text("请求内容的类型应为 " + types + "。", "Send the body as " + types + ".")),
                request);
    }

    @ExceptionHandler(HttpMediaTypeNotAcceptableException.class)
    ResponseEntity<ProblemBody> notAcceptable(HttpServletRequest request) {
        return plain(
                HttpStatus.NOT_ACCEPTABLE, "not_acceptable", new Text("没有这种格式。", "There is no such format."), request);
    }

    /** The client has gone; there is nobody to answer. */
    @ExceptionHandler(AsyncRequestNotUsableException.class)
    void gone() {}

    @ExceptionHandler
    ResponseEntity<ProblemBody> unexpected(Exception exception, HttpServletRequest request) {
        if (cause(exception, SQLTransientConnectionException.class).isPresent()) {
            return problem(Admission.busy(), request);
        }
        if (cause(exception, SQLException.class).filter(ProblemAdvice::cutOff).isPresent()) {
            LOG.warn("The database ended the connection: {} {}", request.getMethod(), request.getRequestURI());
            return problem(cutOff(), request);
        }
        if (cause(exception, SQLException.class)
                .filter(e -> NO_SUCH_CHARACTER.equals(e.getSQLState()))
                .isPresent()) {
            return problem(
                    new Problem.Malformed(
                            "bad_text", new Text("文本中有无法保存的字符。", "A text holds a character that cannot be stored.")),
                    request);
        }
        var id = UUID.randomUUID().toString().substring(0, 8);
        LOG.error("[{}] {} {}", id, request.getMethod(), request.getRequestURI(), exception);
        return plain(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal",
                new Text(
                        "服务器出错，已记录。请把编号 " + id + " 告诉管理员。",
                        "Something went wrong and was logged. Give the administrator the number " + id + "."),
                request);
    }

    /** Connection exceptions (class 08) and the database being shut down (57P01 to 57P03). */
    private static boolean cutOff(SQLException exception) {
        var state = exception.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P0"));
    }

    private static Problem cutOff() {
        return new Problem.Limit(
                503,
                "database_gone",
                new Text(
                        "与数据库的连接中断了。稍等片刻再试；如果刚才在保存，先刷新看看是否已保存。",
                        "The connection to the database was cut. Try again in a moment; if you were saving, reload first to see"
                                + " whether it was saved."),
                1);
    }

    private static ResponseEntity<ProblemBody> plain(
            HttpStatus status, String code, Text text, HttpServletRequest request) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemBody.plain(status.value(), code, text, Callers.language(request)));
    }

    private static Problem malformed(JacksonException exception) {
        var field = field(exception);
        return switch (exception) {
            case UnrecognizedPropertyException _ -> Problem.Malformed.unknownField(field);
            case InvalidNullException _ -> {
                var text = new Text("请填写。", "Fill this in.");
                yield new Problem.Malformed(
                        "missing_value",
                        new Text("请求缺少“" + field + "”。", "“" + field + "” is missing."),
                        List.of(new Fault(field, "required", text)));
            }
            case DatabindException _ when !field.isEmpty() -> badValue(field);
            default -> notJson(place(exception));
        };
    }

    private static Problem badValue(String field) {
        var text = new Text("“" + field + "”的值类型不对。", "The value of “" + field + "” is of the wrong type.");
        return new Problem.Malformed("bad_value", text, List.of(new Fault(field, "bad_value", text)));
    }

    private static Problem notJson(String place) {
        return new Problem.Malformed(
                "bad_json",
                new Text("请求内容不是有效的 UTF-8 JSON" + place + "。", "The body is not valid JSON in UTF-8" + place + "."));
    }

    private static String place(JacksonException exception) {
        var location = exception.getLocation();
        return location == null || location.getLineNr() < 1
                ? ""
                : " (" + location.getLineNr() + ":" + location.getColumnNr() + ")";
    }

    /** The path to the value at fault, such as {@code where.and.0.field}. */
    private static String field(JacksonException exception) {
        return exception.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? Integer.toString(step.getIndex()) : step.getPropertyName())
                .collect(Collectors.joining("."));
    }

    private static <T> Optional<T> cause(@Nullable Throwable exception, Class<T> type) {
        for (var next = exception; next != null; next = next.getCause()) {
            if (type.isInstance(next)) {
                return Optional.of(type.cast(next));
            }
        }
        return Optional.empty();
    }
}
