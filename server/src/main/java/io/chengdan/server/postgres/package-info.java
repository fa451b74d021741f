/**
 * The PostgreSQL that comes with the product: nothing to install, the same database as outside (stack.md §4).
 *
 * <p>In: the installation's folder. Out: a running server on the loopback address, with the database and roles prepared and
 * their addresses and passwords known. Runs as the same user, or, because PostgreSQL refuses root, as a system user.
 */
@NullMarked
package io.chengdan.server.postgres;

import org.jspecify.annotations.NullMarked;
