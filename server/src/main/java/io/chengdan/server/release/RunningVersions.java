package io.chengdan.server.release;

import io.chengdan.kernel.identity.Language;
import io.chengdan.server.installation.Installation;
import io.chengdan.server.installation.StartFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The versions of a running installation, asked over HTTP as {@code admin}. */
final class RunningVersions implements Versions {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final URI server;
    private final String token;
    private final Language language;

    private RunningVersions(URI server, String token, Language language) {
        this.server = server;
        this.token = token;
        this.language = language;
    }

    /** The installation of the folder, if it is what runs on the port. */
    static Optional<Versions> find(Path data, int port, Language language) {
        var token = Installation.read(data.resolve("admin.token"));
        if (token.isEmpty()) {
            return Optional.empty();
        }
        var versions = new RunningVersions(URI.create("http://localhost:" + port), token.get(), language);
        try {
            return versions.send(versions.request("/api/me").GET()).statusCode() == 200
                    ? Optional.of(versions)
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    @Override
    public List<VersionView> all() {
        var views = new ArrayList<VersionView>();
        get("/api/definition/versions")
                .path("items")
                .forEach(item -> views.add(JSON.treeToValue(item, VersionView.class)));
        return views;
    }

    @Override
    public SortedMap<String, String> files(long number) {
        var files = new java.util.TreeMap<String, String>();
        get("/api/definition/versions/" + number)
                .path("files")
                .forEachEntry((path, text) -> files.put(path, text.asString()));
        return files;
    }

    @Override
    public PlanView plan(Map<String, String> files, Optional<Long> base, Language wished) {
        var draft = new HashMap<String, Object>(Map.of("files", files));
        base.ifPresent(number -> draft.put("base", number));
        return JSON.treeToValue(post("/api/definition/plan", draft), PlanView.class);
    }

    @Override
    public long publish(Map<String, String> files, long base, String note) {
        return post("/api/definition/publish", Map.of("files", files, "base", base, "note", note))
                .path("number")
                .asLong();
    }

    @Override
    public RollbackView rollback(long number, String note, Language wished) {
        return JSON.treeToValue(
                post("/api/definition/rollback", Map.of("version", number, "note", note)), RollbackView.class);
    }

    @Override
    public void close() {
        http.close();
    }

    private JsonNode get(String path) {
        return answer(request(path).GET());
    }

    private JsonNode post(String path, Object body) {
        return answer(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Accept-Language", language.tag());
    }

    private JsonNode answer(HttpRequest.Builder request) {
        try {
            var response = send(request);
            var body = JSON.readTree(response.body());
            if (response.statusCode() >= 400) {
                throw new StartFailure(refusal(body));
            }
            return body;
        } catch (IOException e) {
            throw new StartFailure("The server does not answer: " + e.getMessage(), e);
        }
    }

    private static String refusal(JsonNode problem) {
        var lines = new ArrayList<String>();
        lines.add(problem.path("detail").asString(""));
        problem.path("errors")
                .forEach(error -> lines.add("  " + error.path("field").asString("") + ": "
                        + error.path("message").asString("")));
        return String.join(System.lineSeparator(), lines);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted", e);
        }
    }
}
