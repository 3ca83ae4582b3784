package org.exeunt.app.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Holm's step-down correction for several tests (S. Holm, Scandinavian Journal of Statistics 1979). */
public final class Holm {
    private Holm() {}

    /**
     * Returns the adjusted p of each test, in the given order; tests that were not performed are empty and not counted.
     */
    public static List<OptionalDouble> adjust(List<OptionalDouble> tests) {
        List<Integer> order = IntStream.range(0, tests.size())
                .boxed()
                .filter(test -> tests.get(test).isPresent())
                .sorted(Comparator.comparingDouble(test -> tests.get(test).getAsDouble()))
                .toList();
        List<OptionalDouble> adjusted = new ArrayList<>(tests);
        double largest = 0;
        for (int i = 0; i < order.size(); i++) {
            int test = order.get(i);
            largest = Math.max(
                    largest, Math.min(1, (order.size() - i) * tests.get(test).getAsDouble()));
            adjusted.set(test, OptionalDouble.of(largest));
        }
        return adjusted;
    }
}
