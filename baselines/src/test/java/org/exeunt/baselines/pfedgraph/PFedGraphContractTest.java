package org.exeunt.baselines.pfedgraph;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.CosineSign;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.EvaluateAt;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.Origin;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.Vector;
import org.exeunt.testkit.contract.StrategyContract;

class PFedGraphContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return Stream.<Consumer<Settings>>of(
                        s -> {},
                        s -> {
                            s.lambda = 0;
                            s.base = Origin.ROUND_START;
                            s.evaluateAt = EvaluateAt.AFTER_LOCAL;
                        },
                        s -> {
                            s.cosineSign = CosineSign.REFERENCE_PLUS;
                            s.vector = Vector.HEADS_ONLY;
                            s.roundSimilarCosines = false;
                        })
                .map(change -> PluginChoice.<Strategy<?>, PFedGraphOptions>of(
                        new PFedGraph.Plugin(), Settings.of(change).options()))
                .toList();
    }

    /** Cosines of these clients are below 0.9. */
    @Override
    protected Set<String> optionsWithoutEffect() {
        return Set.of("round-similar-cosines");
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

    @Override
    protected long downlinkScalars(Record options, FederationSpec federation, Round round) {
        boolean directed = round.number() > 1 && ((PFedGraphOptions) options).lambda() > 0;
        return (directed ? 2L : 1L) * federation.layout().trainable().size();
    }
}
