package org.example.hello;

import java.util.List;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.Sharing;
import org.exeunt.testkit.contract.StrategyContract;

class PartialSharingContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(variant(1), variant(3));
    }

    private static PluginChoice<Strategy<?>> variant(int personalExits) {
        var options = new PartialSharing.Options(Sharing.Options.DEFAULT, personalExits);
        return new PartialSharingPlugins().choose(Strategy.class, "partial-sharing", options);
    }

    /** Returns the blocks that may leave a client. */
    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        int personalExits = ((PartialSharing.Options) options).personalExits();
        return layout.backbone().union(layout.heads(ExitSet.upTo(layout.exits() - personalExits)));
    }

    // Override if clients send or receive more than these blocks, such as a vector: uplinkScalars, downlinkScalars
    // Override if the method has a learning rate of its own, also on the server: hasOwnLearningRate, trainsByItself
    // Override if an option has no effect in this small test: optionsWithoutEffect
}
