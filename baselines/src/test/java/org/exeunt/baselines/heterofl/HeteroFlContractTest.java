package org.exeunt.baselines.heterofl;

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

class HeteroFlContractTest extends StrategyContract {
    private static PluginChoice<Strategy<?>> of(double width, boolean masked, WidthOptions.Level level) {
        return PluginChoice.of(
                new HeteroFl.Plugin(),
                new WidthOptions(
                        List.of(width), level, masked, EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.UNIFORM));
    }

    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(
                of(1, false, WidthOptions.Level.OWN),
                of(1, true, WidthOptions.Level.COMMON),
                of(0.5, false, WidthOptions.Level.OWN));
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

    @Override
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return new SubNetwork(exits, ((WidthOptions) options).widths().get(0))
                .slice(federation.network())
                .size();
    }

    @Override
    protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        ExitSet all = ExitSet.upTo(exits.deepest());
        return uplinkScalars(options, federation, round, all);
    }
}
