package io.chengdan.sales.demo;

/**
 * Spreads figures round a median. The fractions it goes through fill the unit interval evenly (a golden-section walk), so that
 * a few dozen figures already have the median asked for; pure chance would miss it by days.
 */
final class Spread {

    /** Makes the logistic quantile about as wide as the normal one. */
    private static final double LOGISTIC_TO_NORMAL = 1.702;

    private final double median;
    private final double width;
    private final double step;
    private double fraction;

    /**
     * @param width standard deviation of the logarithm: 0.3 means that two thirds lie within a factor of 1.35
     * @param step an irrational number; two spreads used side by side take different ones
     */
    Spread(double median, double width, double step) {
        this.median = median;
        this.width = width;
        this.step = step % 1;
        this.fraction = this.step / 2;
    }

    double next() {
        fraction = (fraction + step) % 1;
        double inside = Math.clamp(fraction, 0.01, 0.99);
        return median * Math.exp(width * Math.log(inside / (1 - inside)) / LOGISTIC_TO_NORMAL);
    }
}
