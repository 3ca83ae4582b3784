package org.exeunt.baselines.ditto;

import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.SharedModelContract;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;

class DittoContractTest extends SharedModelContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(
                of(new Ditto.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE), 0.1, 2)),
                of(new Ditto.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.LINEAR), AggregationWeights.UNIFORM), 0, 1)));
    }

    private static PluginChoice<Strategy<?>> of(Ditto.Options options) {
        return PluginChoice.of(new Ditto.Provider(), options);
    }
}
