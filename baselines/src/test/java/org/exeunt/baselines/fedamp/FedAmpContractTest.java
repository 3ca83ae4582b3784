package org.exeunt.baselines.fedamp;

import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.SharedModelContract;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;

class FedAmpContractTest extends SharedModelContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(
                PluginChoice.of(
                        new FedAmp.Provider(), new FedAmp.Options(EarlyExitLoss.of(ExitWeights.MEAN), 10, 0.5, 1)),
                PluginChoice.of(
                        new FedAmp.Provider(), new FedAmp.Options(EarlyExitLoss.of(ExitWeights.SUM), 0, 0.2, 0)));
    }
}
