package org.exeunt.baselines;

import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.testkit.contract.StrategyContract;

/** The contract of strategies whose clients send the backbone and the heads of their active exits. */
public abstract class SharedModelContract extends StrategyContract {
    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.trainable();
    }

    @Override
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        ParameterLayout layout = federation.layout();
        return layout.backbone().union(layout.heads(exits)).size();
    }
}
