package io.chengdan.sales.demo;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A customer of the demo with what other records need to know of it.
 *
 * @param lead when its lead came in, where it came from one
 */
record Customer(
        UUID id,
        String name,
        String shortName,
        String industry,
        String source,
        Places.Place place,
        DemoPerson owner,
        Instant created,
        Optional<Instant> lead,
        List<Person> people,
        List<Deal> deals) {

    /** Somebody at the customer. {@code part} is the part played in decisions. */
    record Person(UUID id, String name, String title, String part, String mobile, Optional<UUID> reportsTo) {}

    /** The first who plays the part; the first of all where nobody does. */
    Person who(String part) {
        return people.stream()
                .filter(person -> person.part().equals(part))
                .findFirst()
                .orElse(people.getFirst());
    }

    boolean hasBought() {
        return deals.stream().anyMatch(Deal::isWon);
    }
}
