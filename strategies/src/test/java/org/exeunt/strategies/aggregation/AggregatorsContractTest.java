package org.exeunt.strategies.aggregation;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.testkit.contract.AggregatorContract;

class AggregatorsContractTest extends AggregatorContract {
    @Override
    protected List<PluginChoice<Aggregator>> variants() {
        return List.of(
                PluginChoice.of(new WeightedMean.Provider(), new NoOptions()),
                PluginChoice.of(new CoordinateMedian.Provider(), new NoOptions()),
                PluginChoice.of(new TrimmedMean.Provider(), new TrimmedMean.Options(0.2)),
                PluginChoice.of(new TrimmedMean.Provider(), new TrimmedMean.Options(0)),
                PluginChoice.of(new NormClipping.Provider(), new NormClipping.Options(Optional.empty())),
                PluginChoice.of(new NormClipping.Provider(), new NormClipping.Options(Optional.of(0.5))),
                PluginChoice.of(new Krum.Provider(), new Krum.Options(0.2, 1)),
                PluginChoice.of(new Krum.Provider(), new Krum.Options(0.4, 3)));
    }
}
