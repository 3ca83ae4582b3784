package org.example.methods;

import java.util.List;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.testkit.contract.StrategyContract;

class FedProtoContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(new MethodPlugins().choose(Strategy.class, "fedproto", new FedProto.Options(new EarlyExitLoss(ExitWeights.MEAN), 1)));
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.none();
    }

    /** A linear head has a weight per class and feature, and a bias per class: as many as prototypes and counts. */
    @Override
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return federation.layout().heads(exits).size()
                - (exits.size() - 1L) * federation.network().classes();
    }

    @Override
    protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        ExitSet all = federation.network().allExits();
        return round.number() == 1
                ? 0
                : uplinkScalars(options, federation, round, all) - federation.network().classes();
    }
}
