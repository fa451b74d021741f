/**
 * Tables of others on their way in (H5): rows of a CSV file become records, through the one writer and its gates.
 *
 * <p>In: the bytes of a file, a mapping from its columns to fields, and the caller's access plan. Out: records, counts, and the
 * rows that were refused, each with its reason, as a file to be mended and sent again. Knows nothing of HTTP.
 */
@NullMarked
package io.chengdan.kernel.transfer;

import org.jspecify.annotations.NullMarked;
