package org.exeunt.baselines.scalefl;

import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.SharedModelContract;
import org.exeunt.baselines.scalefl.ScaleFlOptions.WeightRule;

/** Runs with widths, which require networks with three exits. */
class NarrowScaleFlContractTest extends SharedModelContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(PluginChoice.of(
                new ScaleFl.Provider(),
                new ScaleFlOptions(List.of(0.4, 0.7, 1.0), WeightRule.LINEAR, 0.5, 1, 0, AggregationWeights.UNIFORM)));
    }
}
