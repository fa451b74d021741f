/**
 * What a person may see and do, as one plan for every path (A4).
 *
 * <p>In: a definition version and a person. Out: an {@link io.chengdan.kernel.access.AccessPlan} that says, form by form, which rows,
 * fields, tabs and actions there are for this person, as SQL conditions where rows are meant; the definition cut to it; and the
 * reason why something is in sight. What is not granted does not exist.
 */
@NullMarked
package io.chengdan.kernel.access;

import org.jspecify.annotations.NullMarked;
