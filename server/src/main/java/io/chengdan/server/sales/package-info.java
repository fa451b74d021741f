/**
 * Fills a new installation with the sales application and, where asked for, the demo company.
 *
 * <p>In: the definition files and the generator of the sales module. Out: a published version, people, and records placed through
 * the writer's {@code migrate}, like any other history.
 */
@NullMarked
package io.chengdan.server.sales;

import org.jspecify.annotations.NullMarked;
