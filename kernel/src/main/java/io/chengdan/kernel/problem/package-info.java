/**
 * What can go wrong, said to the person who must act.
 *
 * <p>In: what a room found. Out: one of a small sealed family of {@link io.chengdan.kernel.problem.Problem}s that the server
 * turns into problem+json in one place. Nothing here knows HTTP beyond the number that names the kind.
 */
@NullMarked
package io.chengdan.kernel.problem;

import org.jspecify.annotations.NullMarked;
