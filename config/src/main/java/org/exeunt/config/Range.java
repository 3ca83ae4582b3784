package org.exeunt.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.plugin.Option;

/** The numbers an option allows; open ends are infinite. */
record Range(double min, double above, double max, double below) {
    static Range of(Option option) {
        return new Range(option.min(), option.above(), option.max(), option.below());
    }

    boolean contains(double number) {
        return number >= min
                && (number > above || above == Double.NEGATIVE_INFINITY)
                && number <= max
                && (number < below || below == Double.POSITIVE_INFINITY);
    }

    /** Compares exactly, where {@code double} would round a large whole number. */
    boolean contains(long number) {
        BigDecimal exact = BigDecimal.valueOf(number);
        return (isOpen(min) || exact.compareTo(new BigDecimal(min)) >= 0)
                && (isOpen(above) || exact.compareTo(new BigDecimal(above)) > 0)
                && (isOpen(max) || exact.compareTo(new BigDecimal(max)) <= 0)
                && (isOpen(below) || exact.compareTo(new BigDecimal(below)) < 0);
    }

    static boolean isOpen(double end) {
        return Double.isInfinite(end);
    }

    /** Returns words such as {@code above 0 and at most 1}; empty if any number is allowed. */
    String words() {
        List<String> ends = new ArrayList<>();
        addUnlessOpen(ends, "at least ", min);
        addUnlessOpen(ends, "above ", above);
        addUnlessOpen(ends, "at most ", max);
        addUnlessOpen(ends, "below ", below);
        return String.join(" and ", ends);
    }

    /** Returns the words followed by a unit, such as {@code at least 1 epoch} or {@code above 0 and at most 100 epochs}. */
    String words(String units) {
        String words = words();
        if (words.isEmpty() || units.isEmpty()) {
            return words;
        }
        String singular = units.replaceFirst("(?<=ss)es$|(?<!ss)s$", "");
        return words + " " + (words.matches("(.* )?1") ? singular : units);
    }

    private static void addUnlessOpen(List<String> ends, String word, double end) {
        if (!isOpen(end)) {
            ends.add(word + JsonFormat.shown(end));
        }
    }
}
