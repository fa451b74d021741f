/**
 * The folder in which one installation keeps everything that is its own.
 *
 * <p>In: the folder named on the command line. Out: the folder, made and locked for one process, with its private files.
 * Knows nothing of databases or HTTP.
 */
@NullMarked
package io.chengdan.server.installation;

import org.jspecify.annotations.NullMarked;
