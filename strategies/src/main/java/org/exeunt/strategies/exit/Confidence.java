package org.exeunt.strategies.exit;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.exit.ExitPolicyPlugin;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.plugin.Option;

/** Leaves at the first exit whose most probable class is at least as probable as a threshold: {@code max p >= threshold}. */
public final class Confidence {
    /**
     * The sweep.
     *
     * @param thresholds a threshold above 1 never leaves early, 0 always leaves at exit 1
     */
    public record Options(
            @Option(
                            value = "Probabilities of the most probable class from which an input leaves",
                            min = 0,
                            defaultValue = "[0.5, 0.6, 0.7, 0.8, 0.9]")
                    List<Double> thresholds) {}

    /** Registers {@code confidence}. */
    public static final class Plugin extends ExitPolicyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "confidence",
                    "Leaves once the most probable class is probable enough",
                    Options.class,
                    (options, context) -> Sweep.over("thresholds", options.thresholds(), Confidence::rule));
        }
    }

    private Confidence() {}

    /** Returns the rule of one threshold. */
    public static ExitRule rule(double threshold) {
        return Sweep.rule(
                "confidence",
                threshold,
                view -> Arrays.stream(view.probabilities()).max().orElseThrow() >= threshold);
    }
}
