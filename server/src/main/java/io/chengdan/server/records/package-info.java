/**
 * Records over HTTP: read, query, write, stage, team, history, and the definition cut to the caller.
 *
 * <p>In: requests as {@code docs/architecture.md} and the OpenAPI document describe them. Out: what the reader and the writer
 * answer, as JSON. Decides nothing itself.
 */
@NullMarked
package io.chengdan.server.records;

import org.jspecify.annotations.NullMarked;
