package io.chengdan.sales.demo;

import java.util.List;
import java.util.UUID;

/**
 * A person of the demo company.
 *
 * @param department key of the home department
 * @param roles keys of the roles
 */
public record DemoPerson(UUID id, String login, String name, String department, List<String> roles) {}
