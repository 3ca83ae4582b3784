package org.exeunt.baselines.fedala;

import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.SharedModelContract;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;

class FedAlaContractTest extends SharedModelContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(
                of(new FedAla.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE),
                        0,
                        1,
                        0.8,
                        3,
                        1)),
                of(new FedAla.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.LINEAR), AggregationWeights.UNIFORM),
                        2,
                        0.5,
                        1,
                        0,
                        2)));
    }

    private static PluginChoice<Strategy<?>> of(FedAla.Options options) {
        return PluginChoice.of(new FedAla.Provider(), options);
    }
}
