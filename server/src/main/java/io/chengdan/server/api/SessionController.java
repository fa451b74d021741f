package io.chengdan.server.api;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.LogIn;
import io.chengdan.kernel.identity.People;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.identity.RoleBook;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.server.security.SessionCookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
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
    private final People people;
    private final RoleBook roles;
    private final AdminRights rights;

    SessionController(
            LogIn logIn, SessionCookie sessions, MeController me, People people, RoleBook roles, AdminRights rights) {
        this.logIn = logIn;
        this.sessions = sessions;
        this.me = me;
        this.people = people;
        this.roles = roles;
        this.rights = rights;
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

    record View(String login) {}

    /**
     * Looks through somebody's eyes from now on: what they see, changing nothing. Not through the eyes of somebody with
     * administrative rights the caller lacks.
     */
    @PostMapping("/view")
    MeController.Me view(Caller caller, @RequestBody View view, HttpServletRequest request) {
        rights.require(caller, "view_as");
        if (caller.via() != Caller.Via.SESSION) {
            throw MeController.sessionRequired();
        }
        var eyes = people.byLogin(view.login()).filter(Person::active).orElseThrow(Problem.NotFound::new);
        if (!roles.rights(caller.person().roles()).containsAll(roles.rights(eyes.roles()))) {
            throw new Problem.Forbidden(
                    "more_rights",
                    new Text(
                            "对方有你没有的管理权限，不能以对方的身份查看。",
                            "This person has administrative rights you lack, so you cannot look through their eyes."));
        }
        sessions.view(request, caller, eyes);
        return me.describe(eyes, Optional.of(caller.person()));
    }

    /** Looks through the caller's own eyes again. */
    @DeleteMapping("/view")
    MeController.Me endView(Caller caller, HttpServletRequest request) {
        sessions.view(request, caller, null);
        return me.describe(caller.viewer().orElse(caller.person()));
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(HttpServletRequest request, HttpServletResponse response) {
        sessions.end(request, response);
    }
}
