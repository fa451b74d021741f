package io.chengdan.kernel.record;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The place in a sorted list after which the next page begins: the sort values of the last row and its id. Made by hand it is
 * harmless, for it only says where to begin; what is seen is decided anew.
 */
record Cursor(List<@Nullable Object> values, UUID id) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** As PostgreSQL hands numbers out; with an exponent a short text could unfold into gigabytes. */
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,40}(\\.\\d{1,40})?");

    private record Written(long v, String s, List<@Nullable String> k, String id) {}

    String write(long version, String sort) {
        var keys = new ArrayList<@Nullable String>();
        for (var value : values) {
            keys.add(
                    value == null
                            ? null
                            : value instanceof BigDecimal number ? number.toPlainString() : value.toString());
        }
        var json = JSON.writeValueAsString(new Written(version, sort, keys, id.toString()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws Problem.Malformed where the text is no cursor, or belongs to another sort order */
    static Cursor read(String text, String sort, List<Class<?>> types) {
        try {
            var json = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            var written = JSON.readValue(json, Written.class);
            if (!sort.equals(written.s()) || written.k().size() != types.size()) {
                throw bad();
            }
            var values = new ArrayList<@Nullable Object>();
            for (int i = 0; i < types.size(); i++) {
                values.add(value(types.get(i), written.k().get(i)));
            }
            return new Cursor(values, UUID.fromString(written.id()));
        } catch (IllegalArgumentException | JacksonException | DateTimeException | NullPointerException _) {
            throw bad();
        }
    }

    private static @Nullable Object value(Class<?> type, @Nullable String text) {
        if (text == null) {
            return null;
        }
        if (type == BigDecimal.class && NUMBER.matcher(text).matches()) {
            return new BigDecimal(text);
        }
        if (type == Integer.class) {
            return Integer.valueOf(text);
        }
        if (type == LocalDate.class) {
            return within(LocalDate.parse(text));
        }
        if (type == Instant.class) {
            var moment = Instant.parse(text);
            within(LocalDate.ofInstant(moment, ZoneOffset.UTC));
            return moment;
        }
        if (type == Boolean.class) {
            return Boolean.valueOf(text);
        }
        if (type == UUID.class) {
            return UUID.fromString(text);
        }
        if (type == String.class
                && text.indexOf('\0') < 0
                && StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            return text;
        }
        throw bad();
    }

    private static LocalDate within(LocalDate day) {
        if (day.getYear() < 1 || day.getYear() > 9999) {
            throw bad();
        }
        return day;
    }

    private static Problem.Malformed bad() {
        return new Problem.Malformed(
                "bad_cursor",
                new Text(
                        "翻页位置已失效，请从第一页重新开始。",
                        "This place in the list is no longer valid; begin again at the first page."));
    }
}
