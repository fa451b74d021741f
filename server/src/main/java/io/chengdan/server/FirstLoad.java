package io.chengdan.server;

import io.chengdan.kernel.identity.Person;

/** Something a new installation is filled with before it first serves anybody, such as the sales application. */
public interface FirstLoad {

    /**
     * Loads into an installation that holds only the company and {@code admin}. Called again at the next start when it was
     * cut short, so what is there already must not disturb it.
     *
     * @param demo with the demo company, or without
     */
    void load(Person admin, boolean demo);
}
