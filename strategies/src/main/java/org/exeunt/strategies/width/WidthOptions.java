package org.exeunt.strategies.width;

import java.util.List;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.EarlyExitLoss;

/**
 * Options of methods whose clients hold as many channels as fit their devices.
 *
 * @param widths levels, in any order
 * @param level which of the levels that fit a client holds
 * @param loss loss of every client
 * @param aggregationWeights weights of the mean over the clients that hold a value
 */
public record WidthOptions(
        @Option(
                        value = "Levels: fractions of the channels of every hidden layer that a client may hold",
                        above = 0,
                        max = 1,
                        minItems = 1,
                        defaultValue = "[1.0, 0.5, 0.25, 0.125, 0.0625]")
                List<Double> widths,
        @Option(value = "Which of the levels that fit its device a client holds", defaultValue = "own") Level level,
        @Option(value = "Early-exit loss that every client minimises", defaultValue = "{}") EarlyExitLoss loss,
        @Option(value = "Weight of each client in the aggregation", defaultValue = "uniform")
                AggregationWeights aggregationWeights) {
    /** Which of the levels that fit a client holds. */
    public enum Level {
        /** The widest that fits its own device. */
        OWN,
        /** The widest that fits the devices of all clients, for all of them: the control without widths. */
        COMMON
    }

    public WidthOptions {
        widths = List.copyOf(widths);
    }
}
