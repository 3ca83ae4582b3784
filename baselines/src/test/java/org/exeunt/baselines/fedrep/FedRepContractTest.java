package org.exeunt.baselines.fedrep;

import java.util.List;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.contract.StrategyContract;

class FedRepContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(
                of(new FedRep.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE), 2, 2, 0)),
                of(new FedRep.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.LINEAR), AggregationWeights.UNIFORM), 0, 1, 2)),
                of(new FedRep.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE),
                        1,
                        0,
                        0)));
    }

    private static PluginChoice<Strategy<?>> of(FedRep.Options options) {
        return PluginChoice.of(new FedRep.Provider(), options);
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.backbone();
    }
}
