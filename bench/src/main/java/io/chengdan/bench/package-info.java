/**
 * Measures the product side by side with plain SQL.
 *
 * <p>In comes the folder of an installation of its own, which is filled with data set L or S and kept. Out goes a table: what
 * each kind of person waits for over HTTP, what the best hand-written SQL takes for the same rows, and whether the bar is met.
 * Nothing of the product depends on this room.
 */
@NullMarked
package io.chengdan.bench;

import org.jspecify.annotations.NullMarked;
