package io.chengdan.server.security;

import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.Tokens;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Finds out who calls. A request with a token is judged by the token alone, whatever cookie comes along. */
final class CallerFilter extends OncePerRequestFilter {

    private static final String BEARER = "Bearer ";

    private final SessionCookie sessions;
    private final Tokens tokens;
    private final HandlerExceptionResolver failures;

    CallerFilter(SessionCookie sessions, Tokens tokens, HandlerExceptionResolver failures) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.failures = failures;
    }

    static boolean hasToken(HttpServletRequest request) {
        var header = request.getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    /** The client's files are the same for everybody; nobody needs to be looked up for them. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        var path = Path.of(request);
        return !path.startsWith("/api/") && !path.startsWith("/v3/") && !path.startsWith("/swagger-ui/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            caller(request).ifPresent(caller -> {
                var context = SecurityContextHolder.createEmptyContext();
                context.setAuthentication(new CallerAuthentication(caller));
                SecurityContextHolder.setContext(context);
            });
        } catch (RuntimeException e) {
            // no controller runs yet, and the answer is to be one of ours all the same
            failures.resolveException(request, response, null, e);
            return;
        }
        chain.doFilter(request, response);
    }

    private Optional<Caller> caller(HttpServletRequest request) {
        if (hasToken(request)) {
            var secret = request.getHeader("Authorization")
                    .substring(BEARER.length())
                    .strip();
            return tokens.find(secret)
                    .map(person -> new Caller(person, Callers.language(request, person), Caller.Via.TOKEN));
        }
        return sessions.find(request).map(session -> {
            var language = Callers.language(request, session.person());
            return session.viewing()
                    .map(eyes -> new Caller(eyes, language, Caller.Via.SESSION, Optional.of(session.person())))
                    .orElseGet(() -> new Caller(session.person(), language, Caller.Via.SESSION));
        });
    }
}
