package org.exeunt.baselines.pfedgraph;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.SharedModelContract;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.CosineSign;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.EvaluateAt;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.Origin;
import org.exeunt.baselines.pfedgraph.PFedGraphOptions.Vector;

class PFedGraphContractTest extends SharedModelContract {
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
    protected long downlinkScalars(Record options, FederationSpec federation, Round round) {
        boolean directed = round.number() > 1 && ((PFedGraphOptions) options).lambda() > 0;
        return (directed ? 2L : 1L) * federation.layout().trainable().size();
    }
}
