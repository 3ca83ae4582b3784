package org.exeunt.strategies.aggregation;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.AggregatorPlugin;

/**
 * Takes the median of each value, of an even number of uploads the mean of the middle two. Weights are left aside, as in the paper.
 *
 * <p>Withstands any uploads of fewer than half of the clients, and loses what only a minority has learned. Source: Yin, Chen, Kannan, Bartlett,
 * Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates, ICML 2018, arXiv 1803.01498, definition 1; of uploads in place of
 * gradients.
 */
public final class CoordinateMedian implements Aggregator {
    /** There is nothing to choose. */
    public record Options() {}

    /** Registers {@code coordinate-median}. */
    @Citation(
            "Yin et al.: Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates, ICML 2018, arXiv 1803.01498")
    public static final class Plugin extends AggregatorPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "coordinate-median",
                    "Takes the median of each value",
                    Options.class,
                    (options, context) -> new CoordinateMedian());
        }
    }

    private CoordinateMedian() {}

    @Override
    public ParameterSet aggregate(ParameterSet previous, List<ParameterSet> uploads, double[] weights) {
        return Columns.merge(uploads, column -> {
            Arrays.sort(column);
            int middle = column.length / 2;
            return column.length % 2 == 1 ? column[middle] : ((double) column[middle - 1] + column[middle]) / 2;
        });
    }
}
