package io.chengdan.kernel.transfer;

/**
 * What became of the rows of a file.
 *
 * @param skipped their record was there already
 * @param failed returned with a reason
 */
public record Counts(int read, int created, int updated, int skipped, int failed) {}
