package io.chengdan.server;

import io.chengdan.kernel.definition.Ids;
import io.chengdan.kernel.identity.Caller;
import io.chengdan.kernel.identity.Departments;
import io.chengdan.kernel.identity.Language;
import io.chengdan.kernel.identity.People;
import io.chengdan.kernel.identity.Person;
import io.chengdan.server.installation.Installation;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/**
 * The real server on a real database, started once for all tests of this module. Each test makes people of its own, so that
 * none sees what another did.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"chengdan.demo=false"})
@Import(TestSurroundings.class)
public abstract class ServerTest {

    /** A password that fits the rules. */
    protected static final String PASSWORD = "correct horse 7";

    private static final AtomicInteger NEXT = new AtomicInteger();

    @LocalServerPort
    protected int port;

    @Autowired
    protected MovableClock clock;

    @Autowired
    protected People people;

    @Autowired
    protected Departments departments;

    @Autowired
    private Installation installation;

    /** A program that acts for {@code admin}. */
    protected Client admin() {
        return Client.program(port, Installation.read(installation.adminToken()).orElseThrow());
    }

    protected Client browser() {
        return Client.browser(port);
    }

    /** Somebody new with these roles, whose password is {@link #PASSWORD} and need not be changed. */
    protected Person somebody(String... roles) {
        var company = departments.org().byKey("company").orElseThrow();
        var login = "somebody" + NEXT.incrementAndGet();
        var person = new Person(
                Ids.next(clock.instant()),
                login,
                login,
                company.id(),
                Set.of(roles),
                "",
                "",
                Language.ZH,
                true,
                true,
                1);
        people.create(Caller.system(people.byLogin("admin").orElseThrow()), person, PASSWORD);
        people.setDemoPassword(List.of(person.id()), PASSWORD);
        return people.find(person.id()).orElseThrow();
    }

    /** Somebody new with these roles, logged in. */
    protected Client loggedIn(Person person) {
        var browser = browser();
        browser.logIn(person.login(), PASSWORD);
        return browser;
    }
}
