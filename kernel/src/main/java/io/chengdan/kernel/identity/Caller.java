package io.chengdan.kernel.identity;

/**
 * Who asks, in which language, and by which door.
 *
 * @param language the language of answers to this request
 */
public record Caller(Person person, Language language, Via via) {

    /** How the caller came in. */
    public enum Via {
        SESSION,
        TOKEN,
        /** The server itself: installation, demo data, commands on a stopped installation. */
        SYSTEM
    }

    /** The server acting in the name of {@code person}. */
    public static Caller system(Person person) {
        return new Caller(person, person.language(), Via.SYSTEM);
    }
}
