package org.exeunt.baselines.depthfl;

import java.util.List;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.testkit.contract.StrategyContract;

class DepthFlContractTest extends StrategyContract {
    private static PluginChoice<Strategy<?>> of(
            ExitWeights weights,
            AggregationWeights aggregationWeights,
            boolean feddyn,
            boolean correction,
            boolean distillation,
            int ramp) {
        return PluginChoice.of(
                new DepthFl.Plugin(),
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

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.trainable();
    }

    @Override
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return federation.layout().backbone().size()
                + federation.layout().heads(exits).size();
    }
}
