package org.exeunt.api;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Decimal arithmetic for fractions that users write: 0.29 of 100 are 29; in binary arithmetic they would be 28. */
public final class DecimalProduct {
    private DecimalProduct() {}

    /** Returns the exact product of a fraction, in its shortest decimal form, and a number of things. */
    public static BigDecimal of(double fraction, int count) {
        return BigDecimal.valueOf(fraction).multiply(BigDecimal.valueOf(count));
    }

    /** Returns the product rounded down. */
    public static int floor(double fraction, int count) {
        return of(fraction, count).setScale(0, RoundingMode.FLOOR).intValueExact();
    }

    /** Returns the product rounded up. */
    public static int ceil(double fraction, int count) {
        return of(fraction, count).setScale(0, RoundingMode.CEILING).intValueExact();
    }
}
