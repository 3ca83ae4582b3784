package org.exeunt.strategies.coordination;

import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.CoordinationPolicy;

/**
 * Plugin {@code least-conflict}: the schedule of {@link ProgressiveDepth} with the settings of CAFEDistill's reference
 * code. Rounds are counted from 0, conflict between clients slows the ramp, and clients with the least conflict are
 * chosen first.
 *
 * <p>The number of exits is the floating-point expression of the reference code unless {@code round-base} is 1 and
 * {@code conflict-feedback} is false.
 */
public final class LeastConflict {
    /**
     * Options of the schedule.
     *
     * @param ramp 0.5 in the reference code
     * @param conflictFeedback whether the mean of the cohort's negative similarities is added to the ramp
     * @param roundBase 0 in the reference code
     */
    public record Options(
            @Option(
                            value = "Fraction of the rounds after which all exits are active; 0 for no ramp",
                            min = 0,
                            max = 1,
                            defaultValue = "0.5")
                    double ramp,
            @Option(value = "Whether negative similarities slow the ramp", defaultValue = "true")
                    boolean conflictFeedback,
            @Option(value = "Number of the first round in the ramp", min = 0, max = 1, defaultValue = "0")
                    int roundBase) {}

    private LeastConflict() {}

    /** Returns the policy with the given options. */
    public static CoordinationPolicy of(Options options) {
        return new DepthFirst(
                new ExitBudget(
                        options.ramp(), BudgetBase.STUDENT_EXITS, options.conflictFeedback(), options.roundBase()),
                DepthSelection.LEAST_CONFLICT,
                ExitOrder.FINAL_THEN_SHALLOW);
    }
}
