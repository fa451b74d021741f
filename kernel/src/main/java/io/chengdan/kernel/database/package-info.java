/**
 * The database under everything: its two roles, its schemas and the kernel's own tables (architecture: "database roles").
 *
 * <p>In: a superuser's connection, once; then the publisher's. Out: a database in which the publisher owns the schemas
 * {@code kernel}, {@code app} and {@code bi}, and the runtime role can neither change a table's shape nor rewrite history.
 */
@NullMarked
package io.chengdan.kernel.database;

import org.jspecify.annotations.NullMarked;
