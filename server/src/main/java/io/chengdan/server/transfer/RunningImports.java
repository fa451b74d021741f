package io.chengdan.server.transfer;

import io.chengdan.kernel.identity.Language;
import io.chengdan.server.installation.Installation;
import io.chengdan.server.installation.StartFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The imports of a running installation, asked for over HTTP as {@code admin}. */
final class RunningImports implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI server;
    private final String token;
    private final Language language;

    private RunningImports(URI server, String token, Language language) {
        this.server = server;
        this.token = token;
        this.language = language;
    }

    /**
     * The installation of the folder, if it is what runs on the port.
     *
     * @throws StartFailure where the folder has no installation
     */
    static Optional<RunningImports> find(Path data, int port, Language language) {
        var token = Installation.read(data.resolve("admin.token"));
        if (token.isEmpty()) {
            throw new StartFailure(
                    "There is no installation in " + data + ". Start one: ./chengdan run --data " + data);
        }
        var found = new RunningImports(URI.create("http://localhost:" + port), token.get(), language);
        try {
            if (found.send(found.request("/api/me").GET()).statusCode() == 200) {
                return Optional.of(found);
            }
        } catch (IOException _) {
            // nothing there
        }
        found.close();
        return Optional.empty();
    }

    ImportsController.ImportView run(
            Path file, String mapping, boolean dryRun, Optional<String> as, Optional<String> password)
            throws IOException {
        var boundary = UUID.randomUUID().toString();
        var parts = new ArrayList<BodyPublisher>();
        parts.add(field(boundary, "mapping", mapping));
        parts.add(field(boundary, "dry_run", Boolean.toString(dryRun)));
        as.ifPresent(login -> parts.add(field(boundary, "as", login)));
        password.ifPresent(secret -> parts.add(field(boundary, "password", secret)));
        var name = String.valueOf(file.getFileName()).replaceAll("[\"\\r\\n\\\\]", "_");
        parts.add(text("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: text/csv\r\n\r\n"));
        parts.add(BodyPublishers.ofFile(file));
        parts.add(text("\r\n--" + boundary + "--\r\n"));
        var response = send(request("/api/imports")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.concat(parts.toArray(BodyPublisher[]::new))));
        return JSON.readValue(answered(response), ImportsController.ImportView.class);
    }

    /** The returned rows, as CSV. */
    String errors(String url) throws IOException {
        return answered(send(request(url).GET()));
    }

    @Override
    public void close() {
        http.close();
    }

    private static BodyPublisher field(String boundary, String name, String value) {
        return text(
                "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n");
    }

    private static BodyPublisher text(String text) {
        return BodyPublishers.ofString(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Accept-Language", language.tag());
    }

    private static String answered(HttpResponse<String> response) {
        if (response.statusCode() >= 400) {
            throw new StartFailure(refusal(JSON.readTree(response.body())));
        }
        return response.body();
    }

    private static String refusal(JsonNode problem) {
        List<String> lines = new ArrayList<>(List.of(problem.path("detail").asString("")));
        problem.path("errors")
                .forEach(error -> lines.add("  " + error.path("field").asString("") + ": "
                        + error.path("message").asString("")));
        return String.join(System.lineSeparator(), lines);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        }
    }
}
