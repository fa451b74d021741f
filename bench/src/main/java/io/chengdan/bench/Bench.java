package io.chengdan.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** {@code ./chengdan bench}: makes the data set where it is missing, measures, writes the table. */
@SuppressWarnings("SystemOut") // The command's answer.
public final class Bench {

    private static final Duration PAUSE = Duration.ofMillis(150);

    private final Options options;
    private final Database database;
    private final ServerProcess server;

    private Bench(Options options, Database database, ServerProcess server) {
        this.options = options;
        this.database = database;
        this.server = server;
    }

    /** @param who the log-ins to measure as; empty for all */
    private record Options(Size size, Path data, int port, Path results, List<String> who) {

        static Options parse(String[] arguments) {
            var options = new Options(Size.L, Path.of("data-bench"), 8190, Path.of("bench/results"), List.of());
            for (int i = 0; i + 1 < arguments.length; i += 2) {
                var value = arguments[i + 1];
                options = switch (arguments[i]) {
                    case "--size" ->
                        new Options(Size.valueOf(value), options.data, options.port, options.results, options.who);
                    case "--data" ->
                        new Options(options.size, Path.of(value), options.port, options.results, options.who);
                    case "--port" ->
                        new Options(options.size, options.data, Integer.parseInt(value), options.results, options.who);
                    case "--results" ->
                        new Options(options.size, options.data, options.port, Path.of(value), options.who);
                    case "--who" ->
                        new Options(
                                options.size,
                                options.data,
                                options.port,
                                options.results,
                                List.of(value.split(",", -1)));
                    default -> throw new IllegalArgumentException("There is no option " + arguments[i] + ".");
                };
            }
            if (arguments.length % 2 == 1) {
                throw new IllegalArgumentException("The option " + arguments[arguments.length - 1] + " needs a value.");
            }
            return new Options(
                    options.size,
                    options.data.toAbsolutePath().normalize(),
                    options.port,
                    options.results.toAbsolutePath().normalize(),
                    options.who);
        }
    }

    public static void main(String[] arguments) throws Exception {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        var options = Options.parse(arguments);
        Files.createDirectories(options.data());
        Files.setPosixFilePermissions(
                options.data(), java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x--x"));
        System.out.println("Starting the server on " + options.data() + " …");
        var log = options.data().resolve("bench-server.log");
        try (var server = ServerProcess.start(options.data(), options.port(), log)) {
            new Bench(options, new Database(options.data()), server).run();
        }
    }

    private void run() throws Exception {
        try (var publisher = database.publisher()) {
            var names = Names.read(publisher);
            System.out.println("Data set " + options.size() + " …");
            boolean made = DataSet.ensure(publisher, names, options.size(), Instant.now());
            System.out.println(made ? "  made" : "  was there");
            var report = new Report();
            var crowd = new Crowd(options.size().people(), options.size().rounds(), PAUSE);
            for (var person : Person.all(publisher)) {
                if (options.who().isEmpty() || options.who().contains(person.login())) {
                    measure(names, person, crowd, report);
                }
            }
            var file = options.results()
                    .resolve(LocalDate.now(java.time.ZoneId.systemDefault()) + "-" + options.size() + ".md");
            report.writePlans(file.resolveSibling(file.getFileName().toString().replace(".md", "-plans.md")));
            report.write(file, options.size(), DataSet.counts(publisher, names), crowd, version(publisher));
            System.out.println(Files.readString(file));
        }
    }

    private void measure(Names names, Person person, Crowd crowd, Report report) throws Exception {
        System.out.println(person.login() + " …");
        var connections = new ArrayList<Connection>();
        try (var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build()) {
            var clients = new ArrayList<SqlClient>();
            for (int i = 0; i < crowd.people(); i++) {
                connections.add(database.runtime());
                clients.add(new SqlClient(connections.getLast()));
            }
            var slow = new ArrayList<Report.Line>();
            var full = new Crowd(crowd.people(), crowd.rounds(), Duration.ZERO);
            var tasks = new Tasks(names, person, visitors(http, person, crowd.people()), clients).all();
            for (var task : tasks) {
                full.measure(task.http()); // a server that has run for a while, not one just started
            }
            for (var task : tasks) {
                var line = new Report.Line(person.login(), task, crowd.measure(task.http()), crowd.measure(task.sql()));
                report.add(line);
                if (!line.passes()) {
                    slow.add(line);
                }
                System.out.println("  " + line.task().name() + ": "
                        + line.http().p95() + " ms, SQL " + line.sql().p95() + " ms");
            }
            // at the end, since watching the plans ends everybody's connections
            for (var line : slow) {
                report.explain(line, new Plans(database).of(line.task().http()));
            }
        } finally {
            for (var connection : connections) {
                connection.close();
            }
        }
    }

    private List<Visitor> visitors(HttpClient http, Person person, int count) throws IOException, InterruptedException {
        var visitors = new ArrayList<Visitor>();
        for (int i = 0; i < count; i++) {
            visitors.add(Visitor.logIn(http, server.address(), person.login(), ServerProcess.PASSWORD));
        }
        return visitors;
    }

    private static String version(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductVersion();
    }
}
