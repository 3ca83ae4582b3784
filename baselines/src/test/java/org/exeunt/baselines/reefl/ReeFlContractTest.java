package org.exeunt.baselines.reefl;

import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.SharedModelContract;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;

/** Runs on networks with heads of different shapes; {@link ReeFlTest} covers shared heads. */
class ReeFlContractTest extends SharedModelContract {
    private static PluginChoice<Strategy<?>> of(
            ExitWeights weights, AggregationWeights aggregationWeights, double distillationWeight, int ramp) {
        return PluginChoice.of(
                new ReeFl.Provider(),
                new ReeFlOptions(EarlyExitLoss.of(weights), aggregationWeights, distillationWeight, 2, ramp, 0.8));
    }

    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(
                of(ExitWeights.SUM, AggregationWeights.DATA_SIZE, 1, 300),
                of(ExitWeights.MEAN, AggregationWeights.UNIFORM, 0.5, 0),
                of(ExitWeights.LINEAR, AggregationWeights.DATA_SIZE, 0, 300));
    }
}
