package org.exeunt.strategies.width;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.SubmodelSlice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientResults;

/**
 * Mean of each value over the clients that hold it, with their weights divided by the sum of these weights; a value
 * that no client holds is unchanged. For whole blocks this equals {@code ClientResults.aggregate} bit for bit.
 */
public final class MaskedMean {
    private MaskedMean() {}

    /**
     * Returns the mean of the uploads of a round.
     *
     * @param previous values before the round
     * @param slices slice that each client uploaded, in client order
     * @param results uploads made by {@link ChannelWindow#payload}
     */
    public static ParameterSet of(
            ParameterSet previous, List<SubmodelSlice> slices, ClientResults results, AggregationWeights weights) {
        Stream<float[]> values = results.updates().values().stream().map(each -> ChannelWindow.values(each.upload()));
        return of(previous, slices, values, results.weights(weights));
    }

    /**
     * Returns the mean of the values of clients.
     *
     * @param values values of each client's slice
     * @param weights of the clients, with sum 1
     */
    static ParameterSet of(
            ParameterSet previous, List<SubmodelSlice> slices, Stream<float[]> values, double[] weights) {
        double[] totals = new double[previous.layout().size()];
        int[] holders = new int[totals.length];
        for (int client = 0; client < weights.length; client++) {
            for (BlockSet.Range range : slices.get(client).runs()) {
                for (int i = range.from(); i < range.to(); i++) {
                    totals[i] += weights[client];
                    holders[i]++;
                }
            }
        }
        double[] sums = new double[totals.length];
        Iterator<float[]> remaining = values.iterator(); // one client's values are in memory at a time
        for (int client = 0; client < weights.length; client++) {
            float[] of = remaining.next();
            int position = 0;
            for (BlockSet.Range range : slices.get(client).runs()) {
                for (int i = range.from(); i < range.to(); i++) {
                    // the weights of all clients sum to 1 except for rounding
                    double weight = holders[i] == weights.length ? weights[client] : weights[client] / totals[i];
                    sums[i] += weight * of[position++];
                }
            }
        }
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
