package io.chengdan.sales.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A made-up company with eighteen months of selling behind it. In the first twelve months it worked the old way, in the last
 * six the new way: shorter cycles, quicker answers.
 *
 * @param departments parents before children
 * @param records in an order in which each record comes after those it refers to; within a form the oldest first
 */
public record DemoCompany(List<DemoDepartment> departments, List<DemoPerson> people, List<DemoRecord> records) {

    /** Forms in the order in which they refer to each other. */
    private static final List<String> FORMS = List.of(
            "product",
            "price_list",
            "customer",
            "contact",
            "lead",
            "opportunity",
            "requirement",
            "activity",
            "task",
            "quote",
            "contract",
            "payment_plan",
            "order",
            "delivery",
            "equipment",
            "invoice",
            "receipt");

    /**
     * The company as it stands at {@code now}.
     *
     * @param seed the same seed, time and zone give the same company, ids included
     */
    public static DemoCompany generate(long seed, Instant now, ZoneId zone) {
        var calendar = Calendar.endingAt(now, zone);
        var founded = calendar.start().minus(Duration.ofDays(1_000));
        var staff = new Staff(new Dice(seed), founded);
        return new DemoCompany(
                staff.departments(), staff.people(), new Story(seed, calendar, staff, founded).records());
    }

    /** Puts the parts together. Each part has dice of its own, so that a change to one leaves the others as they are. */
    private static final class Story {

        private final long seed;
        private final Calendar calendar;
        private final Staff staff;
        private final Catalogue catalogue;
        private final List<DemoRecord> records = new ArrayList<>();

        Story(long seed, Calendar calendar, Staff staff, Instant founded) {
            this.seed = seed;
            this.calendar = calendar;
            this.staff = staff;
            this.catalogue = new Catalogue(dice(1), calendar, founded);
        }

        List<DemoRecord> records() {
            var deals = new Timelines(dice(2), calendar).deals();
            var places = new Places(dice(3));
            var customers = new Customers(dice(4), calendar, staff, places).of(deals);
            var leads = new Leads(dice(5), calendar, staff, places, catalogue).of(customers);
            var sales = sales(customers);

            records.addAll(catalogue.records(staff));
            var profiles = new CustomerRecords(dice(6), calendar);
            records.addAll(profiles.customers(customers));
            records.addAll(profiles.contacts(customers));
            leads.forEach(lead -> records.add(lead.entry()));
            records.addAll(new Log(dice(7), calendar, staff).of(sales, leads));
            sell(sales);
            return ordered();
        }

        private List<Opportunity> sales(List<Customer> customers) {
            var dice = dice(8);
            var sales = new ArrayList<Opportunity>();
            for (var customer : customers) {
                for (var deal : customer.deals()) {
                    var line = deal.isMachine() ? catalogue.machineLine() : deal.businessType();
                    sales.add(new Opportunity(deal, customer, line, Offer.of(deal, line, catalogue, dice)));
                }
            }
            sales.sort(Comparator.comparing((Opportunity sale) -> sale.deal().created())
                    .thenComparing(Opportunity::id));
            return sales;
        }

        private void sell(List<Opportunity> sales) {
            var opportunities = new OpportunityRecords(dice(9), calendar);
            var quotes = new Quotes(dice(10), calendar, staff, catalogue);
            var contracts = new Contracts(dice(11), calendar);
            var papers = new ContractRecords(dice(12), calendar, staff);
            var tasks = new Tasks(dice(13), calendar, staff);
            for (var sale : sales) {
                records.add(opportunities.opportunity(sale));
                records.addAll(opportunities.requirements(sale, staff));
                records.addAll(tasks.of(sale));
                var offered = quotes.of(sale);
                records.addAll(offered);
                newest(offered)
                        .flatMap(quote -> contracts.of(sale, quote.id()))
                        .ifPresent(contract -> records.addAll(papers.of(contract)));
            }
        }

        private static Optional<DemoRecord> newest(List<DemoRecord> quotes) {
            return quotes.isEmpty() ? Optional.empty() : Optional.of(quotes.getLast());
        }

        /** By form, then by time; a contact after its superior and an instalment after the one before, as they were made. */
        private List<DemoRecord> ordered() {
            records.sort(Comparator.comparingInt((DemoRecord entry) -> FORMS.indexOf(entry.form()))
                    .thenComparing(DemoRecord::createdAt));
            return List.copyOf(records);
        }

        private Dice dice(int part) {
            return new Dice(seed * 31 + part);
        }
    }
}
