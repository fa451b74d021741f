package io.chengdan.kernel.search;

/** A stretch of a text, from its first character to the one behind its last, counted in UTF-16 units as browsers count. */
public record Mark(int start, int end) {}
