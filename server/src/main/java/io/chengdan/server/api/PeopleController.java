package io.chengdan.server.api;

import io.chengdan.kernel.definition.Ids;
import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.Departments;
import io.chengdan.kernel.identity.Language;
import io.chengdan.kernel.identity.Org;
import io.chengdan.kernel.identity.Passwords;
import io.chengdan.kernel.identity.People;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.problem.Problem;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** People: a short list to pick from for everybody, all about them for those who look after people. */
@RestController
@RequestMapping("/api/people")
class PeopleController {

    private static final String RIGHT = "people";
    private static final int MOST = 200;

    private final People people;
    private final Departments departments;
    private final AdminRights rights;
    private final Clock clock;

    PeopleController(People people, Departments departments, AdminRights rights, Clock clock) {
        this.people = people;
        this.departments = departments;
        this.rights = rights;
        this.clock = clock;
    }

    /** What everybody may know of a colleague. */
    record Colleague(UUID id, String name, Titled department) {}

    record Colleagues(List<Colleague> items) {}

    /** Active people whose name contains {@code q}, or whose log-in starts with it. */
    @GetMapping
    Colleagues pick(
            Caller caller, @RequestParam(defaultValue = "") String q, @RequestParam(defaultValue = "50") int limit) {
        var org = departments.org();
        return new Colleagues(people.search(q, Math.clamp(limit, 1, MOST)).stream()
                .map(person -> new Colleague(person.id(), person.name(), department(org, person)))
                .toList());
    }

    /** A person with everything about the log-in but the password. */
    record Account(
            UUID id,
            String login,
            String name,
            Titled department,
            Set<String> roles,
            String email,
            String phone,
            String locale,
            boolean active,
            boolean mustChangePassword,
            @Nullable String initialPassword) {}

    record Accounts(List<Account> items) {}

    /** Everybody, those who left included. */
    @GetMapping("/all")
    Accounts all(Caller caller) {
        rights.require(caller, RIGHT);
        var org = departments.org();
        return new Accounts(
                people.all().stream().map(person -> account(org, person, null)).toList());
    }

    @GetMapping("/{id}")
    Account get(Caller caller, @PathVariable UUID id) {
        rights.require(caller, RIGHT);
        return account(departments.org(), people.find(id).orElseThrow(Problem.NotFound::new), null);
    }

    record NewPerson(
            @Nullable UUID id,
            String login,
            String name,
            UUID department,
            Set<String> roles,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String locale,
            @Nullable String password) {}

    /** Adds somebody; without a password in the request one is made and shown in this answer alone. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Account create(Caller caller, @RequestBody NewPerson wish) {
        rights.require(caller, RIGHT);
        var person = new Person(
                Optional.ofNullable(wish.id()).orElseGet(() -> Ids.next(clock.instant())),
                wish.login(),
                wish.name(),
                wish.department(),
                wish.roles(),
                Optional.ofNullable(wish.email()).orElse(""),
                Optional.ofNullable(wish.phone()).orElse(""),
                Optional.ofNullable(wish.locale())
                        .map(PeopleController::language)
                        .orElse(Language.ZH),
                true,
                true,
                1);
        var password = Optional.ofNullable(wish.password()).orElseGet(Passwords::generate);
        var created = people.create(caller, person, password);
        return account(departments.org(), created, wish.password() == null ? password : null);
    }

    /** What is absent stays as it is. */
    record PersonChange(
            @Nullable String login,
            @Nullable String name,
            @Nullable UUID department,
            @Nullable Set<String> roles,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String locale,
            @Nullable Boolean active) {

        Person on(Person person) {
            return new Person(
                    person.id(),
                    Optional.ofNullable(login).orElse(person.login()),
                    Optional.ofNullable(name).orElse(person.name()),
                    Optional.ofNullable(department).orElse(person.departmentId()),
                    Optional.ofNullable(roles).orElse(person.roles()),
                    Optional.ofNullable(email).orElse(person.email()),
                    Optional.ofNullable(phone).orElse(person.phone()),
                    Optional.ofNullable(locale).map(PeopleController::language).orElse(person.language()),
                    Optional.ofNullable(active).orElse(person.active()),
                    person.mustChangePassword(),
                    person.epoch());
        }
    }

    /** Changes somebody. {@code active: false} is for leavers: their sessions and tokens end at once. */
    @PatchMapping("/{id}")
    Account change(Caller caller, @PathVariable UUID id, @RequestBody PersonChange wish) {
        rights.require(caller, RIGHT);
        var person = people.find(id).orElseThrow(Problem.NotFound::new);
        return account(departments.org(), people.change(caller, wish.on(person)), null);
    }

    record NewPassword(@Nullable String password) {}

    /** Sets an initial password; without one in the request it is made and shown in this answer alone. */
    @PostMapping("/{id}/password")
    Account resetPassword(Caller caller, @PathVariable UUID id, @RequestBody NewPassword wish) {
        rights.require(caller, RIGHT);
        var password = Optional.ofNullable(wish.password()).orElseGet(Passwords::generate);
        people.resetPassword(caller, id, password);
        return account(
                departments.org(),
                people.find(id).orElseThrow(Problem.NotFound::new),
                wish.password() == null ? password : null);
    }

    private static Language language(String tag) {
        return Language.ofTag(tag)
                .orElseThrow(() -> new Problem.Invalid(List.of(new Problem.Fault(
                        "locale", "bad_value", new Text("语言是 zh 或 en。", "The language is zh or en.")))));
    }

    private static Account account(Org org, Person person, @Nullable String initialPassword) {
        return new Account(
                person.id(),
                person.login(),
                person.name(),
                department(org, person),
                person.roles(),
                person.email(),
                person.phone(),
                person.language().tag(),
                person.active(),
                person.mustChangePassword(),
                initialPassword);
    }

    private static Titled department(Org org, Person person) {
        return org.find(person.departmentId())
                .map(department -> new Titled(department.id(), department.name()))
                .orElseThrow();
    }
}
