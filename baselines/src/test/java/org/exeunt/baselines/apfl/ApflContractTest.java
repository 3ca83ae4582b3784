package org.exeunt.baselines.apfl;

import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.SharedModelContract;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;

class ApflContractTest extends SharedModelContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(
                of(new Apfl.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE),
                        0.5,
                        true,
                        2)),
                of(new Apfl.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.LINEAR), AggregationWeights.UNIFORM),
                        1,
                        false,
                        1)),
                of(new Apfl.Options(
                        new FedAvg.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE),
                        0,
                        false,
                        1)));
    }

    private static PluginChoice<Strategy<?>> of(Apfl.Options options) {
        return PluginChoice.of(new Apfl.Provider(), options);
    }

    /** The personal branch trains the mixture at {@code eta alpha_i^2}. */
    @Override
    protected boolean hasOwnLearningRate(Record options) {
        double alpha = ((Apfl.Options) options).alpha();
        return alpha > 0 && alpha < 1;
    }
}
