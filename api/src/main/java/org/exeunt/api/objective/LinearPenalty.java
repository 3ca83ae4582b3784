package org.exeunt.api.objective;

import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;

/**
 * Inner product of the parameters w with a constant vector c: value {@code s <c,w>}, gradient {@code s c}.
 *
 * <p>Source: FedDyn (Acar et al., ICLR 2021, arXiv 2111.04263), with strength -1 and the gradient stored by the client
 * as vector.
 */
public final class LinearPenalty implements ParameterTerm {
    private final double strength;
    private final ParameterSet vector;
    private final float[] vectorFlat;

    /**
     * Creates the term over the blocks of {@code vector}.
     *
     * @param strength s; may be negative
     * @param vector c
     */
    public LinearPenalty(double strength, ParameterSet vector) {
        this.strength = strength;
        this.vector = vector;
        this.vectorFlat = new float[vector.layout().size()];
        vector.copyToFlat(vectorFlat);
    }

    @Override
    public double addTo(float[] parameters, float[] gradient) {
        double product = 0;
        for (BlockSet.Range range : vector.blocks().ranges()) {
            for (int i = range.from(); i < range.to(); i++) {
                product += (double) vectorFlat[i] * parameters[i];
                gradient[i] += (float) (strength * vectorFlat[i]);
            }
        }
        return strength * product;
    }
}
