package io.chengdan.sales.demo;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A record as the API would take it: references and persons as ids, money and decimals as text, dates and times in ISO 8601,
 * rows of a table as a list of maps.
 *
 * @param moves stages entered, in order; empty for forms without a pipeline
 */
public record DemoRecord(
        String form,
        UUID id,
        Map<String, Object> fields,
        UUID owner,
        Instant createdAt,
        UUID createdBy,
        List<DemoMove> moves) {}
