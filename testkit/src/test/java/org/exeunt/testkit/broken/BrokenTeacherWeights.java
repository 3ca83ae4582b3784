package org.exeunt.testkit.broken;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.TeacherWeights;
import org.exeunt.testkit.contract.TeacherWeightsContract;

final class BrokenTeacherWeights {
    private BrokenTeacherWeights() {}

    abstract static class Of extends TeacherWeightsContract {
        private final TeacherWeights solver;

        Of(TeacherWeights solver) {
            this.solver = solver;
        }

        @Override
        protected List<PluginChoice<TeacherWeights>> variants() {
            return TestChoices.only(TeacherWeights.class, solver);
        }
    }

    /** The projection of {@code anchor + gain / (2 strength)} by bisection of its threshold. */
    private static double[] bisected(double[] gain, double strength, double[] anchor, int steps) {
        double[] v = IntStream.range(0, gain.length)
                .mapToDouble(j -> anchor[j] + gain[j] / (2 * strength))
                .toArray();
        double low = Arrays.stream(v).min().orElseThrow() - 1;
        double high = Arrays.stream(v).max().orElseThrow();
        for (int step = 0; step < steps; step++) {
            double middle = (low + high) / 2;
            double sum = Arrays.stream(v).map(x -> Math.max(0, x - middle)).sum();
            if (sum > 1) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double threshold = high;
        return Arrays.stream(v).map(x -> Math.max(0, x - threshold)).toArray();
    }

    private static double[] solved(double[] gain, double strength, double[] anchor) {
        double[] weights = bisected(gain, strength, anchor, 200);
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    static class Bisects extends Of {
        Bisects() {
            super(BrokenTeacherWeights::solved);
        }
    }

    @Breaks("W1")
    static class DoesNotSumToOne extends Of {
        DoesNotSumToOne() {
            super((gain, strength, anchor) -> bisected(gain, strength, anchor, 38));
        }
    }

    @Breaks("W2")
    static class ReturnsTheAnchor extends Of {
        ReturnsTheAnchor() {
            super((gain, strength, anchor) -> solved(new double[gain.length], strength, anchor));
        }
    }

    @Breaks("W3")
    static class KeepsEightDigits extends Of {
        KeepsEightDigits() {
            super((gain, strength, anchor) -> {
                double[] weights = Arrays.stream(solved(gain, strength, anchor))
                        .map(weight -> Math.rint(weight * 1e8) / 1e8)
                        .toArray();
                double left = 1 - Arrays.stream(weights).sum();
                double largest = Arrays.stream(weights).max().orElseThrow();
                weights[Arrays.stream(weights).boxed().toList().indexOf(largest)] += left;
                return weights;
            });
        }
    }

    @Breaks("W4")
    static class UsesArgumentsAsScratch extends Of {
        UsesArgumentsAsScratch() {
            super((gain, strength, anchor) -> {
                double[] weights = solved(gain, strength, anchor);
                Arrays.sort(gain);
                return weights;
            });
        }
    }

    @Breaks("W5")
    static class TakesEqualTeachersForAllAlike extends Of {
        TakesEqualTeachersForAllAlike() {
            super((gain, strength, anchor) -> Arrays.stream(gain).allMatch(g -> g == gain[0])
                    ? Arrays.stream(gain).map(g -> 1.0 / gain.length).toArray()
                    : solved(gain, strength, anchor));
        }
    }
}
