package io.chengdan.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The product, run as {@code ./chengdan run} runs it, on the bench's folder. */
final class ServerProcess implements AutoCloseable {

    static final String PASSWORD = "bench-pass-2026";

    private final Process process;
    private final URI address;

    private ServerProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    static ServerProcess start(Path data, int port, Path log) throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                java,
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dfile.encoding=UTF-8",
                "-Dchengdan.web=" + data,
                "-cp",
                System.getProperty("java.class.path"),
                "io.chengdan.server.ChengdanServer",
                "run",
                "--port",
                String.valueOf(port),
                "--data",
                data.toString());
        builder.environment().put("CHENGDAN_DEMO_PASSWORD", PASSWORD);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        var process = builder.start();
        // an interrupted bench leaves no server behind
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        var server = new ServerProcess(process, URI.create("http://localhost:" + port));
        server.awaitReady(log);
        return server;
    }

    URI address() {
        return address;
    }

    private void awaitReady(Path log) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var health = HttpRequest.newBuilder(address.resolve("/actuator/health/readiness"))
                    .build();
            // the demo company is loaded at the first start
            for (int tenths = 0; tenths < 6_000; tenths++) {
                if (!process.isAlive()) {
                    throw new IOException("the server does not start; see " + log);
                }
                try {
                    if (client.send(health, BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException _) {
                    // not listening yet
                }
                Thread.sleep(100);
            }
        }
        throw new IOException("the server is not ready after ten minutes; see " + log);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(90, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
