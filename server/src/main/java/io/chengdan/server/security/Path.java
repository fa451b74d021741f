package io.chengdan.server.security;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** The path of a request as it will be routed: decoded, so that {@code /%61pi} is {@code /api} to every filter too. */
final class Path {

    private Path() {}

    static String of(HttpServletRequest request) {
        var uri = request.getRequestURI();
        try {
            return URLDecoder.decode(uri.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .replaceAll("/{2,}", "/");
        } catch (IllegalArgumentException _) {
            // not decodable: the container refuses it; until then it counts as the API, where all limits hold
            return "/api/";
        }
    }
}
