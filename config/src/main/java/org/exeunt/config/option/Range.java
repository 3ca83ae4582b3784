package org.exeunt.config.option;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.plugin.Option;
import org.exeunt.config.json.JsonFormat;

/** The range of numbers that an option allows; absent bounds are infinite. */
record Range(double min, double above, double max, double below) {
    static Range of(Option option) {
        return new Range(option.min(), option.above(), option.max(), option.below());
    }

    /** Compares exactly; {@code double} would round large whole numbers. */
    boolean contains(BigDecimal number) {
        return (isOpen(min) || number.compareTo(new BigDecimal(min)) >= 0)
                && (isOpen(above) || number.compareTo(new BigDecimal(above)) > 0)
                && (isOpen(max) || number.compareTo(new BigDecimal(max)) <= 0)
                && (isOpen(below) || number.compareTo(new BigDecimal(below)) < 0);
    }

    static boolean isOpen(double end) {
        return Double.isInfinite(end);
    }

    /** Returns the range as text, such as {@code above 0 and at most 1}; empty if unbounded. */
    String text() {
        List<String> ends = new ArrayList<>();
        addUnlessOpen(ends, "at least ", min);
        addUnlessOpen(ends, "above ", above);
        addUnlessOpen(ends, "at most ", max);
        addUnlessOpen(ends, "below ", below);
        return String.join(" and ", ends);
    }

    private static void addUnlessOpen(List<String> ends, String prefix, double end) {
        if (!isOpen(end)) {
            ends.add(prefix + JsonFormat.shown(end));
        }
    }
}
