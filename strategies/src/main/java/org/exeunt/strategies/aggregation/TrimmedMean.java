package org.exeunt.strategies.aggregation;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.DecimalProduct;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.Aggregator;

/**
 * Takes, for each value, the mean of the n uploads without the smallest and the largest {@code floor(fraction n)}.
 * Client weights are ignored, as in the paper.
 *
 * <p>Robust to as many arbitrary uploads as are removed at each end.
 *
 * <p>Source: Yin, Chen, Kannan, Bartlett, Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates,
 * ICML 2018, arXiv 1803.01498, definition 2. Deviation: the mean of parameters after local training, not of gradients.
 *
 * @param options its options
 */
public record TrimmedMean(Options options) implements Aggregator {
    /**
     * Options of the trimmed mean.
     *
     * @param fraction beta
     */
    public record Options(
            @Option(
                            value = "Fraction of the uploads that is removed at each end, for each value",
                            min = 0,
                            below = 0.5,
                            defaultValue = "0.2")
                    double fraction) {}

    @Override
    public ParameterSet aggregate(ParameterSet previous, List<ParameterSet> uploads, double[] weights) {
        int trimmed = DecimalProduct.floor(options.fraction(), uploads.size());
        return Columns.reduce(uploads, column -> {
            Arrays.sort(column);
            double sum = 0;
            for (int i = trimmed; i < column.length - trimmed; i++) {
                sum += column[i];
            }
            return sum / (column.length - 2 * trimmed);
        });
    }
}
