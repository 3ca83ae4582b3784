package org.exeunt.baselines.scalefl;

import java.util.List;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.testkit.contract.StrategyContract;

/** Runs with widths, which require networks with three exits. */
class NarrowScaleFlContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(PluginChoice.of(
                new ScaleFl.Plugin(),
                new ScaleFlOptions(List.of(0.4, 0.7, 1.0), WeightRule.LINEAR, 0.5, 1, 0, AggregationWeights.UNIFORM)));
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.trainable();
    }

    @Override
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return federation.layout().backbone().size()
                + federation.layout().heads(exits).size();
    }
}
