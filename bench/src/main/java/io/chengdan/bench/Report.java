package io.chengdan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table, as Markdown. */
final class Report {

    private static final double LIST_LIMIT = 100;
    private static final double RECORD_LIMIT = 60;

    private final List<Line> lines = new ArrayList<>();
    private final StringBuilder plans = new StringBuilder();

    /** One thing one person did. */
    record Line(String person, Tasks.Task task, Figures http, Figures sql) {

        boolean passes() {
            return switch (task.bar()) {
                case LIST -> near() && http.p95() <= LIST_LIMIT;
                case RECORD -> near() && http.p95() <= RECORD_LIMIT;
                case WRITE -> http.p95() <= 3 * sql.p95();
            };
        }

        private boolean near() {
            return http.p95() <= Math.max(1.5 * sql.p95(), sql.p95() + 8);
        }

        private String row() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %.1f | %.1f | %.1f | %.1f | %.1f× | %s |",
                    person,
                    task.name(),
                    http.p50(),
                    http.p95(),
                    sql.p50(),
                    sql.p95(),
                    http.p95() / sql.p95(),
                    passes() ? "met" : "**missed**");
        }
    }

    void add(Line line) {
        lines.add(line);
    }

    /** Keeps how the database served what missed its bar, and the plain SQL it was held against. */
    void explain(Line line, List<String> served) {
        plans.append("## ")
                .append(line.person())
                .append(": ")
                .append(line.task().name())
                .append("\n\n");
        served.forEach(plan -> plans.append("```\n").append(plan).append("```\n\n"));
        plans.append("Plain SQL:\n\n```sql\n").append(line.task().statement()).append("\n```\n\n");
    }

    /** The kept plans; no file where everything met its bar. */
    void writePlans(Path file) throws IOException {
        Files.deleteIfExists(file);
        if (!plans.isEmpty()) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "# Plans of what missed its bar\n\n" + plans);
        }
    }

    List<Line> missed() {
        return lines.stream().filter(line -> !line.passes()).toList();
    }

    String table() {
        var text = new StringBuilder("""
                | who | what | HTTP p50 ms | HTTP p95 ms | SQL p50 ms | SQL p95 ms | p95 ratio | bar |
                |---|---|--:|--:|--:|--:|--:|---|
                """);
        lines.forEach(line -> text.append(line.row()).append('\n'));
        return text.toString();
    }

    void write(Path file, Size size, Map<String, Long> counts, Crowd crowd, String postgres) throws IOException {
        var rows = new ArrayList<String>();
        counts.forEach((what, count) -> rows.add(String.format(Locale.ROOT, "%,d %s", count, what)));
        var text = """
                # Data set %s

                %s.

                Over HTTP from the same machine, log-in and JSON included, against the best hand-written SQL by plain JDBC with
                prepared statements, its rows made into JSON too, in the same run. %d people at a time, each with a session and a
                connection of their own and a pause of %d ms on average between two things, %d times each, after as many again to
                warm up. All of it runs on one machine, so what waits for a processor waits for all of them.

                Bar: p95 at most the larger of 1.5 × SQL and SQL + 8 ms, and never over %.0f ms (lists) or %.0f ms (record page);
                a log entry at most 3 × the bare inserts (row, derived row, history, feed).

                %s
                %d of %d met.

                Machine: %s. The machine was not kept free of other work: trust the ratios more than the milliseconds.
                """.formatted(
                        size,
                        String.join(", ", rows),
                        crowd.people(),
                        crowd.pause().toMillis(),
                        crowd.rounds(),
                        LIST_LIMIT,
                        RECORD_LIMIT,
                        table(),
                        lines.size() - missed().size(),
                        lines.size(),
                        machine(postgres));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String machine(String postgres) throws IOException {
        var info = Path.of("/proc/cpuinfo");
        var model = Files.exists(info)
                ? Files.readAllLines(info).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("unknown processor")
                : "unknown processor";
        return "%d × %s, %s %s, Java %s, PostgreSQL %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        model,
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        Runtime.version(),
                        postgres);
    }
}
