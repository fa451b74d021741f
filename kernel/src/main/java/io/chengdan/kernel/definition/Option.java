package io.chengdan.kernel.definition;

import org.jspecify.annotations.Nullable;

/** One choice of a list. The key is what is stored and never changes. */
public record Option(String key, Text label, @Nullable String color) {}
