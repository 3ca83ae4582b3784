package org.exeunt.strategies.exit;

import java.util.List;
import org.exeunt.api.exit.ExitPolicyPlugin;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.plugin.Option;

/** Leaves at the first exit where the most probable class leads the second one by a threshold: {@code p(1) - p(2) >= threshold}. */
public final class Margin {
    /**
     * The sweep.
     *
     * @param thresholds a threshold above 1 never leaves early, 0 always leaves at exit 1
     */
    public record Options(
            @Option(
                            value = "Leads of the most probable class over the second from which an input leaves",
                            min = 0,
                            defaultValue = "[0.1, 0.3, 0.5, 0.7, 0.9]")
                    List<Double> thresholds) {}

    /** Registers {@code margin}. */
    public static final class Plugin extends ExitPolicyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "margin",
                    "Leaves once the most probable class leads the second one by enough",
                    Options.class,
                    (options, context) -> Sweep.over("thresholds", options.thresholds(), Margin::rule));
        }
    }

    private Margin() {}

    /** Returns the rule of one threshold. */
    public static ExitRule rule(double threshold) {
        return Sweep.rule("margin", threshold, view -> lead(view.probabilities()) >= threshold);
    }

    private static double lead(double[] probabilities) {
        double first = 0;
        double second = 0;
        for (double p : probabilities) {
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
