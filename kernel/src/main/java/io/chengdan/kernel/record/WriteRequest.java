package io.chengdan.kernel.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A write as somebody asks for it: one record, or many of a form as one whole.
 *
 * @param migrating places history; needs the right {@code migrate}
 * @param via page, api, import, action or migrate; kept with the history
 * @param key the client's {@code Idempotency-Key}: the same key again gives the first answer and writes nothing
 */
public record WriteRequest(
        String form,
        List<Change> changes,
        boolean migrating,
        String via,
        @Nullable String key) {

    public static WriteRequest of(String form, Change change, String via, @Nullable String key) {
        return new WriteRequest(form, List.of(change), false, via, key);
    }
}
