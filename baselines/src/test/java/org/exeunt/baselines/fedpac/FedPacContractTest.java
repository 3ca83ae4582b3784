package org.exeunt.baselines.fedpac;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.fedpac.FedPacOptions.Fallback;
import org.exeunt.baselines.fedpac.FedPacOptions.HeadWeights;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.testkit.contract.StrategyContract;

class FedPacContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return Stream.<Consumer<Settings>>of(
                        s -> {},
                        s -> {
                            s.exitWeights = ExitWeights.LINEAR;
                            s.aggregationWeights = AggregationWeights.UNIFORM;
                            s.headWeights = HeadWeights.PER_EXIT;
                            s.prototypePerExit = true;
                            s.fallback = Fallback.NONE;
                        },
                        s -> {
                            s.lambda = 0;
                            s.headEpochs = 2;
                            s.headLearningRate = Optional.of(0.05);
                            s.headWeights = HeadWeights.OWN;
                        })
                .map(change -> PluginChoice.<Strategy<?>, FedPacOptions>of(
                        new FedPac.Plugin(), Settings.of(change).options()))
                .toList();
    }

    @Override
    protected BlockSet mayLeave(Record options, ParameterLayout layout) {
        return layout.trainable();
    }

    @Override
    protected boolean trainsByItself(Record options) {
        return ((FedPacOptions) options).headLearningRate().isPresent();
    }

    /**
     * Returns the number of values in the prototypes of all classes at some exits; features are the inputs of heads.
     */
    private static long perClass(FederationSpec federation, ExitSet exits) {
        long values = 0;
        for (Exit exit : exits) {
            values +=
                    federation.layout().head(exit).size() - federation.network().classes();
        }
        return values;
    }

    private static ExitSet aligned(FedPacOptions options, FederationSpec federation, ExitSet exits) {
        if (options.lambda() == 0) {
            return ExitSet.none();
        }
        return options.prototypePerExit()
                ? exits
                : ExitSet.of(federation.network().exits());
    }

    @Override
    protected long uplinkScalars(Record record, FederationSpec federation, Round round, ExitSet exits) {
        FedPacOptions options = (FedPacOptions) record;
        ExitSet aligned = aligned(options, federation, exits);
        ExitSet compared = options.headWeights() == HeadWeights.PER_EXIT
                ? exits
                : ExitSet.of(federation.network().exits());
        long counts = aligned.isEmpty() ? 0 : federation.network().classes();
        long statistics =
                options.headWeights() == HeadWeights.OWN ? 0 : perClass(federation, compared) + compared.size();
        return federation.layout().backbone().size()
                + federation.layout().heads(exits).size()
                + perClass(federation, aligned)
                + counts
                + statistics;
    }

    @Override
    protected long downlinkScalars(Record options, FederationSpec federation, Round round, ExitSet exits) {
        ExitSet prototypes = round.number() == 1 ? ExitSet.none() : aligned((FedPacOptions) options, federation, exits);
        return federation.layout().trainable().size() + perClass(federation, prototypes);
    }
}
