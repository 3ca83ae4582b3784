package org.exeunt.strategies.aggregation;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.AggregatorPlugin;

/**
 * Takes, value by value, the mean of the uploads without the smallest and the largest {@code floor(share n)} of n. Weights are left aside, as in
 * the paper.
 *
 * <p>Withstands as many uploads of any kind as it leaves out at either end. Source: Yin, Chen, Kannan, Bartlett, Byzantine-Robust Distributed
 * Learning: Towards Optimal Statistical Rates, ICML 2018, arXiv 1803.01498, definition 2; of uploads in place of gradients.
 */
public final class TrimmedMean implements Aggregator {
    /**
     * What is left out.
     *
     * @param fraction beta
     */
    public record Options(
            @Option(
                            value = "Share of the uploads that is left out at either end, value by value",
                            min = 0,
                            below = 0.5,
                            defaultValue = "0.2")
                    double fraction) {}

    /** Registers {@code trimmed-mean}. */
    @Citation(
            "Yin et al.: Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates, ICML 2018, arXiv 1803.01498")
    public static final class Plugin extends AggregatorPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "trimmed-mean",
                    "Takes the mean of each value without its smallest and largest",
                    Options.class,
                    (options, context) -> new TrimmedMean(options));
        }
    }

    private final double share;

    private TrimmedMean(Options options) {
        this.share = options.fraction();
    }

    @Override
    public ParameterSet aggregate(ParameterSet previous, List<ParameterSet> uploads, double[] weights) {
        int left = (int) Math.floor(share * uploads.size());
        return Columns.merge(uploads, column -> {
            Arrays.sort(column);
            double sum = 0;
            for (int i = left; i < column.length - left; i++) {
                sum += column[i];
            }
            return sum / (column.length - 2 * left);
        });
    }
}
