package org.exeunt.config;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Aggregator;

/** The {@code training} section. */
public record TrainingConfig(
        @Option(value = "Number of rounds", min = 1) int rounds,
        @Option(value = "Share of clients in a round's cohort", above = 0, max = 1, defaultValue = "1.0")
                double participation,
        @Option(value = "Passes of a client over its examples in a round", min = 1, defaultValue = "1", unit = "epochs")
                int localEpochs,
        @Option(value = "Examples a step", min = 1, max = 65536, defaultValue = "64", unit = "examples") int batchSize,
        @Option(value = "The optimiser of clients", defaultValue = "{}") OptimizerConfig optimizer,
        @Option(value = "Whether personal heads start alike or each from a draw of its own", defaultValue = "common")
                PersonalHeadInit personalHeadInit,
        @Option(
                        value =
                                "What becomes of running statistics, such as those of batch norm: each client keeps its own, or the server averages them, too",
                        defaultValue = "local")
                RunningStatistics runningStatistics,
        @Option(
                        value =
                                "How what clients upload becomes one; other than the weighted mean only for strategies that accept it",
                        defaultValue = "{\"type\": \"weighted-mean\"}")
                PluginChoice<Aggregator> aggregator,
        @Option(
                        value = "Fewest successful clients of a cohort; with fewer nothing is merged",
                        min = 1,
                        defaultValue = "1",
                        unit = "clients")
                int minimumUpdates,
        @Option(
                        value =
                                "What becomes of a round with fewer: the run ends, or goes on with the server as it was",
                        defaultValue = "fail")
                TooFewUpdates onTooFewUpdates) {

    /** How heads that are never shared begin. */
    public enum PersonalHeadInit {
        /** All from the common initial values. */
        COMMON,
        /** Each client from its own draw. */
        PER_CLIENT
    }

    /** Who knows the running statistics of a network. */
    public enum RunningStatistics {
        /** Each client its own; they are never sent. */
        LOCAL,
        /** The server their mean by the clients' data; they are sent both ways with the parameters. */
        AVERAGE
    }

    /** What becomes of a round of which too few updates can be used. */
    public enum TooFewUpdates {
        /** The run ends with an error that names every client's cause. */
        FAIL,
        /** Nothing is merged: server and clients keep what they had, and the record of the round says why. */
        SKIP
    }

    /** Returns what a client does in a round: the learning rate is decayed by one factor a round after the first. */
    public LocalTraining local(Round round) {
        double rate =
                optimizer.learningRate() * Math.pow(optimizer.learningRateDecay(), Math.max(0, round.number() - 1));
        return new LocalTraining(localEpochs, batchSize, rate, optimizer.momentum(), optimizer.weightDecay());
    }

    /** Returns the size of a cohort: the participation's share of all clients, rounded down, at least 1. */
    public int cohortSize(int clients) {
        return Math.max(1, share(clients).setScale(0, RoundingMode.FLOOR).intValueExact());
    }

    /** Returns whether the participation's share of all clients is less than one client. */
    public boolean isLessThanOne(int clients) {
        return share(clients).compareTo(BigDecimal.ONE) < 0;
    }

    /** Returns the smallest participation of four significant digits that takes one of some clients. */
    public static BigDecimal participationOfOne(int clients) {
        return BigDecimal.ONE.divide(BigDecimal.valueOf(clients), new MathContext(4, RoundingMode.UP));
    }

    /** In decimals, as written: 0.29 of 100 clients are 29, in binary they would be 28. */
    private BigDecimal share(int clients) {
        return BigDecimal.valueOf(participation).multiply(BigDecimal.valueOf(clients));
    }
}
