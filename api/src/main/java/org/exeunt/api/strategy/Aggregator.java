package org.exeunt.api.strategy;

import java.util.List;
import org.exeunt.api.Experimental;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;

/**
 * Combines the parameters uploaded by clients into one set: the weighted mean, or a rule that is robust against faulty
 * or malicious uploads.
 *
 * <p>Chosen in the configuration; used by strategies with {@link StrategyCapability#AGGREGATORS}. Pure and safe for use
 * by multiple threads. Sums are accumulated in double in client order.
 */
@Experimental
@FunctionalInterface
public interface Aggregator {
    /**
     * The weighted mean, see {@link ParameterMath#weightedSum}. Not robust: one client can change the result
     * arbitrarily.
     */
    Aggregator WEIGHTED_MEAN = (previous, uploads, weights) -> ParameterMath.weightedSum(uploads, weights);

    /**
     * Returns the aggregated parameters.
     *
     * @param previous parameters of the server before the round, from which clients started
     * @param uploads at least one, in client order; finite, with the blocks of {@code previous}
     * @param weights one per upload, at least 0, with sum 1; a robust rule may ignore them, because they depend on
     *     sizes that clients report
     * @return finite, with the blocks of {@code previous}
     */
    ParameterSet aggregate(ParameterSet previous, List<ParameterSet> uploads, double[] weights);
}
