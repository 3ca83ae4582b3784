package org.example.hello;

import java.util.List;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.Choice;
import org.exeunt.api.round.Strategy;
import org.exeunt.testkit.contract.StrategyContract;

class PartialSharingContractTest extends StrategyContract {
    @Override
    protected List<Choice<Strategy<?>>> variants() {
        return List.of(
                Choice.of(new PartialSharing.Plugin(), new PartialSharing.Options(1)),
                Choice.of(new PartialSharing.Plugin(), new PartialSharing.Options(3)));
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        int personalExits = ((PartialSharing.Options) options).personalExits();
        return layout.backbone().union(layout.heads(ExitSet.upTo(3 - personalExits)));
    }
}
