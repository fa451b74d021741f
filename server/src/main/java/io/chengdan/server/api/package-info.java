/**
 * The documented HTTP API, one controller for each thing it speaks of.
 *
 * <p>In: requests of a known {@link io.chengdan.kernel.identity.Caller}. Out: calls of the kernel's rooms and their answers as
 * JSON. Decides nothing: what is refused, a room refuses.
 */
@NullMarked
package io.chengdan.server.api;

import org.jspecify.annotations.NullMarked;
