package io.chengdan.kernel.definition;

import java.util.List;

/** A list of options that several fields share, such as the industries. */
public record ChoiceSet(String uid, String key, Text label, List<Option> options) {}
