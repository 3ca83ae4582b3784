package org.example.hello;

import java.util.List;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.testkit.contract.StrategyContract;

class PartialSharingContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(
                PluginChoice.of(new PartialSharing.Plugin(), new PartialSharing.Options(1)),
                PluginChoice.of(new PartialSharing.Plugin(), new PartialSharing.Options(3)));
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        int personalExits = ((PartialSharing.Options) options).personalExits();
        return layout.backbone().union(layout.heads(ExitSet.upTo(3 - personalExits)));
    }
}
