package io.chengdan.server.security;

import io.chengdan.kernel.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Answers with a problem where no controller is there to throw it. */
@Component
public class ProblemWriter {

    private final JsonMapper json;

    ProblemWriter(JsonMapper json) {
        this.json = json;
    }

    public void write(HttpServletRequest request, HttpServletResponse response, Problem problem) throws IOException {
        var body = ProblemBody.of(problem, Callers.language(request));
        response.setStatus(body.status());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setHeader("Cache-Control", "no-store");
        if (problem instanceof Problem.Limit limit && limit.retryAfterSeconds() > 0) {
            response.setHeader("Retry-After", Long.toString(limit.retryAfterSeconds()));
        }
        json.writeValue(response.getOutputStream(), body);
    }
}
