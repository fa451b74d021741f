/**
 * The one language of formulas, rules, gates and filters: a profile of CEL over decimals, dates and nulls (A3, I1).
 *
 * <p>In: a text and the {@link io.chengdan.kernel.expression.Scope} of names it may use. Out: an
 * {@link io.chengdan.kernel.expression.Expression}, parsed and type-checked once, which the
 * {@link io.chengdan.kernel.expression.Evaluator} runs here, its TypeScript twin runs in the browser from the same tree
 * as JSON, and the {@link io.chengdan.kernel.expression.SqlCompiler} turns into SQL where it can. The shared corpus at
 * {@code corpus/expression} holds the three to the same answers. Knows neither forms nor people nor tables.
 */
@NullMarked
package io.chengdan.kernel.expression;

import org.jspecify.annotations.NullMarked;
