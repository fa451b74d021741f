package io.chengdan.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** How the database serves the product's own requests: the plans it writes into its log while one is asked again. */
final class Plans {

    private static final Pattern ENTRY = Pattern.compile(
            "(?ms)^\\d{4}-\\d\\d-\\d\\d [^\\n]*?duration: ([0-9.]+) ms  plan:\\n(.*?)(?=^\\d{4}-\\d\\d-\\d\\d |\\z)");
    private static final int SHOWN = 2;

    private final Database database;

    /** The server's pool looks at a connection before use only where it rested for half a second. */
    private static final java.time.Duration REST_BEFORE_LOOKED_AT = java.time.Duration.ofMillis(700);

    Plans(Database database) {
        this.database = database;
    }

    /** The slowest statements of one request with their plans. */
    List<String> of(Crowd.Deed http) throws Exception {
        watch(true);
        try {
            awaitNewConnections(http);
            long from = database.logSize();
            http.run(0);
            return slowest(database.log(from));
        } finally {
            watch(false);
            awaitNewConnections(http);
        }
    }

    /** The watching needs new connections; on an old one, which was ended, a request fails. */
    private static void awaitNewConnections(Crowd.Deed http) throws Exception {
        Thread.sleep(REST_BEFORE_LOOKED_AT);
        for (int tries = 0; ; tries++) {
            try {
                http.run(0);
                return;
            } catch (IOException e) {
                if (tries == 20) {
                    throw e;
                }
            }
        }
    }

    private static List<String> slowest(String log) {
        record Seen(double millis, String text) {}
        var seen = new ArrayList<Seen>();
        var entry = ENTRY.matcher(log);
        while (entry.find()) {
            seen.add(new Seen(Double.parseDouble(entry.group(1)), entry.group(2)));
        }
        return seen.stream()
                .sorted(Comparator.comparingDouble(Seen::millis).reversed())
                .limit(SHOWN)
                .map(one -> one.millis() + " ms\n" + one.text())
                .toList();
    }

    /** The settings count for new connections, so the old ones are ended. */
    private void watch(boolean on) throws SQLException {
        try (var connection = database.superuser();
                var statement = connection.createStatement()) {
            if (on) {
                set(statement, "session_preload_libraries", "auto_explain");
                set(statement, "auto_explain.log_min_duration", "0");
                set(statement, "auto_explain.log_analyze", "on");
                set(statement, "auto_explain.log_buffers", "on");
            } else {
                statement.execute("alter role chengdan_runtime reset all");
            }
            statement.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'chengdan_runtime'");
        }
    }

    private static void set(Statement statement, String name, String value) throws SQLException {
        statement.execute("alter role chengdan_runtime set " + name + " = '" + value + "'");
    }
}
