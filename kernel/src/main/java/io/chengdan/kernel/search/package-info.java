/** One box over everything the searcher may see: the index of words, filled from the change feed, and the look into it. */
@NullMarked
package io.chengdan.kernel.search;

import org.jspecify.annotations.NullMarked;
