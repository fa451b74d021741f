/**
 * The record of what people and programs did beside the records' own history: log-ins, refusals, changes of people and
 * settings (K2).
 *
 * <p>In: entries. Out: rows that the running server can add but neither change nor remove; the database itself sees to it.
 * A chain of seals over them tells when somebody with more rights did.
 */
@NullMarked
package io.chengdan.kernel.audit;

import org.jspecify.annotations.NullMarked;
