package org.exeunt.strategies.coordination;

import java.util.Map;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.plugin.SimplePlugin;
import org.exeunt.api.round.CoordinationPolicy;

/**
 * The schedule of {@link ProgressiveDepth} as CAFEDistill's reference code runs it: rounds count from 0, conflict between clients slows the
 * ramp, and the clients with the least conflict go first.
 *
 * <p>The number of exits is the reference code's floating-point expression unless rounds count from 1 and conflict is not fed back.
 */
public final class LeastConflict implements CoordinationPolicy {
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
                            byDefault = "0.5")
                    double ramp,
            @Option(value = "Whether negative similarities slow the ramp", byDefault = "true") boolean conflictFeedback,
            @Option(value = "Number of the first round in the ramp", min = 0, max = 1, byDefault = "0")
                    int roundBase) {}

    /** Registers {@code least-conflict}. */
    public static final class Plugin extends SimplePlugin<CoordinationPolicy, Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    CoordinationPolicy.class,
                    "least-conflict",
                    "Exits begin to learn one depth after the other, slowed by conflict, least conflicting clients first",
                    Options.class,
                    ApiVersion.CURRENT,
                    LeastConflict::new);
        }
    }

    private final DepthFirst schedule;

    LeastConflict(Options options, PluginContext context) {
        Budget budget =
                new Budget(options.ramp(), BudgetBase.STUDENT_EXITS, options.conflictFeedback(), options.roundBase());
        this.schedule = new DepthFirst(budget, Tier2.LEAST_CONFLICT);
    }

    @Override
    public Map<ClientId, ExitSet> coordinate(Situation situation) {
        return schedule.coordinate(situation);
    }

    @Override
    public boolean needsSimilarities() {
        return leavesExitsInactive();
    }

    @Override
    public boolean leavesExitsInactive() {
        return schedule.budget().ramp() > 0;
    }
}
