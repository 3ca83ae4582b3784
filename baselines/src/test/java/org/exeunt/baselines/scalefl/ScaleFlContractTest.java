package org.exeunt.baselines.scalefl;

import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.SharedModelContract;
import org.exeunt.baselines.scalefl.ScaleFlOptions.WeightRule;

class ScaleFlContractTest extends SharedModelContract {
    private static PluginChoice<Strategy<?>> of(
            List<Double> widths,
            WeightRule rule,
            double distillationWeight,
            double distillationStart,
            AggregationWeights aggregationWeights) {
        return PluginChoice.of(
                new ScaleFl.Provider(),
                new ScaleFlOptions(widths, rule, distillationWeight, 3, distillationStart, aggregationWeights));
    }

    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(
                of(List.of(), WeightRule.LINEAR, 0.5, 0, AggregationWeights.UNIFORM),
                of(List.of(), WeightRule.REFERENCE_FROM_ZERO, 0.5, 0.5, AggregationWeights.DATA_SIZE),
                of(List.of(), WeightRule.LINEAR, 0, 0, AggregationWeights.DATA_SIZE));
    }

    @Override
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        boolean withoutFirst = ((ScaleFlOptions) options).weightRule() == WeightRule.REFERENCE_FROM_ZERO;
        ExitSet learning = withoutFirst ? exits.minus(new Exit(1)) : exits;
        return super.uplinkScalars(options, federation, round, learning);
    }
}
