package org.exeunt.baselines.fedamp;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.baselines.SharedModelContract;
import org.exeunt.baselines.fedamp.FedAmpOptions.Evaluate;
import org.exeunt.baselines.fedamp.FedAmpOptions.Pool;
import org.exeunt.baselines.fedamp.FedAmpOptions.Start;
import org.exeunt.baselines.fedamp.FedAmpOptions.Variant;

class FedAmpContractTest extends SharedModelContract {
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
}
