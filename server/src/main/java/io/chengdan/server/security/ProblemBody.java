package io.chengdan.server.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.identity.Language;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.kernel.problem.Unmet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal as RFC 9457 problem+json, in the language of the caller.
 *
 * @param code lasting name of the refusal for programs
 * @param errors what is wrong with which field
 * @param unmet the rules of a gate that do not hold yet
 * @param current the record as it is now, where the caller's version was stale
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProblemBody(
        String type,
        String title,
        int status,
        String code,
        String detail,
        List<FieldError> errors,
        List<UnmetRule> unmet,
        @Nullable Object current) {

    /** One thing wrong with one field; an empty field means the whole. */
    public record FieldError(String field, String code, String message) {}

    /** A rule that does not hold, and the way to meet it. */
    public record UnmetRule(String rule, String message, Way fix) {}

    /** What to do: {@code fill}, {@code attach}, {@code create}, {@code act} or {@code ask}. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Way(
            String kind,
            @Nullable String form,
            @Nullable String id,
            @Nullable String field,
            @Nullable String category,
            Map<String, Object> values,
            List<String> role) {

        public static Way of(Unmet.Fix fix) {
            return new Way(
                    fix.kind().name().toLowerCase(Locale.ROOT),
                    fix.form(),
                    fix.id(),
                    fix.field(),
                    fix.category(),
                    fix.values(),
                    fix.roles());
        }
    }

    public static ProblemBody of(Problem problem, Language language) {
        return new ProblemBody(
                "urn:chengdan:problem:" + problem.code(),
                language.of(title(problem.status())),
                problem.status(),
                problem.code(),
                language.of(problem.text()),
                problem.faults().stream()
                        .map(fault -> new FieldError(fault.field(), fault.code(), language.of(fault.message())))
                        .toList(),
                problem instanceof Problem.GateUnmet gate
                        ? gate.unmet().stream()
                                .map(rule -> unmet(rule, language))
                                .toList()
                        : List.of(),
                problem instanceof Problem.Stale stale ? stale.record().orElse(stale.current()) : null);
    }

    /** A refusal that comes from HTTP itself and that no room would ever make. */
    public static ProblemBody plain(int status, String code, Text text, Language language) {
        return new ProblemBody(
                "urn:chengdan:problem:" + code,
                language.of(title(status)),
                status,
                code,
                language.of(text),
                List.of(),
                List.of(),
                null);
    }

    private static UnmetRule unmet(Unmet unmet, Language language) {
        return new UnmetRule(unmet.rule(), language.of(unmet.message()), Way.of(unmet.fix()));
    }

    private static Text title(int status) {
        return switch (status) {
            case 400 -> new Text("请求有误", "Bad request");
            case 401 -> new Text("未登录", "Not logged in");
            case 403 -> new Text("不允许", "Not allowed");
            case 404 -> new Text("没有找到", "Not found");
            case 405 -> new Text("方法不支持", "Method not supported");
            case 406 -> new Text("格式不支持", "Format not available");
            case 409 -> new Text("有冲突", "Conflict");
            case 412 -> new Text("内容已变化", "Changed meanwhile");
            case 413 -> new Text("内容过大", "Too large");
            case 415 -> new Text("类型不支持", "Type not supported");
            case 422 -> new Text("内容需要修改", "Needs correcting");
            case 428 -> new Text("缺少版本", "Version missing");
            case 429 -> new Text("过于频繁", "Too often");
            case 503 -> new Text("系统繁忙", "Busy");
            default -> new Text("服务器出错", "Server error");
        };
    }
}
