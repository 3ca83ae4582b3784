package org.exeunt.baselines.fedamp;

import java.util.Optional;
import java.util.function.Consumer;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.baselines.fedamp.FedAmpOptions.Evaluate;
import org.exeunt.baselines.fedamp.FedAmpOptions.Pool;
import org.exeunt.baselines.fedamp.FedAmpOptions.Start;
import org.exeunt.baselines.fedamp.FedAmpOptions.Variant;
import org.exeunt.baselines.fedamp.FedAmpOptions.Vector;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.testkit.contract.RecordingContext;

/** Mutable builder of FedAMP options for tests. */
final class Settings {
    Variant variant = Variant.HEURISTIC;
    Optional<Double> sigma = Optional.empty();
    double selfWeight = .5;
    double lambda = 1;
    double alpha = 1;
    Vector vector = Vector.DELTA;
    Pool pool = Pool.SAMPLED;
    Start start = Start.CLOUD;
    Evaluate evaluate = Evaluate.LOCAL;

    static Settings of(Consumer<Settings> change) {
        Settings settings = new Settings();
        change.accept(settings);
        return settings;
    }

    FedAmpOptions options() {
        return new FedAmpOptions(
                EarlyExitLoss.of(ExitWeights.MEAN),
                variant,
                sigma,
                selfWeight,
                lambda,
                alpha,
                vector,
                pool,
                start,
                evaluate);
    }

    FedAmp strategy() {
        return strategy(new RecordingContext());
    }

    FedAmp strategy(PluginContext context) {
        return new FedAmp(options(), context);
    }
}
