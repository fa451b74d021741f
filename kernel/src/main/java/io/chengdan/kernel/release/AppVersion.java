package io.chengdan.kernel.release;

import io.chengdan.kernel.definition.Definition;
import io.chengdan.kernel.schema.Tables;

/** One published version of the definition with all that is compiled from it. Immutable. */
public record AppVersion(long number, Definition definition, Tables tables, Rules rules, String hash) {}
