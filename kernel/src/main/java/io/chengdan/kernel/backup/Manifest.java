package io.chengdan.kernel.backup;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a backup holds.
 *
 * @param format of the file; a newer one is refused by an older application
 * @param migration the last of the kernel's migrations that had run
 * @param postgres major version of the database
 * @param definition number of the version in force; 0 where there was none
 * @param auditHead the audit's newest seal, as {@code number:hash}
 * @param folder small files of the installation's folder, by name
 */
record Manifest(
        int format,
        int migration,
        int postgres,
        Instant at,
        long definition,
        String auditHead,
        List<TableData> tables,
        List<Sequence> sequences,
        List<FileData> files,
        SortedMap<String, String> folder) {

    static final int FORMAT = 1;

    /**
     * A table and its rows.
     *
     * @param columns in the order of the rows' values
     * @param key columns of the primary key
     * @param indexes columns of indexes that no definition names; the others are built from the definition
     */
    record TableData(
            String schema,
            String name,
            List<Column> columns,
            List<String> key,
            List<List<String>> indexes,
            long rows,
            String sha256) {

        String entry() {
            return "tables/" + schema + "." + name;
        }
    }

    /** @param preset the default as PostgreSQL writes it; empty for none */
    record Column(String name, String type, boolean required, String preset) {}

    record Sequence(String schema, String name, long last) {}

    record FileData(UUID id, long size, String sha256) {

        static String entry(UUID id) {
            return "files/" + id;
        }
    }

    /** How many rows each table has, by its name with schema. */
    Map<String, Long> counts() {
        var counts = new TreeMap<String, Long>();
        tables.forEach(table -> counts.put(table.schema() + "." + table.name(), table.rows()));
        return counts;
    }
}
