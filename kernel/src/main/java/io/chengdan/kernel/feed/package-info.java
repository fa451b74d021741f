/** The change feed as its readers see it: every change once, in an order in which no late commit is passed by. */
@NullMarked
package io.chengdan.kernel.feed;

import org.jspecify.annotations.NullMarked;
