package io.chengdan.bench;

/** How much there is of everything. */
enum Size {
    /** What a company of 46 sales people has after years. */
    L(100_000),
    /** A hundredth of it, to see that everything runs. */
    S(1_000);

    static final int OPPORTUNITIES_PER_CUSTOMER = 2;
    static final int ACTIVITIES_PER_CUSTOMER = 10;
    static final int MOVES_PER_OPPORTUNITY = 5;

    private final int customers;

    Size(int customers) {
        this.customers = customers;
    }

    int customers() {
        return customers;
    }

    /** How many people ask at a time. */
    int people() {
        return 20;
    }

    /** How often each of them asks for one thing while it is measured. */
    int rounds() {
        return this == L ? 20 : 3;
    }
}
