package org.exeunt.baselines.fedrod;

import java.util.List;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.SharedModelContract;
import org.exeunt.baselines.fedrod.FedRod.Evaluate;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;

class FedRodContractTest extends SharedModelContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(
                of(new FedRod.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE),
                        1,
                        0,
                        Evaluate.PERSONAL)),
                of(new FedRod.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.SUM), AggregationWeights.UNIFORM),
                        2,
                        0.5,
                        Evaluate.PERSONAL)),
                of(new FedRod.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.LAST_ONLY), AggregationWeights.DATA_SIZE),
                        1,
                        0,
                        Evaluate.GENERIC)));
    }

    private static PluginChoice<Strategy<?>> of(FedRod.Options options) {
        return PluginChoice.of(new FedRod.Provider(), options);
    }

    @Override
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        boolean lastOnly = ((FedRod.Options) options).averaging().loss().exitWeights() == ExitWeights.LAST_ONLY;
        ExitSet learning = lastOnly ? ExitSet.of(federation.network().exits()) : exits;
        return super.uplinkScalars(options, federation, round, learning);
    }
}
