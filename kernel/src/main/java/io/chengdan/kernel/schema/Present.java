package io.chengdan.kernel.schema;

import java.util.Map;
import java.util.Set;

/**
 * What a PostgreSQL schema holds now.
 *
 * @param names the names that parts of definitions were given
 * @param columns the columns of each table
 * @param indexes whether an index is whole, by name
 * @param ownIndexes names of the indexes that were made for a definition
 */
public record Present(
        PhysicalNames names, Map<String, Set<String>> columns, Map<String, Boolean> indexes, Set<String> ownIndexes) {

    static final Present NOTHING = new Present(PhysicalNames.NONE, Map.of(), Map.of(), Set.of());

    boolean has(String table) {
        return columns.containsKey(table);
    }

    Set<String> columns(String table) {
        return columns.getOrDefault(table, Set.of());
    }
}
