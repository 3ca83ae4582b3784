package org.exeunt.baselines.heterofl;

import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.NarrowModelContract;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.width.WidthOptions;

class HeteroFlContractTest extends NarrowModelContract {
    private static PluginChoice<Strategy<?>> of(double width, boolean masked, WidthOptions.Level level) {
        return PluginChoice.of(
                new HeteroFl.Provider(),
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
}
