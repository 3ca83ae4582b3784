package org.exeunt.baselines;

import java.util.Collections;
import java.util.Set;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.SubNetwork;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.width.WidthOptions;
import org.exeunt.testkit.contract.StrategyContract;

/** The contract of strategies with {@link WidthOptions}, whose clients receive and send some of the channels. */
public abstract class NarrowModelContract extends StrategyContract {
    /** The level depends on devices. */
    @Override
    protected Set<String> optionsWithoutEffect() {
        return Set.of("level");
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.trainable();
    }

    /** Returns the fraction of the channels that clients without a device hold. */
    protected static double width(Record options) {
        return Collections.max(((WidthOptions) options).widths());
    }

    @Override
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return new SubNetwork(exits, width(options)).slice(federation.network()).size();
    }

    @Override
    protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        return uplinkScalars(options, federation, round, ExitSet.upTo(exits.deepest()));
    }
}
