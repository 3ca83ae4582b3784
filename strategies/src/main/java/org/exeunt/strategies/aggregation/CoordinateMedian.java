package org.exeunt.strategies.aggregation;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.strategy.Aggregator;

/**
 * Takes the median of each value over the uploads; with an even number of uploads, the mean of the middle two. Client
 * weights are ignored, as in the paper.
 *
 * <p>Robust to arbitrary uploads of fewer than half of the clients; information that only a minority of the clients has
 * is lost.
 *
 * <p>Source: Yin, Chen, Kannan, Bartlett, Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates,
 * ICML 2018, arXiv 1803.01498, definition 1. Deviation: the median of parameters after local training, not of
 * gradients.
 */
public final class CoordinateMedian implements Aggregator {

    public CoordinateMedian() {}

    @Override
    public ParameterSet aggregate(ParameterSet previous, List<ParameterSet> uploads, double[] weights) {
        return Columns.reduce(uploads, column -> {
            Arrays.sort(column);
            int middle = column.length / 2;
            return column.length % 2 == 1 ? column[middle] : ((double) column[middle - 1] + column[middle]) / 2;
        });
    }
}
