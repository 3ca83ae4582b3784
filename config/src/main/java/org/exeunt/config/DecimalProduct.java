package org.exeunt.config;

import java.math.BigDecimal;

/** Decimal arithmetic: 0.29 of 100 clients are 29; in binary arithmetic they would be 28. */
final class DecimalProduct {
    private DecimalProduct() {}

    static BigDecimal of(double fraction, int count) {
        return BigDecimal.valueOf(fraction).multiply(BigDecimal.valueOf(count));
    }
}
