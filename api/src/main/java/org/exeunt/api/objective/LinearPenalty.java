package org.exeunt.api.objective;

import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;

/**
 * Inner product with a constant vector: value {@code s <c,w>}, gradient {@code s c} wherever w is.
 *
 * <p>Source: FedDyn (Acar et al., ICLR 2021, arXiv 2111.04263), with strength -1 and the client's remembered gradient as vector.
 */
public final class LinearPenalty implements ParameterTerm {
    private final double strength;
    private final ParameterSet vector;
    private final float[] vectorFlat;

    /** Makes the term over the blocks of {@code vector}. */
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
