package org.exeunt.config.run;

import java.nio.file.Path;
import java.util.Optional;
import org.exeunt.api.DecimalProduct;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Option.Affects;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Aggregator;

/** The {@code training} section. */
public record TrainingConfig(
        @Option(value = "Number of rounds", min = 1) int rounds,
        @Option(value = "Fraction of clients in the cohort of a round", above = 0, max = 1, defaultValue = "1.0")
                double participation,
        @Option(
                        value = "Passes of a client over its training examples per round",
                        min = 1,
                        defaultValue = "1",
                        unit = "epochs")
                int localEpochs,
        @Option(value = "Examples per training step", min = 1, max = 65536, defaultValue = "64", unit = "examples")
                int batchSize,
        @Option(value = "Optimiser of the clients", defaultValue = "{}") OptimizerConfig optimizer,
        @Option("Safetensors file with initial values of all clients, by name of block; other blocks are drawn")
                Optional<Path> initialWeights,
        @Option(
                        value = "Whether initial values are common, or a draw per client of heads or of whole networks",
                        defaultValue = "common")
                PersonalHeadInit personalHeadInit,
        @Option(
                        value = "Whether running statistics, such as those of batch norm, stay on each client or "
                                + "are averaged by the server",
                        defaultValue = "local")
                RunningStatistics runningStatistics,
        @Option(
                        value = "Aggregation of uploads; only some strategies accept another aggregator than the "
                                + "weighted mean",
                        defaultValue = "{\"type\": \"weighted-mean\"}",
                        affects = Affects.METHOD)
                PluginChoice<Aggregator> aggregator,
        @Option(
                        value =
                                "Optimiser with which the server applies the aggregate; if omitted, the aggregate replaces the "
                                        + "shared parameters",
                        affects = Affects.METHOD)
                Optional<ServerOptimizerConfig> serverOptimizer,
        @Option(
                        value = "Minimum number of successful clients of a cohort; with fewer, nothing is aggregated",
                        min = 1,
                        defaultValue = "1",
                        unit = "clients")
                int minimumUpdates,
        @Option(
                        value = "Whether a round with fewer updates fails the run or is skipped, which leaves the "
                                + "server unchanged",
                        defaultValue = "fail")
                TooFewUpdates onTooFewUpdates,
        @Option("Random changes of training pictures; none if omitted") Optional<AugmentationConfig> augmentation,
        @Option("When the run ends before its last round; requires validation examples (partition.validation-fraction)")
                Optional<StopConfig> stop) {

    /** Initial values of personal heads. */
    public enum PersonalHeadInit {
        /** The same initial values for all clients. */
        COMMON,
        /** A separate draw per client. */
        PER_CLIENT,
        /** A separate draw of the whole network per client, for methods that start from unlike networks. */
        NETWORK_PER_CLIENT
    }

    /** Handling of running statistics. */
    public enum RunningStatistics {
        /** Kept by each client and never sent. */
        LOCAL,
        /**
         * Averaged by the server, weighted by the clients' numbers of examples; sent in both directions with the
         * parameters.
         */
        AVERAGE
    }

    /** Handling of rounds with too few usable updates. */
    public enum TooFewUpdates {
        /** The run fails with an error that lists the cause for each client. */
        FAIL,
        /** Nothing is aggregated: server and clients keep their state, and the record of the round gives the cause. */
        SKIP
    }

    /**
     * Returns the local training of a round, with the learning rate of the schedule.
     */
    public LocalTraining local(Round round) {
        return new LocalTraining(
                localEpochs,
                batchSize,
                optimizer.learningRate(round, rounds),
                optimizer.momentum(),
                optimizer.weightDecay(),
                optimizer.type());
    }

    /** Returns the size of a cohort: participation times {@code clients}, rounded down, at least 1. */
    public int cohortSize(int clients) {
        return Math.max(1, DecimalProduct.floor(participation, clients));
    }

    /** Returns whether participation times {@code clients} is less than the minimum of updates. */
    public boolean hasTooSmallCohorts(int clients) {
        return DecimalProduct.floor(participation, clients) < minimumUpdates;
    }
}
