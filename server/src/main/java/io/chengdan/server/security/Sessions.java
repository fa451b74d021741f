package io.chengdan.server.security;

import io.chengdan.kernel.identity.People;
import io.chengdan.kernel.identity.Person;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.UUID;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.stereotype.Component;

/**
 * What a session remembers: the person's id and epoch, no more. A session whose epoch is not the person's any longer is over,
 * which is how a new password or a leaver's removal ends all sessions at once.
 */
@Component
public class Sessions {

    private static final String PERSON = "person";
    private static final String EPOCH = "epoch";

    private final People people;

    Sessions(People people) {
        this.people = people;
    }

    /** Starts a session of the person under a new id, so that nobody can have planted it. */
    public void begin(HttpServletRequest request, Person person) {
        var session = request.getSession(true);
        request.changeSessionId();
        session.setAttribute(PERSON, person.id().toString());
        session.setAttribute(
                FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME,
                person.id().toString());
        session.setAttribute(EPOCH, person.epoch());
    }

    /** Ends the request's session, if it has one. */
    public void end(HttpServletRequest request) {
        var session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }

    Optional<Person> person(HttpServletRequest request) {
        var session = request.getSession(false);
        if (session == null || !(session.getAttribute(PERSON) instanceof String id)) {
            return Optional.empty();
        }
        var person = people.find(UUID.fromString(id))
                .filter(Person::active)
                .filter(found -> Long.valueOf(found.epoch()).equals(session.getAttribute(EPOCH)));
        if (person.isEmpty()) {
            session.invalidate();
        }
        return person;
    }
}
