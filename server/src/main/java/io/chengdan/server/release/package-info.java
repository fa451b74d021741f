/**
 * Versions of the definition over HTTP and on the command line ({@code ./chengdan app}).
 *
 * <p>In: definition files. Out: what they would change, or the version they became. The same commands work on a running
 * installation, by its token, and on a stopped one, whose database they start for the while.
 */
@NullMarked
package io.chengdan.server.release;

import org.jspecify.annotations.NullMarked;
