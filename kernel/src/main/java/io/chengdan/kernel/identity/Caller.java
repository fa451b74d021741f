package io.chengdan.kernel.identity;

import io.chengdan.kernel.definition.Text;
import io.chengdan.kernel.problem.Problem;
import java.util.Optional;
import java.util.UUID;

/**
 * Who asks, in which language, and by which door.
 *
 * @param person whose rights count
 * @param language the language of answers to this request
 * @param viewer who looks through the person's eyes, and may change nothing; empty where it is the person
 */
public record Caller(Person person, Language language, Via via, Optional<Person> viewer) {

    public Caller(Person person, Language language, Via via) {
        this(person, language, via, Optional.empty());
    }

    /** How the caller came in. */
    public enum Via {
        SESSION,
        TOKEN,
        /** The server itself: installation, demo data, commands on a stopped installation. */
        SYSTEM
    }

    /** Whether this is the person themselves, and not the server in their name. */
    boolean isPerson(UUID id) {
        return via != Via.SYSTEM && person.id().equals(id);
    }

    static Problem.Forbidden ownRights() {
        return new Problem.Forbidden(
                "own_rights",
                new Text(
                        "不能给自己增加权限（角色、部门、部门负责人）。请另一位能管理人员的同事来做。",
                        "Nobody widens their own rights (roles, department, head of one). Ask somebody else who manages people."));
    }

    /** The server acting in the name of {@code person}. */
    public static Caller system(Person person) {
        return new Caller(person, person.language(), Via.SYSTEM);
    }
}
