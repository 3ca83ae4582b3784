package org.exeunt.baselines.fjord;

import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.NarrowModelContract;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.width.WidthOptions;

class FjordContractTest extends NarrowModelContract {
    private static PluginChoice<Strategy<?>> of(Double... widths) {
        return PluginChoice.of(
                new Fjord.Provider(),
                new WidthOptions(
                        List.of(widths),
                        WidthOptions.Level.OWN,
                        false,
                        EarlyExitLoss.of(ExitWeights.MEAN),
                        AggregationWeights.UNIFORM));
    }

    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(of(1.0, 0.6, 0.3), of(0.6, 0.3));
    }
}
