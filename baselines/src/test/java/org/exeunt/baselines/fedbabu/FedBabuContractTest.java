package org.exeunt.baselines.fedbabu;

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

class FedBabuContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(
                of(new FedBabu.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE),
                        2,
                        FedBabu.FineTunePart.FULL)),
                of(new FedBabu.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.LINEAR), AggregationWeights.UNIFORM),
                        1,
                        FedBabu.FineTunePart.HEAD)),
                of(new FedBabu.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE),
                        0,
                        FedBabu.FineTunePart.BODY)));
    }

    private static PluginChoice<Strategy<?>> of(FedBabu.Options options) {
        return PluginChoice.of(new FedBabu.Provider(), options);
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.backbone();
    }
}
