/**
 * A company that never was, for showing and trying the sales application.
 *
 * <p>In: a seed, the present time and the company's time zone. Out: departments, people and eighteen months of records that fit
 * together, with the same ids for the same seed. Knows neither database nor writer: a loader puts the records through the
 * writer's {@code migrate} action.
 */
@NullMarked
package io.chengdan.sales.demo;

import org.jspecify.annotations.NullMarked;
