/**
 * The definition as PostgreSQL tables: one real table a form, one real column a field.
 *
 * <p>In: a definition and the names its parts were given when first created. Out: the tables as jOOQ sees them, and the plan of
 * additive statements that bring the database up to the definition. Nothing here ever drops or rewrites a column.
 */
@NullMarked
package io.chengdan.kernel.schema;

import org.jspecify.annotations.NullMarked;
