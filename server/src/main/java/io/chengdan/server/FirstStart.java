package io.chengdan.server;

import io.chengdan.kernel.definition.Ids;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.Department;
import io.chengdan.kernel.identity.Departments;
import io.chengdan.kernel.identity.Language;
import io.chengdan.kernel.identity.Passwords;
import io.chengdan.kernel.identity.People;
import io.chengdan.kernel.identity.Person;
import io.chengdan.kernel.identity.Tokens;
import io.chengdan.server.installation.Installation;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Gives an empty installation the company, the person {@code admin} and the token for this machine's commands. */
@Component
public class FirstStart {

    private static final String TOKEN = "admin.token";

    private final Clock clock;
    private final Departments departments;
    private final People people;
    private final Tokens tokens;

    FirstStart(Clock clock, Departments departments, People people, Tokens tokens) {
        this.clock = clock;
        this.departments = departments;
        this.people = people;
        this.tokens = tokens;
    }

    /**
     * Makes what is missing.
     *
     * @return the initial password of {@code admin}; a new one when an earlier first start was cut short, since nobody may
     *     have seen that one's
     */
    public String prepare(Installation installation) {
        var password = Passwords.generate();
        var known = people.byLogin("admin");
        known.ifPresent(admin -> people.resetPassword(Caller.system(admin), admin.id(), password));
        var admin = known.orElseGet(() -> createAdmin(password));
        // a reset ended the tokens of the earlier start
        if (known.isPresent() || !Files.exists(installation.adminToken())) {
            makeToken(installation, admin);
        }
        return password;
    }

    /** Makes the token of this machine's commands where it is missing, as after a restore; an earlier one ends. */
    public void keepToken(Installation installation) {
        if (!Files.exists(installation.adminToken())) {
            people.byLogin("admin").filter(Person::active).ifPresent(admin -> {
                tokens.list(admin).stream()
                        .filter(token -> token.name().equals(TOKEN))
                        .forEach(token -> tokens.revoke(admin, token.id()));
                makeToken(installation, admin);
            });
        }
    }

    private void makeToken(Installation installation, Person admin) {
        var made = tokens.create(admin, TOKEN, Optional.empty());
        Installation.keep(installation.adminToken(), made.secret());
    }

    private Person createAdmin(String password) {
        var company = new Department(
                id(), "company", "总公司", Department.Kind.COMPANY, Optional.empty(), Optional.empty(), Optional.empty());
        var admin = new Person(
                id(),
                "admin",
                "管理员",
                company.id(),
                Set.of(AdminRoles.PROCESS_ADMIN, AdminRoles.SYSTEM_ADMIN),
                "",
                "",
                Language.ZH,
                true,
                true,
                1);
        var system = Caller.system(admin);
        if (departments.org().departments().isEmpty()) {
            departments.create(system, company);
        }
        return people.create(system, admin, password);
    }

    private UUID id() {
        return Ids.next(clock.instant());
    }
}
