package org.exeunt.strategies.merging;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.plugin.Choice;
import org.exeunt.api.round.MergeRule;
import org.exeunt.testkit.contract.MergeRuleContract;

class MergeRulesContractTest extends MergeRuleContract {
    @Override
    protected List<Choice<MergeRule>> variants() {
        return List.of(
                Choice.of(new WeightedMean.Plugin(), new WeightedMean.Options()),
                Choice.of(new CoordinateMedian.Plugin(), new CoordinateMedian.Options()),
                Choice.of(new TrimmedMean.Plugin(), new TrimmedMean.Options(0.2)),
                Choice.of(new TrimmedMean.Plugin(), new TrimmedMean.Options(0)),
                Choice.of(new NormClipping.Plugin(), new NormClipping.Options(Optional.empty())),
                Choice.of(new NormClipping.Plugin(), new NormClipping.Options(Optional.of(0.5))),
                Choice.of(new Krum.Plugin(), new Krum.Options(0.2, 1)),
                Choice.of(new Krum.Plugin(), new Krum.Options(0.4, 3)));
    }
}
