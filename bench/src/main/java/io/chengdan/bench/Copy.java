package io.chengdan.bench;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows on their way into one table, by PostgreSQL's fastest way in. */
final class Copy implements AutoCloseable {

    private static final int BUFFER = 1 << 20;

    private final CopyIn in;
    private final StringBuilder text = new StringBuilder(BUFFER + 4096);

    Copy(Connection connection, String table, Collection<String> columns) throws SQLException {
        var names = columns.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
        this.in = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " (" + names + ") from stdin");
    }

    /** The values in the order of the columns. */
    void row(@Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            text.append(i == 0 ? "" : "\t");
            append(values[i]);
        }
        text.append('\n');
        if (text.length() > BUFFER) {
            flush();
        }
    }

    private void append(@Nullable Object value) throws SQLException {
        switch (value) {
            case null -> text.append("\\N");
            case String words ->
                text.append(words.replace("\\", "\\\\").replace("\t", " ").replace("\n", " "));
            case Instant at -> text.append(at);
            default -> text.append(value);
        }
    }

    private void flush() throws SQLException {
        var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        in.writeToCopy(bytes, 0, bytes.length);
        text.setLength(0);
    }

    @Override
    public void close() throws SQLException {
        flush();
        in.endCopy();
    }
}
