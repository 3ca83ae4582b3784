package org.exeunt.strategies.exit;

import java.util.List;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;

/** Exits if the probability of the most probable class is at least a threshold: {@code max p >= threshold}. */
public final class Confidence {
    /**
     * Options of the policy.
     *
     * @param thresholds one rule per value; 0 always exits at exit 1
     */
    public record Options(
            @Option(
                            value = "Thresholds of the probability of the most probable class, one rule per value",
                            min = 0,
                            max = 1,
                            defaultValue = "[0.5, 0.6, 0.7, 0.8, 0.9]")
                    List<Double> thresholds) {}

    /** Registers {@code confidence}. */
    public static final class Provider extends Plugin<ExitPolicy, Options> {
        /** Called by the service loader. */
        public Provider() {
            super(
                    "confidence",
                    "Exits if the probability of the most probable class reaches a threshold",
                    (options, context) -> Sweep.over("thresholds", options.thresholds(), Confidence::rule));
        }
    }

    private Confidence() {}

    /** Returns the rule of one threshold. */
    public static ExitRule rule(double threshold) {
        return Sweep.rule("confidence", threshold, input -> input.confidence() >= threshold);
    }
}
