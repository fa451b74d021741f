package io.chengdan.server.api;

import io.chengdan.kernel.identity.LogIn;
import io.chengdan.server.security.SessionCookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Logging in and out. */
@RestController
@RequestMapping("/api/session")
class SessionController {

    private final LogIn logIn;
    private final SessionCookie sessions;
    private final MeController me;

    SessionController(LogIn logIn, SessionCookie sessions, MeController me) {
        this.logIn = logIn;
        this.sessions = sessions;
        this.me = me;
    }

    record Credentials(String login, String password) {}

    /** Logs in and answers with the person, as {@code GET /api/me} does. */
    @PostMapping
    MeController.Me begin(
            @RequestBody Credentials credentials, HttpServletRequest request, HttpServletResponse response) {
        var person = logIn.enter(credentials.login(), credentials.password(), request.getRemoteAddr());
        sessions.begin(request, response, person);
        return me.describe(person);
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(HttpServletRequest request, HttpServletResponse response) {
        sessions.end(request, response);
    }
}
