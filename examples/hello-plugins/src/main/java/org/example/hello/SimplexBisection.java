package org.example.hello;

import java.util.Arrays;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.TeacherWeights;
import org.exeunt.api.strategy.TeacherWeightsPlugin;

/**
 * Solves the quadratic program by bisection.
 *
 * <p>The solution is {@code max(0, target - shift)} with {@code target = anchor + gain / (2 strength)}; the shift is
 * the one for which the entries sum to 1.
 */
public record SimplexBisection(Options options) implements TeacherWeights {
    public record Options(
            @Option(
                    value = "Number of times the interval of the shift is halved",
                    min = 10, max = 1000, defaultValue = "100")
                    int iterations) {}

    public static final class Plugin extends TeacherWeightsPlugin<Options> {
        public Plugin() {
            super(
                    "simplex-bisection",
                    "Solves the quadratic program by bisection",
                    Options.class,
                    (options, context) -> new SimplexBisection(options));
        }
    }

    @Override
    public double[] weights(double[] gain, double strength, double[] anchor) {
        double[] target = new double[gain.length];
        for (int j = 0; j < target.length; j++) {
            target[j] = anchor[j] + gain[j] / (2 * strength);
        }
        double high = Arrays.stream(target).max().orElseThrow(); // all entries are 0
        double low = high - 1; // one entry is 1, so the sum is at least 1
        for (int i = 0; i < options.iterations(); i++) {
            double middle = (low + high) / 2;
            if (Arrays.stream(shifted(target, middle)).sum() >= 1) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double[] weights = shifted(target, low);
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }

    private static double[] shifted(double[] target, double shift) {
        return Arrays.stream(target).map(entry -> Math.max(0, entry - shift)).toArray();
    }
}
