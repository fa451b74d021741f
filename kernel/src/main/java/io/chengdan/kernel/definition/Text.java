package io.chengdan.kernel.definition;

/** A text people read, in both languages of the product. */
public record Text(String zh, String en) {}
