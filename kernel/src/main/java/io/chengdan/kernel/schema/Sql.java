package io.chengdan.kernel.schema;

import java.util.regex.Pattern;

/** The few statements a publish may run. Everything else, above all what would lose data, is refused here. */
final class Sql {

    private static final Pattern ALLOWED = Pattern.compile(
            "create schema if not exists .*"
                    + "|create table .*"
                    + "|alter table \\S+ add column [^;]*"
                    + "|create (unique )?index .*"
                    + "|drop index (concurrently )?if exists .*"
                    + "|create (or replace )?view .*"
                    + "|drop view if exists .*"
                    + "|grant (usage|select|select, insert, update, delete) on .*",
            Pattern.DOTALL);
    private static final Pattern LOSING = Pattern.compile(
            "\\b(drop\\s+(table|column|schema|database|owned)|truncate|alter\\s+column|cascade)\\b",
            Pattern.CASE_INSENSITIVE);

    private Sql() {}

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String quoted(String schema, String name) {
        return quoted(schema) + "." + quoted(name);
    }

    /** The statement itself, if a publish may run it. */
    static String allowed(String statement) {
        var outsideQuotes = statement.replaceAll("\"[^\"]*\"|'[^']*'", "x");
        if (!ALLOWED.matcher(statement).matches()
                || LOSING.matcher(outsideQuotes).find()
                || outsideQuotes.contains(";")) {
            throw new IllegalArgumentException("a publish may not run: " + statement);
        }
        return statement;
    }
}
