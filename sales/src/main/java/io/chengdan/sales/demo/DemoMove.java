package io.chengdan.sales.demo;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The entry of an opportunity into a stage. The first move of a record is its creation.
 *
 * @param by who moved it
 * @param files attachment categories the gate behind it asks for; the demo has no files, so migration says so
 */
public record DemoMove(String to, Instant at, UUID by, List<String> files) {}
