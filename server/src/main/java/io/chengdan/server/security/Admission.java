package io.chengdan.server.security;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets in as many requests as the database can serve and sends the rest away with a time to come back, before all of them
 * wait for connections and none gets one.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class Admission extends OncePerRequestFilter {

    /** A request computes about as long as it holds a connection. */
    private static final int REQUESTS_PER_CONNECTION = 2;

    private static final long PATIENCE_MILLIS = 3_000;

    private final Semaphore places;
    private final ProblemWriter problems;

    Admission(@Value("${chengdan.pool-size}") int poolSize, ProblemWriter problems) {
        this.places = new Semaphore(poolSize * REQUESTS_PER_CONNECTION, true);
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !Path.of(request).startsWith("/api/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!admitted()) {
            problems.write(request, response, busy());
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            places.release();
        }
    }

    public static Problem busy() {
        return new Problem.Limit(503, "busy", new Text("系统繁忙，请稍后再试。", "The system is busy. Try again in a moment."), 1);
    }

    private boolean admitted() {
        try {
            return places.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
