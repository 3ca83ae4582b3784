package org.example.hello;

import java.util.List;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.testkit.contract.PluginContract;
import org.exeunt.testkit.contract.StrategyContract;
import org.junit.jupiter.api.Nested;

class PartialSharingContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(
                PluginChoice.of(new PartialSharing.Provider(), new PartialSharing.Options(1)),
                PluginChoice.of(new PartialSharing.Provider(), new PartialSharing.Options(3)));
    }

    /** Returns the blocks that may leave a client; this network has three exits. */
    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        int personalExits = ((PartialSharing.Options) options).personalExits();
        return layout.backbone().union(layout.heads(ExitSet.upTo(3 - personalExits)));
    }

    /** The plugin is registered and has valid options. */
    @Nested
    class AsPlugin extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new PartialSharing.Provider();
        }
    }
}
