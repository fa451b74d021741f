package io.chengdan.server.api;

import io.chengdan.kernel.database.Settings;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.Departments;
import io.chengdan.kernel.identity.LogIn;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.identity.RoleBook;
import io.chengdan.kernel.identity.Tokens;
import io.chengdan.kernel.problem.Problem;
import io.chengdan.server.security.SessionCookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The caller's own person: who they are, their password, their tokens. */
@RestController
@RequestMapping("/api/me")
class MeController {

    private final LogIn logIn;
    private final Departments departments;
    private final RoleBook roles;
    private final Tokens tokens;
    private final SessionCookie sessions;
    private final Settings settings;

    MeController(
            LogIn logIn,
            Departments departments,
            RoleBook roles,
            Tokens tokens,
            SessionCookie sessions,
            Settings settings) {
        this.logIn = logIn;
        this.departments = departments;
        this.roles = roles;
        this.tokens = tokens;
        this.sessions = sessions;
        this.settings = settings;
    }

    record RoleName(String key, Text label) {}

    record Me(
            UUID id,
            String login,
            String name,
            Titled department,
            List<RoleName> roles,
            String locale,
            Set<String> admin,
            boolean mustChangePassword,
            boolean demo,
            @Nullable String viewer) {}

    @GetMapping
    Me me(Caller caller) {
        return describe(caller.person(), caller.viewer());
    }

    record PasswordChange(String current, String password) {}

    /** Sets the caller's own password and ends their other sessions. */
    @PostMapping("/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void changePassword(
            Caller caller,
            @RequestBody PasswordChange change,
            HttpServletRequest request,
            HttpServletResponse response) {
        requireSession(caller);
        var person = logIn.changePassword(caller, change.current(), change.password(), request.getRemoteAddr());
        sessions.begin(request, response, person);
    }

    record TokenView(
            UUID id,
            String name,
            Instant createdAt,
            Optional<Instant> expiresAt,
            Optional<Instant> lastUsedAt,
            @Nullable String secret) {

        static TokenView of(Tokens.Token token, @Nullable String secret) {
            return new TokenView(
                    token.id(), token.name(), token.createdAt(), token.expiresAt(), token.lastUsedAt(), secret);
        }
    }

    record TokenList(List<TokenView> items) {}

    @GetMapping("/tokens")
    TokenList tokens(Caller caller) {
        return new TokenList(tokens.list(caller.person()).stream()
                .map(token -> TokenView.of(token, null))
                .toList());
    }

    record TokenWish(String name, @Nullable Instant expiresAt) {}

    /** Makes a token; its secret is in this answer and nowhere else. */
    @PostMapping("/tokens")
    @ResponseStatus(HttpStatus.CREATED)
    TokenView createToken(Caller caller, @RequestBody TokenWish wish) {
        requireSession(caller);
        var made = tokens.create(caller.person(), wish.name(), Optional.ofNullable(wish.expiresAt()));
        return TokenView.of(made.token(), made.secret());
    }

    @DeleteMapping("/tokens/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revokeToken(Caller caller, @PathVariable UUID id) {
        tokens.revoke(caller.person(), id);
    }

    Me describe(Person person) {
        return describe(person, Optional.empty());
    }

    /** @param viewer who looks through the person's eyes */
    Me describe(Person person, Optional<Person> viewer) {
        var department = departments
                .org()
                .find(person.departmentId())
                .map(found -> new Titled(found.id(), found.name()))
                .orElseThrow();
        return new Me(
                person.id(),
                person.login(),
                person.name(),
                department,
                roles.roles().stream()
                        .filter(role -> person.roles().contains(role.key()))
                        .map(role -> new RoleName(role.key(), role.label()))
                        .toList(),
                person.language().tag(),
                roles.rights(person.roles()),
                person.mustChangePassword(),
                settings.text(Settings.FIRST_LOAD).filter("demo"::equals).isPresent(),
                viewer.map(Person::name).orElse(null));
    }

    /** A stolen token must not be able to outlive itself. */
    private static void requireSession(Caller caller) {
        if (caller.via() != Caller.Via.SESSION) {
            throw sessionRequired();
        }
    }

    static Problem.Forbidden sessionRequired() {
        return new Problem.Forbidden(
                "session_required", new Text("请登录后再做，令牌不能做这件事。", "Log in to do this; a token may not."));
    }
}
