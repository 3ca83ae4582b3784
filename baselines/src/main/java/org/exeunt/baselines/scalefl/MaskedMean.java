package org.exeunt.baselines.scalefl;

import java.util.List;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.SubmodelSlice;

/**
 * Mean, value by value, over the clients whose submodel holds the value, weights renormalised over these; a value nobody holds stays. Of whole
 * blocks this is the mean of {@code Outcomes.merge}, bit for bit.
 */
final class MaskedMean {
    private final ParameterSet previous;
    private final List<SubmodelSlice> slices;
    private final double[] weights;
    private final double[] totals;
    private final int[] holders;
    private final double[] sums;

    /**
     * Makes the mean of nothing yet.
     *
     * @param previous values
     * @param slices the submodel of each client, in client order
     * @param weights one a client, together 1
     */
    MaskedMean(ParameterSet previous, List<SubmodelSlice> slices, double[] weights) {
        this.previous = previous;
        this.slices = slices;
        this.weights = weights;
        this.totals = new double[previous.layout().size()];
        this.holders = new int[previous.layout().size()];
        this.sums = new double[previous.layout().size()];
        for (int client = 0; client < weights.length; client++) {
            for (BlockSet.Range run : slices.get(client).runs()) {
                for (int i = run.from(); i < run.to(); i++) {
                    totals[i] += weights[client];
                    holders[i]++;
                }
            }
        }
    }

    /**
     * Adds what a client holds; clients are added in client order.
     *
     * @param client place in the cohort
     * @param values of its slice
     */
    void add(int client, float[] values) {
        int place = 0;
        for (BlockSet.Range run : slices.get(client).runs()) {
            for (int i = run.from(); i < run.to(); i++) {
                // weights of everybody are 1 together but for rounding
                double share = holders[i] == weights.length ? weights[client] : weights[client] / totals[i];
                sums[i] += share * values[place++];
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
