package org.exeunt.strategies.coordination;

import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.CoordinationPolicy;

/**
 * Plugin {@code progressive-depth}: activates exits gradually, by default shallow exits first, and at each depth first
 * on the clients that conflict least with each other.
 *
 * <p>In round t of T the fraction {@code R(t) = min(t / (ramp T), 1)} of the cohort's student exits is active: first
 * (tier 1) the shallowest exits on all clients, then (tier 2) the next exit on some clients, chosen by similarity or at
 * random. The final exit is always active, unless {@code order} is {@code shallow-first}, which allows no selection by
 * similarity, because clients are compared by their final heads.
 *
 * <p>Source: CAFEDistill (arXiv 2601.10015), student coordination. Deviation: the paper's budget applies to all
 * clients; here it applies to the cohort, which is the same under full participation.
 */
public final class ProgressiveDepth {
    /**
     * Options of the schedule.
     *
     * @param ramp 0.5 in the paper, R(t) = min(2t/T, 1)
     * @param depthSelection greedy in the paper
     * @param order final exit, then shallow exits first in the paper
     */
    public record Options(
            @Option(
                            value = "Fraction of the rounds after which all exits are active; 0 for no ramp",
                            min = 0,
                            max = 1,
                            defaultValue = "0.5")
                    double ramp,
            @Option(
                            value = "Rule that selects the clients that train the deepest active student exit",
                            defaultValue = "greedy")
                    DepthSelection depthSelection,
            @Option(
                            value = "Order in which exits become active; with shallow-first the final exit is the last,"
                                    + " which not every strategy supports, and depth-selection must be random",
                            defaultValue = "final-then-shallow")
                    ExitOrder order) {
        public Options {
            if (order == ExitOrder.SHALLOW_FIRST && ramp > 0 && depthSelection != DepthSelection.RANDOM) {
                throw new IllegalArgumentException("'order' is shallow-first, which trains the final exit last, but"
                        + " clients are compared by their final heads; set 'depth-selection' to random");
            }
        }
    }

    private ProgressiveDepth() {}

    /** Returns the policy with the given options. */
    public static CoordinationPolicy of(Options options) {
        return new DepthFirst(new ExitBudget(options.ramp(), false), options.depthSelection(), options.order());
    }
}
