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
        double[] adjusted =
                adjust(tests.stream().flatMapToDouble(OptionalDouble::stream).toArray());
        List<OptionalDouble> all = new ArrayList<>();
        int performed = 0;
        for (OptionalDouble test : tests) {
            all.add(test.isEmpty() ? test : OptionalDouble.of(adjusted[performed++]));
        }
        return all;
    }

    /** Returns the adjusted p of each test, in the given order, for comparison with the level of a single test. */
    static double[] adjust(double[] p) {
        int[] order = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(test -> p[test]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[p.length];
        double largest = 0;
        for (int i = 0; i < order.length; i++) {
            largest = Math.max(largest, Math.min(1, (p.length - i) * p[order[i]]));
            adjusted[order[i]] = largest;
        }
        return adjusted;
    }
}
