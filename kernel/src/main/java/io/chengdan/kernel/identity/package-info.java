/**
 * The people of the company, where they belong and how they prove who they are (K2).
 *
 * <p>In: log-in names, passwords, tokens; changes of people and departments. Out: the {@link io.chengdan.kernel.identity.Person}
 * behind a request and the {@link io.chengdan.kernel.identity.Org} they work in. Knows role keys, not what a role may do.
 */
@NullMarked
package io.chengdan.kernel.identity;

import org.jspecify.annotations.NullMarked;
