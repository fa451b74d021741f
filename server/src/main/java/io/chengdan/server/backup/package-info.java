/**
 * {@code ./chengdan backup|restore|verify}: the room of backups, for the installation of a folder.
 *
 * <p>In: the words of the command. Out: a file, an installation, or what is wrong with one. No server is asked; where one runs,
 * its database is used beside it.
 */
@NullMarked
package io.chengdan.server.backup;

import org.jspecify.annotations.NullMarked;
