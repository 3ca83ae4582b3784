package org.exeunt.baselines.fedamp;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.fedamp.FedAmpOptions.Evaluate;
import org.exeunt.baselines.fedamp.FedAmpOptions.Pool;
import org.exeunt.baselines.fedamp.FedAmpOptions.Start;
import org.exeunt.baselines.fedamp.FedAmpOptions.Variant;
import org.exeunt.testkit.contract.StrategyContract;

class FedAmpContractTest extends StrategyContract {
    @Override
    protected List<PluginChoice<Strategy<?>>> variants() {
        return Stream.<Consumer<Settings>>of(
                        s -> {},
                        s -> s.variant = Variant.ATTENTION,
                        s -> {
                            s.pool = Pool.ALL_CACHED;
                            s.evaluate = Evaluate.CLOUD;
                            s.lambda = 0;
                        },
                        s -> {
                            s.start = Start.LOCAL;
                            s.vector = FedAmpOptions.Vector.PARAMS;
                        })
                .map(change -> PluginChoice.<Strategy<?>, FedAmpOptions>of(
                        new FedAmp.Plugin(), Settings.of(change).options()))
                .toList();
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
}
