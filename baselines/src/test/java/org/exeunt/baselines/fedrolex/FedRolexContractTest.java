package org.exeunt.baselines.fedrolex;

import java.util.List;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.NarrowModelContract;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.width.WidthOptions;

class FedRolexContractTest extends NarrowModelContract {
    private static PluginChoice<Strategy<?>> of(double width) {
        return PluginChoice.of(
                new FedRolex.Provider(),
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

    @Override
    protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        long offset = width(options) < 1 ? 1 : 0;
        return super.downlinkScalars(options, federation, round, exits) + offset;
    }
}
