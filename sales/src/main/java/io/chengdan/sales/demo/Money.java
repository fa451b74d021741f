package io.chengdan.sales.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Sums of yuan and how they are shared out. */
final class Money {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private Money() {}

    static BigDecimal yuan(long yuan) {
        return BigDecimal.valueOf(yuan).setScale(2);
    }

    static BigDecimal sum(List<BigDecimal> amounts) {
        return amounts.stream().reduce(yuan(0), BigDecimal::add);
    }

    /** So many percent of the amount, to the cent. */
    static BigDecimal percent(BigDecimal amount, BigDecimal percent) {
        return amount.multiply(percent).divide(HUNDRED, 2, RoundingMode.HALF_UP);
    }

    /** Shares of the amount in whole yuan; the last takes what is left, so that they add up. */
    static List<BigDecimal> shares(BigDecimal amount, List<Integer> percents) {
        var out = new ArrayList<BigDecimal>();
        var left = amount;
        for (int percent : percents.subList(0, percents.size() - 1)) {
            var share = percent(amount, BigDecimal.valueOf(percent))
                    .setScale(0, RoundingMode.HALF_UP)
                    .setScale(2);
            out.add(share);
            left = left.subtract(share);
        }
        out.add(left);
        return out;
    }
}
