package org.example.methods;

import java.util.List;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.Sharing;
import org.exeunt.testkit.contract.StrategyContract;

class FedPhpContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(new MethodPlugins().choose(Strategy.class, "fedphp", new FedPhp.Options(Sharing.Options.DEFAULT, 0.9, 0.05)));
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.trainable();
    }
}
