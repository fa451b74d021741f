/**
 * Files over HTTP, kept in the installation's folder.
 *
 * <p>In: uploads and requests for files. Out: files in a way that no browser runs what somebody uploaded. Who may see and change
 * which file is the kernel's matter.
 */
@NullMarked
package io.chengdan.server.files;

import org.jspecify.annotations.NullMarked;
