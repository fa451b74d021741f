/**
 * The app definition: what forms, pipelines and roles there are (I1, I4).
 *
 * <p>In: YAML files or JSON. Out: an immutable definition, checked for structure, with every
 * error naming file, path and remedy; and back into the same files, byte for byte. Knows neither database nor people.
 */
@NullMarked
package io.chengdan.kernel.definition;

import org.jspecify.annotations.NullMarked;
