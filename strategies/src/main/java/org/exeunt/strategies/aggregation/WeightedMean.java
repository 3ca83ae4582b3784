package org.exeunt.strategies.aggregation;

import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.strategy.Aggregator;

/**
 * The weighted mean of all uploads, {@link Aggregator#WEIGHTED_MEAN}. Not robust: a single faulty upload can change the
 * result arbitrarily.
 */
public final class WeightedMean {
    private WeightedMean() {}

    /** Registers {@code weighted-mean}. */
    @Citation("McMahan et al.: Communication-Efficient Learning of Deep Networks from Decentralized Data, AISTATS"
            + " 2017, arXiv 1602.05629")
    public static final class Provider extends Plugin<Aggregator, NoOptions> {
        /** Called by the service loader. */
        public Provider() {
            super(
                    "weighted-mean",
                    "Takes the weighted mean of all uploads",
                    (options, context) -> Aggregator.WEIGHTED_MEAN);
        }
    }
}
