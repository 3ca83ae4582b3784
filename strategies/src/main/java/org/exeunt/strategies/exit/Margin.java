package org.exeunt.strategies.exit;

import java.util.List;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.plugin.Option;

/**
 * Exits if the difference between the two largest class probabilities is at least a threshold:
 * {@code p(1) - p(2) >= threshold}.
 */
public final class Margin {
    /**
     * Options of the policy.
     *
     * @param thresholds one rule per value; 0 always exits at exit 1
     */
    public record Options(
            @Option(
                            value = "Thresholds of the difference between the two largest class probabilities, one"
                                    + " rule per value",
                            min = 0,
                            max = 1,
                            defaultValue = "[0.1, 0.3, 0.5, 0.7, 0.9]")
                    List<Double> thresholds) {}

    private Margin() {}

    /** Returns the policy with the given options. */
    public static ExitPolicy of(Options options) {
        return Sweep.over("thresholds", options.thresholds(), Margin::rule);
    }

    /** Returns the rule of one threshold. */
    public static ExitRule rule(double threshold) {
        return Sweep.rule("margin", threshold, input -> margin(input) >= threshold);
    }

    private static double margin(ExitInput input) {
        double first = 0;
        double second = 0;
        for (int c = 0; c < input.classes(); c++) {
            double p = input.probability(c);
            if (p > first) {
                second = first;
                first = p;
            } else {
                second = Math.max(second, p);
            }
        }
        return first - second;
    }
}
