package org.exeunt.strategies.exit;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.plugin.Option;

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

    private Confidence() {}

    /** Returns the policy with the given options. */
    public static ExitPolicy of(Options options) {
        return Sweep.over("thresholds", options.thresholds(), Confidence::rule);
    }

    /** Exits if the probability of the most probable class is at least the threshold of the exit, or the last one. */
    record Rule(String label, List<Double> perExit) implements ExitRule {
        @Override
        public boolean shouldExit(ExitInput input) {
            return input.confidence() >= perExit.get(Math.min(input.exit().index(), perExit.size() - 1));
        }

        @Override
        public Optional<Thresholds> thresholds() {
            return Optional.of(new Thresholds(perExit, false));
        }
    }

    /** Returns the rule of one threshold. */
    public static ExitRule rule(double threshold) {
        return new Rule("confidence " + Sweep.decimals(threshold), List.of(threshold));
    }
}
