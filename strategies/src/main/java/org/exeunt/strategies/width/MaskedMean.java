package org.exeunt.strategies.width;

import java.util.List;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.SubmodelSlice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;

/**
 * Mean of each value over the clients that hold it, with their weights divided by the sum of these weights; a value
 * that no client holds is unchanged. For whole blocks this equals {@code ClientResults.aggregate} bit for bit.
 */
public final class MaskedMean {
    private final ParameterSet previous;
    private final List<SubmodelSlice> slices;
    private final double[] weights;
    private final double[] totals;
    private final int[] holders;
    private final double[] sums;

    /**
     * Creates a mean without clients.
     *
     * @param previous values before the round
     * @param slices slice of each client, in client order
     * @param weights of the clients, with sum 1
     */
    MaskedMean(ParameterSet previous, List<SubmodelSlice> slices, double[] weights) {
        this.previous = previous;
        this.slices = slices;
        this.weights = weights;
        this.totals = new double[previous.layout().size()];
        this.holders = new int[previous.layout().size()];
        this.sums = new double[previous.layout().size()];
        for (int client = 0; client < weights.length; client++) {
            for (BlockSet.Range range : slices.get(client).runs()) {
                for (int i = range.from(); i < range.to(); i++) {
                    totals[i] += weights[client];
                    holders[i]++;
                }
            }
        }
    }

    /**
     * Returns the mean of the uploads of a round.
     *
     * @param previous values before the round
     * @param slices slice that each client uploaded, in client order
     * @param results uploads made by {@link ChannelWindow#payload}
     */
    public static ParameterSet of(
            ParameterSet previous, List<SubmodelSlice> slices, ClientResults results, AggregationWeights weights) {
        MaskedMean mean = new MaskedMean(previous, slices, results.weights(weights));
        int client = 0;
        for (ClientUpdate update : results.updates().values()) {
            mean.add(client++, ChannelWindow.values(update.upload()));
        }
        return mean.mean();
    }

    /**
     * Adds the values of a client; must be called in client order.
     *
     * @param client index in the cohort
     * @param values values of the client's slice
     */
    void add(int client, float[] values) {
        int position = 0;
        for (BlockSet.Range range : slices.get(client).runs()) {
            for (int i = range.from(); i < range.to(); i++) {
                // the weights of all clients sum to 1 except for rounding
                double weight = holders[i] == weights.length ? weights[client] : weights[client] / totals[i];
                sums[i] += weight * values[position++];
            }
        }
    }

    /** Returns the mean. */
    ParameterSet mean() {
        float[] flat = new float[sums.length];
        previous.copyToFlat(flat);
        for (int i = 0; i < flat.length; i++) {
            if (holders[i] > 0) {
                flat[i] = (float) sums[i];
            }
        }
        return ParameterSet.fromFlat(previous.blocks(), flat);
    }
}
