package io.chengdan.server.records;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The headers that make a write safe to repeat and safe against overwriting. */
final class Headers {

    private static final Pattern VERSION = Pattern.compile("(?:W/)?\"?(\\d{1,18})\"?");
    private static final int LONGEST_KEY = 200;

    private Headers() {}

    /** @throws Problem.Limit 428 where the header is missing */
    static long version(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw new Problem.Limit(
                    428,
                    "version_required",
                    new Text(
                            "请在 If-Match 里写明你读到的版本，免得覆盖别人的修改。",
                            "Give the version you read in If-Match, so that nobody's change is overwritten."));
        }
        var match = VERSION.matcher(ifMatch.strip());
        if (!match.matches()) {
            throw new Problem.Malformed(
                    "bad_version", new Text("If-Match 要写成 \"3\" 这样的版本。", "If-Match holds a version, such as \"3\"."));
        }
        return Long.parseLong(match.group(1));
    }

    static @Nullable String key(@Nullable String idempotencyKey) {
        if (idempotencyKey != null && (idempotencyKey.isBlank() || idempotencyKey.length() > LONGEST_KEY)) {
            throw new Problem.Malformed(
                    "bad_key",
                    new Text(
                            "Idempotency-Key 要有 1 到 " + LONGEST_KEY + " 个字符。",
                            "An Idempotency-Key has 1 to " + LONGEST_KEY + " characters."));
        }
        return idempotencyKey;
    }
}
