/**
 * An installation in one file, and back (K4); and the look whether all of it still fits together.
 *
 * <p>In: the database as its owner sees it and the store of files. Out: an archive of our own form — rows as PostgreSQL's text
 * COPY, files, a manifest, and a hash over all of it at the end —, a restored installation, or faults in plain words.
 */
@NullMarked
package io.chengdan.kernel.backup;

import org.jspecify.annotations.NullMarked;
