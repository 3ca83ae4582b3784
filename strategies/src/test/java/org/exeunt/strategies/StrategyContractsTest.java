package org.exeunt.strategies;

import java.util.List;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.strategies.local.Local;
import org.exeunt.testkit.contract.StrategyContract;
import org.junit.jupiter.api.Nested;

/** The contracts of the strategies of this module. */
class StrategyContractsTest {
    private static final EarlyExitLoss MEAN = EarlyExitLoss.of(ExitWeights.MEAN);

    @Nested
    class OfLocal extends StrategyContract {
        @Override
        protected List<PluginChoice<Strategy<?>>> variants() {
            return List.of(PluginChoice.of(new Local.Provider(), new Local.Options(MEAN)));
        }

        @Override
        protected BlockSet mayLeave(Record options, ParameterLayout layout) {
            return layout.none();
        }
    }

    @Nested
    class OfFedAvg extends StrategyContract {
        @Override
        protected List<PluginChoice<Strategy<?>>> variants() {
            return List.of(
                    PluginChoice.of(new FedAvg.Provider(), new FedAvg.Options(MEAN, AggregationWeights.DATA_SIZE)),
                    PluginChoice.of(
                            new FedAvg.Provider(),
                            new FedAvg.Options(EarlyExitLoss.of(ExitWeights.LINEAR), AggregationWeights.UNIFORM)));
        }

        @Override
        protected BlockSet mayLeave(Record options, ParameterLayout layout) {
            return layout.trainable();
        }
    }
}
