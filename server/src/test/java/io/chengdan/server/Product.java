package io.chengdan.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The product as {@code ./chengdan} runs it: a process for a command, in an installation's folder of its own. */
final class Product implements AutoCloseable {

    private final Path data;
    private final int port;
    private final Process process;

    private Product(Path data, int port, Process process) {
        this.data = data;
        this.port = port;
        this.process = process;
    }

    /** What a command ended with. */
    record Outcome(int code, String output) {}

    /** A new folder that the database's user can reach. */
    static Path folder() throws IOException {
        var folder = Files.createTempDirectory("chengdan-product");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }

    static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    static Outcome command(String... words) throws IOException, InterruptedException {
        var process = java(List.of(words)).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    /** The server, ready. */
    static Product run(Path data, String... options) throws IOException, InterruptedException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var words = new ArrayList<>(List.of("run", "--data", data.toString(), "--port", String.valueOf(port)));
        words.addAll(List.of(options));
        var log = data.resolveSibling(data.getFileName() + ".log");
        var process = java(words).redirectOutput(log.toFile()).start();
        var product = new Product(data, port, process);
        var health = Client.browser(port);
        for (int tenths = 0; tenths < 3_000; tenths++) {
            if (!process.isAlive()) {
                throw new IllegalStateException("the server does not start: " + Files.readString(log));
            }
            try {
                if (health.get("/actuator/health/readiness").status() == 200) {
                    return product;
                }
            } catch (java.io.UncheckedIOException _) {
                // not listening yet
            }
            Thread.sleep(100);
        }
        product.close();
        throw new IllegalStateException("the server is not ready after five minutes: " + Files.readString(log));
    }

    Client browser() {
        return Client.browser(port);
    }

    Client admin() throws IOException {
        return Client.program(
                port, Files.readString(data.resolve("admin.token")).strip());
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            process.waitFor(90, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(data.resolveSibling(data.getFileName() + ".log"));
    }

    private static ProcessBuilder java(List<String> words) {
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx400m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dfile.encoding=UTF-8",
                "-Duser.language=en",
                "-cp",
                System.getProperty("java.class.path"),
                "io.chengdan.server.ChengdanServer"));
        line.addAll(words);
        return new ProcessBuilder(line).redirectErrorStream(true);
    }
}
