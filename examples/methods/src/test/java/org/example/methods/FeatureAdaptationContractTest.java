package org.example.methods;

import java.util.List;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.Sharing;
import org.exeunt.testkit.contract.StrategyContract;

class FeatureAdaptationContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(new MethodPlugins().choose(Strategy.class, "feature-adaptation", Sharing.Options.DEFAULT));
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.backbone();
    }

    @Override
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return super.uplinkScalars(options, federation, round, exits) + gaussians(federation, exits);
    }

    @Override
    protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return super.downlinkScalars(options, federation, round, exits)
                + gaussians(federation, federation.network().allExits());
    }

    /** Returns the size of the means and covariances of some exits. */
    private static long gaussians(FederationSpec federation, ExitSet exits) {
        return exits.asList().stream()
                .mapToLong(exit -> federation.network().featureSizes().get(exit.index()))
                .map(size -> size * (federation.network().classes() + size))
                .sum();
    }
}
