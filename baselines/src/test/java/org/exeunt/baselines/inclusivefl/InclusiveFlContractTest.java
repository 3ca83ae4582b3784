package org.exeunt.baselines.inclusivefl;

import java.util.List;
import java.util.Set;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.SharedModelContract;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;

class InclusiveFlContractTest extends SharedModelContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(of(0.2, AggregationWeights.DATA_SIZE), of(1, AggregationWeights.UNIFORM));
    }

    private static PluginChoice<Strategy<?>> of(double beta, AggregationWeights weights) {
        return PluginChoice.of(
                new InclusiveFl.Plugin(),
                new InclusiveFl.Options(new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), weights), beta));
    }

    /** Stages of the toy network have unlike shapes, so none learns from a deeper one. */
    @Override
    protected Set<String> optionsWithoutEffect() {
        return Set.of("beta");
    }
}
