/**
 * Who may come in: sessions, tokens, the XSRF pair and the headers that protect the client (K2).
 *
 * <p>In: a request. Out: the {@link io.chengdan.kernel.identity.Caller} behind it, or a refusal as problem+json. What the
 * caller may see is the access room's matter.
 */
@NullMarked
package io.chengdan.server.security;

import org.jspecify.annotations.NullMarked;
