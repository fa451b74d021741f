/**
 * The two paths to records: everything read comes through {@link io.chengdan.kernel.record.RecordReader}, everything written
 * goes through {@link io.chengdan.kernel.record.RecordWriter}.
 *
 * <p>In: a query or the values of records, and the caller's access plan. Out: records cut to what the caller may see, or a change
 * that passed every rule together with its history and its place in the change feed. Knows nothing of HTTP.
 */
@NullMarked
package io.chengdan.kernel.record;

import org.jspecify.annotations.NullMarked;
