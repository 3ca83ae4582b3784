package org.example.methods;

import java.util.List;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.Sharing;
import org.exeunt.testkit.contract.PluginContract;
import org.exeunt.testkit.contract.StrategyContract;
import org.junit.jupiter.api.Nested;

class LgFedAvgContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(PluginChoice.of(
                new LgFedAvg.Provider(), new Sharing.Options(EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE)));
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.trainable().minus(layout.stages(1));
    }

    @Override
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        ParameterLayout layout = federation.layout();
        return layout.stages(exits.deepest())
                .union(layout.heads(exits))
                .minus(layout.stages(1))
                .size();
    }

    @Override
    protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return mayLeave(options, federation.layout())
                .intersect(federation.layout().prefix(exits.deepest()))
                .size();
    }

    @Nested
    class AsPlugin extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new LgFedAvg.Provider();
        }
    }
}
