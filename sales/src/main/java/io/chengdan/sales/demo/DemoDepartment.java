package io.chengdan.sales.demo;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A department of the demo company, parents before children.
 *
 * @param kind company, sales_region or function
 * @param head the login of who leads it
 * @param executive the login of the executive in charge, where it has one of its own
 * @param provinces the two-digit codes a sales region looks after
 */
public record DemoDepartment(
        UUID id,
        String key,
        String name,
        String kind,
        Optional<String> parent,
        String head,
        Optional<String> executive,
        List<String> provinces) {}
