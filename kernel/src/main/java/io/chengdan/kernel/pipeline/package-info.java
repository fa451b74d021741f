/**
 * The stages a record moves through and the gates between them (B1, B2).
 *
 * <p>In: a draft whose stage changes, or a record whose checklist is asked for. Out: the move, kept as a typed transition, or a
 * refusal that lists what is missing and how to get it. Knows nothing of HTTP, flows or any particular form.
 */
@NullMarked
package io.chengdan.kernel.pipeline;

import org.jspecify.annotations.NullMarked;
