package org.example.methods;

import java.util.List;
import java.util.stream.StreamSupport;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.Sharing;
import org.exeunt.testkit.contract.StrategyContract;

class FedCpContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(new MethodPlugins().choose(Strategy.class, "fedcp", Sharing.Options.DEFAULT));
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.backbone();
    }

    @Override
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return super.uplinkScalars(options, federation, round, exits) + modules(federation.network(), exits);
    }

    @Override
    protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return super.downlinkScalars(options, federation, round, exits)
                + modules(federation.network(), federation.network().allExits());
    }

    /** Returns the size of the policies and heads of some exits. */
    private static long modules(NetworkSpec network, ExitSet exits) {
        return StreamSupport.stream(exits.spliterator(), false)
                .mapToLong(exit -> network.featureSizes().get(exit.index()))
                .map(size -> size * (size + network.classes()))
                .sum();
    }
}
