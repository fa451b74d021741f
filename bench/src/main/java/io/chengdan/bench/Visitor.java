package io.chengdan.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody who has logged in and asks over HTTP, as the browser does. Used by one thread at a time. */
final class Visitor {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client;
    private final URI base;
    private final TreeMap<String, String> cookies = new TreeMap<>();

    private Visitor(HttpClient client, URI base) {
        this.client = client;
        this.base = base;
    }

    static Visitor logIn(HttpClient client, URI base, String login, String password)
            throws IOException, InterruptedException {
        var visitor = new Visitor(client, base);
        visitor.send("GET", "/api/me", null);
        var answer = visitor.send(
                "POST",
                "/api/session",
                JSON.writeValueAsString(java.util.Map.of("login", login, "password", password)));
        if (answer.statusCode() >= 300) {
            throw new IOException(login + " cannot log in: " + answer.body());
        }
        visitor.get("/api/me");
        return visitor;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(ask("GET", path, null));
    }

    JsonNode post(String path, String body) throws IOException, InterruptedException {
        return JSON.readTree(ask("POST", path, body));
    }

    /** The body of the answer, unread. */
    String ask(String method, String path, @Nullable String body) throws IOException, InterruptedException {
        var answer = send(method, path, body);
        if (answer.statusCode() >= 300) {
            throw new IOException(
                    method + " " + path + " is answered with " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private HttpResponse<String> send(String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        var token = cookies.get("XSRF-TOKEN");
        if (token != null) {
            request.header("X-XSRF-TOKEN", token);
        }
        var answer = client.send(request.build(), BodyHandlers.ofString());
        for (var cookie : answer.headers().allValues("Set-Cookie")) {
            var pair = cookie.split(";", -1)[0].split("=", 2);
            if (pair[1].isEmpty()) {
                cookies.remove(pair[0]);
            } else {
                cookies.put(pair[0], pair[1]);
            }
        }
        return answer;
    }
}
