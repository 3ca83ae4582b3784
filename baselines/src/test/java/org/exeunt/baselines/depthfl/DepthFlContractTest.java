package org.exeunt.baselines.depthfl;

import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.SharedModelContract;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;

class DepthFlContractTest extends SharedModelContract {
    private static PluginChoice<Strategy<?>> of(
            ExitWeights weights,
            AggregationWeights aggregationWeights,
            boolean feddyn,
            boolean correction,
            boolean distillation,
            int ramp) {
        return PluginChoice.of(
                new DepthFl.Provider(),
                new DepthFlOptions(
                        EarlyExitLoss.of(weights), aggregationWeights, 0.1, feddyn, correction, distillation, ramp));
    }

    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(
                of(ExitWeights.SUM, AggregationWeights.UNIFORM, true, true, true, 2),
                of(ExitWeights.MEAN, AggregationWeights.DATA_SIZE, true, false, true, 0),
                of(ExitWeights.SUM, AggregationWeights.UNIFORM, true, true, false, 300),
                of(ExitWeights.SUM, AggregationWeights.UNIFORM, false, true, true, 300),
                of(ExitWeights.LINEAR, AggregationWeights.DATA_SIZE, false, false, false, 300));
    }
}
