package org.exeunt.baselines.scaffold;

import java.util.List;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.SharedModelContract;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;

class ScaffoldContractTest extends SharedModelContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(
                of(new Scaffold.Options(EarlyExitLoss.of(ExitWeights.MEAN))),
                of(new Scaffold.Options(EarlyExitLoss.of(ExitWeights.LINEAR))));
    }

    private static PluginChoice<Strategy<?>> of(Scaffold.Options options) {
        return PluginChoice.of(new Scaffold.Provider(), options);
    }

    @Override
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return 2 * super.uplinkScalars(options, federation, round, exits);
    }

    @Override
    protected long downlinkScalars(Record options, FederationSpec federation, Round round) {
        return 2L * federation.layout().trainable().size();
    }
}
