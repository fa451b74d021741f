package io.chengdan.sales.demo;

import java.util.UUID;

/** A deal with its customer and what is offered. */
record Opportunity(Deal deal, Customer customer, String line, Offer offer) {

    UUID id() {
        return deal.id();
    }

    DemoPerson owner() {
        return customer.owner();
    }

    /** As people call it: the customer and the thing. */
    String name() {
        return customer.shortName() + " " + offer.lines().getFirst().product().name();
    }
}
