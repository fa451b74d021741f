/**
 * Imports over HTTP and on the command line.
 *
 * <p>In: a CSV file and a mapping. Out: counts, and the returned rows as a file. What a row may become is the kernel's matter.
 */
@NullMarked
package io.chengdan.server.transfer;

import org.jspecify.annotations.NullMarked;
