/**
 * Versions of the definition: checked, compiled, published, kept for ever (I2).
 *
 * <p>In: definition files and who publishes them. Out: the {@link io.chengdan.kernel.release.AppVersion} in force, with its tables
 * and its compiled rules. One version is in force at a time; a publish first widens the database, then swaps the pointer.
 */
@NullMarked
package io.chengdan.kernel.release;

import org.jspecify.annotations.NullMarked;
