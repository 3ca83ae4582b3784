package org.exeunt.api.strategy;

import java.util.List;
import org.exeunt.api.Experimental;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;

/**
 * Makes one set of parameters of those that clients uploaded: the weighted mean, or a rule that withstands uploads that are wrong.
 *
 * <p>Chosen by a run, used by the strategies with {@link StrategyCapability#AGGREGATORS}. Pure and safe for any number of threads;
 * sums are accumulated in double in client order.
 */
@Experimental
@FunctionalInterface
public interface Aggregator {
    /** Merges by {@link ParameterMath#weightedSum}; trusts everybody. */
    Aggregator WEIGHTED_MEAN = (previous, uploads, weights) -> ParameterMath.weightedSum(uploads, weights);

    /**
     * Returns what the server holds next.
     *
     * @param previous what the server held, from which clients began
     * @param uploads at least one, in client order, all finite and of the blocks of {@code previous}
     * @param weights one an upload, not negative, sum 1; a rule may leave them aside, since a client can lie about its data as well
     * @return finite, of the blocks of {@code previous}
     */
    ParameterSet aggregate(ParameterSet previous, List<ParameterSet> uploads, double[] weights);
}
