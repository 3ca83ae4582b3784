package org.exeunt.baselines.fedpac;

import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.testkit.contract.StrategyContract;

class FedPacContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return List.of(
                of(ExitWeights.MEAN, AggregationWeights.DATA_SIZE, 1, 1),
                of(ExitWeights.LINEAR, AggregationWeights.UNIFORM, 0, 2));
    }

    private static PluginChoice<Strategy<?>> of(
            ExitWeights exits, AggregationWeights weights, double lambda, int headEpochs) {
        return PluginChoice.of(
                new FedPac.Provider(), new FedPac.Options(EarlyExitLoss.of(exits), weights, lambda, headEpochs));
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.trainable();
    }

    /** Returns the number of values in a mean of each class; features are the input of the final head. */
    private static long perClass(FederationSpec federation) {
        Exit last = federation.network().finalExit();
        return federation.layout().head(last).size() - federation.network().classes();
    }

    @Override
    protected long uplinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        boolean aligned = ((FedPac.Options) options).lambda() > 0;
        return federation.layout().backbone().size()
                + federation.layout().heads(exits).size()
                + perClass(federation)
                + 1
                + (aligned ? perClass(federation) + federation.network().classes() : 0);
    }

    @Override
    protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        boolean aligned = ((FedPac.Options) options).lambda() > 0 && round.number() > 1;
        return federation.layout().trainable().size() + (aligned ? perClass(federation) : 0);
    }
}
