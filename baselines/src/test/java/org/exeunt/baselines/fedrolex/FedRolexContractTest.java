package org.exeunt.baselines.fedrolex;

import java.util.List;
import java.util.Set;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.SubNetwork;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.width.WidthOptions;
import org.exeunt.testkit.contract.StrategyContract;

class FedRolexContractTest extends StrategyContract {
    private static PluginChoice<Strategy<?>> of(double width) {
        return PluginChoice.of(
                new FedRolex.Plugin(),
                new WidthOptions(
                        List.of(width),
                        WidthOptions.Level.OWN,
                        false,
                        EarlyExitLoss.of(ExitWeights.MEAN),
                        AggregationWeights.UNIFORM));
    }

    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(of(1), of(0.5));
    }

    /** The level depends on devices. */
    @Override
    protected Set<String> optionsWithoutEffect() {
        return Set.of("level");
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.trainable();
    }

    private static double width(Record options) {
        return ((WidthOptions) options).widths().get(0);
    }

    @Override
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return new SubNetwork(exits, width(options)).slice(federation.network()).size();
    }

    @Override
    protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        long offset = width(options) < 1 ? 1 : 0;
        return uplinkScalars(options, federation, round, ExitSet.upTo(exits.deepest())) + offset;
    }
}
