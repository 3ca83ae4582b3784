package org.exeunt.baselines.fedper;

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

class FedPerContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(PluginChoice.of(
                new FedPer.Provider(),
                new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE)));
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.backbone();
    }
}
