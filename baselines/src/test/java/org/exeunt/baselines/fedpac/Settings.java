package org.exeunt.baselines.fedpac;

import java.util.Optional;
import java.util.function.Consumer;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.baselines.fedpac.FedPacOptions.Fallback;
import org.exeunt.baselines.fedpac.FedPacOptions.HeadWeights;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.testkit.contract.RecordingContext;

/** Mutable builder of FedPAC options for tests. */
final class Settings {
    ExitWeights exitWeights = ExitWeights.MEAN;
    AggregationWeights aggregationWeights = AggregationWeights.DATA_SIZE;
    double lambda = 1;
    int headEpochs = 1;
    Optional<Double> headLearningRate = Optional.empty();
    HeadWeights headWeights = HeadWeights.SHARED_FINAL;
    double epsilon = 1e-3;
    Fallback fallback = Fallback.OWN;
    boolean prototypePerExit;

    static Settings of(Consumer<Settings> change) {
        Settings settings = new Settings();
        change.accept(settings);
        return settings;
    }

    FedPacOptions options() {
        return new FedPacOptions(
                EarlyExitLoss.of(exitWeights),
                aggregationWeights,
                lambda,
                headEpochs,
                headLearningRate,
                headWeights,
                epsilon,
                fallback,
                prototypePerExit);
    }

    FedPac strategy() {
        return strategy(new RecordingContext());
    }

    FedPac strategy(PluginContext context) {
        return new FedPac(options(), context);
    }
}
