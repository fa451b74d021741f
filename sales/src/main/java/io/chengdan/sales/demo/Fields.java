package io.chengdan.sales.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Collects the values of a record in the shapes the API takes. What is empty is left out. */
final class Fields {

    private final Map<String, Object> values = new LinkedHashMap<>();
    private final ZoneId zone;

    Fields(ZoneId zone) {
        this.zone = zone;
    }

    Fields text(String key, String value) {
        if (!value.isEmpty()) {
            values.put(key, value);
        }
        return this;
    }

    Fields number(String key, int value) {
        values.put(key, value);
        return this;
    }

    Fields money(String key, BigDecimal value) {
        values.put(key, value.setScale(2, RoundingMode.HALF_UP).toPlainString());
        return this;
    }

    Fields percent(String key, BigDecimal value) {
        return money(key, value);
    }

    Fields flag(String key, boolean value) {
        values.put(key, value);
        return this;
    }

    Fields date(String key, LocalDate value) {
        values.put(key, value.toString());
        return this;
    }

    Fields time(String key, Instant value) {
        values.put(
                key,
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        value.truncatedTo(ChronoUnit.SECONDS).atZone(zone)));
        return this;
    }

    Fields ref(String key, UUID value) {
        values.put(key, value.toString());
        return this;
    }

    Fields ref(String key, Optional<UUID> value) {
        value.ifPresent(id -> ref(key, id));
        return this;
    }

    Fields refs(String key, Collection<UUID> value) {
        if (!value.isEmpty()) {
            values.put(key, value.stream().map(UUID::toString).toList());
        }
        return this;
    }

    Fields words(String key, List<String> value) {
        if (!value.isEmpty()) {
            values.put(key, value);
        }
        return this;
    }

    Fields rows(String key, List<Map<String, Object>> value) {
        values.put(key, value);
        return this;
    }

    Map<String, Object> map() {
        return Collections.unmodifiableMap(values);
    }
}
