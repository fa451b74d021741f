/**
 * Files that hang on records: in an attachment field, or in the attachment library under a category (issue 8, "Files").
 *
 * <p>In: bytes with a name, the record they belong to, and the caller's access plan. Out: a file that is safely stored, truly of
 * the kind its place accepts, and seen only by those who see that place of that record. Knows nothing of HTTP.
 */
@NullMarked
package io.chengdan.kernel.file;

import org.jspecify.annotations.NullMarked;
