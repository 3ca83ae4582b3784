package org.exeunt.strategies.coordination;

import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.CoordinationPolicy;

/**
 * Plugin {@code least-conflict}: the schedule of {@link ProgressiveDepth} with the settings of CAFEDistill's reference
 * code. Rounds are counted from 0, conflict between clients slows the ramp, and clients with the least conflict are
 * chosen first.
 */
public final class LeastConflict {
    /**
     * Options of the schedule.
     *
     * @param ramp 0.5 in the reference code
     */
    public record Options(
            @Option(
                            value = "Fraction of the rounds after which all exits are active; 0 for no ramp",
                            min = 0,
                            max = 1,
                            defaultValue = "0.5")
                    double ramp) {}

    private LeastConflict() {}

    /** Returns the policy with the given options. */
    public static CoordinationPolicy of(Options options) {
        return new DepthFirst(
                new ExitBudget(options.ramp(), true), DepthSelection.LEAST_CONFLICT, ExitOrder.FINAL_THEN_SHALLOW);
    }
}
