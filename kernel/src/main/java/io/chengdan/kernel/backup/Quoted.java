package io.chengdan.kernel.backup;

import io.chengdan.kernel.backup.Manifest.Column;
import io.chengdan.kernel.backup.Manifest.TableData;
import java.util.Collection;
import java.util.stream.Collectors;

/** Names of a manifest as SQL writes them. */
final class Quoted {

    private Quoted() {}

    static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String table(TableData table) {
        return name(table.schema()) + "." + name(table.name());
    }

    static String columns(TableData table) {
        return names(table.columns().stream().map(Column::name).toList());
    }

    static String names(Collection<String> names) {
        return names.stream().map(Quoted::name).collect(Collectors.joining(", "));
    }
}
