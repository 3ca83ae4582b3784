package org.exeunt.strategies.coordination;

import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.CoordinationPolicyPlugin;

/**
 * Plugin {@code least-conflict}: the schedule of {@link ProgressiveDepth} as CAFEDistill's reference code runs it. Rounds count from 0,
 * conflict between clients slows the ramp, and the clients with the least conflict go first.
 *
 * <p>The number of exits is the reference code's floating-point expression unless rounds count from 1 and conflict is not fed back.
 */
@Citation("Liu, Zhou, Tong: CAFEDistill, arXiv 2601.10015, as its reference code runs it")
public final class LeastConflict extends CoordinationPolicyPlugin<LeastConflict.Options> {
    /**
     * Settings of the schedule.
     *
     * @param ramp share of the rounds, 0.5 in the reference code
     * @param conflictFeedback the mean of the cohort's negative similarities is added to the ramp
     * @param roundBase 0 in the reference code
     */
    public record Options(
            @Option(
                            value = "Share of the rounds after which all exits learn; 0: all from the start",
                            min = 0,
                            max = 1,
                            defaultValue = "0.5")
                    double ramp,
            @Option(value = "Whether negative similarities slow the ramp", defaultValue = "true")
                    boolean conflictFeedback,
            @Option(value = "Number of the first round in the ramp", min = 0, max = 1, defaultValue = "0")
                    int roundBase) {}

    /** Called by the service loader. */
    public LeastConflict() {
        super(
                "least-conflict",
                "Exits begin to learn one depth after the other, slowed by conflict, least conflicting clients first",
                Options.class,
                (options, context) -> new DepthFirst(
                        new ExitBudget(
                                options.ramp(),
                                BudgetBase.STUDENT_EXITS,
                                options.conflictFeedback(),
                                options.roundBase()),
                        DepthSelection.LEAST_CONFLICT));
    }
}
