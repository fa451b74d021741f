package io.chengdan.kernel.schema;

import java.util.List;

/**
 * An index a definition asks for.
 *
 * @param name made from what it indexes, so that another definition of it is another index
 * @param table without the schema
 * @param form key of the form whose records it finds
 * @param fields keys of the fields of a unique index, whose values no two records share
 * @param rule key of the form's rule of uniqueness; empty for the uniqueness of a field and for other indexes
 * @param unique whether it refuses a second record
 * @param body what follows {@code create index <name>}
 */
public record Index(
        String name, String table, String form, List<String> fields, String rule, boolean unique, String body) {

    String create(boolean concurrently) {
        return "create " + (unique ? "unique " : "") + "index " + (concurrently ? "concurrently " : "")
                + "if not exists " + Sql.quoted(name) + " " + body;
    }
}
