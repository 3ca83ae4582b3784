package org.exeunt.datasets.partition;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** How many of some examples a share of them is. */
final class Part {
    private Part() {}

    /** Returns the share of a number of examples, rounded down. */
    static int of(int examples, double share) {
        // in decimals, as written: 0.29 of 100 are 29, in binary they would be 28
        return BigDecimal.valueOf(share)
                .multiply(BigDecimal.valueOf(examples))
                .setScale(0, RoundingMode.FLOOR)
                .intValueExact();
    }

    /** Returns where a part begins, counted from 0, if examples are cut into parts whose sizes differ by at most one. */
    static int cut(int examples, int part, int parts) {
        return (int) ((long) part * examples / parts);
    }
}
