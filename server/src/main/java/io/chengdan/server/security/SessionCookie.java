package io.chengdan.server.security;

import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.identity.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/** Carries a session's secret between browser and server, closed to scripts and to other sites. */
@Component
public class SessionCookie {

    private static final String NAME = "SESSION";

    private final Sessions sessions;

    SessionCookie(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Starts a session of the person under a new secret, so that nobody can have planted it; the one there was ends. */
    public void begin(HttpServletRequest request, HttpServletResponse response, Person person) {
        secret(request).ifPresent(sessions::end);
        send(request, response, sessions.begin(person), null);
    }

    /** Ends the request's session, if it has one. */
    public void end(HttpServletRequest request, HttpServletResponse response) {
        secret(request).ifPresent(sessions::end);
        send(request, response, "", Duration.ZERO);
    }

    /** Lets the request's session look through somebody's eyes; null for its person's own again. */
    public void view(HttpServletRequest request, Caller by, @Nullable Person eyes) {
        secret(request).ifPresent(secret -> sessions.view(by, secret, eyes));
    }

    Optional<Sessions.Session> find(HttpServletRequest request) {
        return secret(request).flatMap(sessions::find);
    }

    private static Optional<String> secret(HttpServletRequest request) {
        return Optional.ofNullable(WebUtils.getCookie(request, NAME)).map(cookie -> cookie.getValue());
    }

    /** @param maxAge null for as long as the browser is open */
    private static void send(
            HttpServletRequest request, HttpServletResponse response, String value, @Nullable Duration maxAge) {
        var cookie = ResponseCookie.from(NAME, value)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Lax")
                .path("/");
        if (maxAge != null) {
            cookie.maxAge(maxAge);
        }
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.build().toString());
    }
}
