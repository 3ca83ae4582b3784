package org.exeunt.baselines.pfedgraph;

import java.util.List;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.SharedModelContract;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;

class PFedGraphContractTest extends SharedModelContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        EarlyExitLoss loss = EarlyExitLoss.of(ExitWeights.MEAN);
        return List.of(
                PluginChoice.of(
                        new PFedGraph.Provider(), new PFedGraph.Options(loss, .8, .01, AggregationWeights.DATA_SIZE)),
                PluginChoice.of(
                        new PFedGraph.Provider(), new PFedGraph.Options(loss, .8, 0, AggregationWeights.UNIFORM)));
    }

    @Override
    protected long downlinkScalars(Record options, FederationSpec federation, Round round) {
        boolean directed = round.number() > 1 && ((PFedGraph.Options) options).lambda() > 0;
        return (directed ? 2L : 1L) * federation.layout().trainable().size();
    }
}
