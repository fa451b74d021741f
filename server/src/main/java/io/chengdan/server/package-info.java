/**
 * The one program: wires the kernel's rooms, the database and HTTP together and starts them.
 *
 * <p>In: a command line. Out: a running server, or a command done. Holds no rule of its own.
 */
@NullMarked
package io.chengdan.server;

import org.jspecify.annotations.NullMarked;
