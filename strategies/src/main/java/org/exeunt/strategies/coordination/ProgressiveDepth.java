package org.exeunt.strategies.coordination;

import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.CoordinationPolicyPlugin;

/**
 * Plugin {@code progressive-depth}: exits learn step by step, the shallow ones first, and at each depth first the clients that disturb each
 * other least.
 *
 * <p>In round t of T a share {@code R(t) = min(t / (ramp T), 1)} of the cohort's student exits learns: tier 1, the shallowest exits on all
 * clients; tier 2, the next exit on some, chosen by similarity or at random. The final exit always learns. Where the number of exits is exact
 * and where it is that of the reference code's floating-point expression is said by each option.
 *
 * <p>Source: CAFEDistill (arXiv 2601.10015), student coordination. The paper's budget is over all clients; here it is over the cohort, which
 * is the same when everybody takes part.
 */
@Citation("Liu, Zhou, Tong: CAFEDistill, arXiv 2601.10015")
public final class ProgressiveDepth extends CoordinationPolicyPlugin<ProgressiveDepth.Options> {
    /**
     * Settings of the schedule.
     *
     * @param ramp 0.5 in the paper, R(t) = min(2t/T, 1)
     * @param depthSelection the paper's is greedy
     * @param budget read from the paper as student exits
     * @param conflictFeedback the reference code's; off in the paper
     * @param roundBase 1 in the paper, 0 in the reference code
     */
    public record Options(
            @Option(
                            value = "Share of the rounds after which all exits learn; 0: all from the start",
                            min = 0,
                            max = 1,
                            defaultValue = "0.5")
                    double ramp,
            @Option(
                            value =
                                    "Which clients learn at the depth that not all may reach; random needs no similarities",
                            defaultValue = "greedy")
                    DepthSelection depthSelection,
            @Option(value = "Which exits the ramp is a share of", defaultValue = "student-exits") BudgetBase budget,
            @Option(
                            value =
                                    "Whether negative similarities slow the ramp; makes the budget a floating-point number",
                            defaultValue = "false")
                    boolean conflictFeedback,
            @Option(
                            value = "Number of the first round in the ramp; 0 makes the budget a floating-point number",
                            min = 0,
                            max = 1,
                            defaultValue = "1")
                    int roundBase) {}

    /** Called by the service loader. */
    public ProgressiveDepth() {
        super(
                "progressive-depth",
                "Exits begin to learn one depth after the other, at each depth first on the clients most alike",
                Options.class,
                (options, context) -> new DepthFirst(
                        new ExitBudget(
                                options.ramp(), options.budget(), options.conflictFeedback(), options.roundBase()),
                        options.depthSelection()));
    }
}
