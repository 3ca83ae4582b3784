package org.exeunt.api.objective;

import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;

/**
 * Squared distance of the parameters w to an anchor a: value {@code (mu/2) ||w - a||^2}, gradient {@code mu (w - a)}.
 *
 * <p>Source: FedProx (arXiv 1812.06127).
 */
public final class ProximalPenalty implements ParameterTerm {
    private final double strength;
    private final ParameterSet anchor;
    private final float[] anchorFlat;

    /**
     * Creates the term over the blocks of {@code anchor}.
     *
     * @param strength mu
     * @param anchor a
     */
    public ProximalPenalty(double strength, ParameterSet anchor) {
        this.strength = strength;
        this.anchor = anchor;
        this.anchorFlat = new float[anchor.layout().size()];
        anchor.copyToFlat(anchorFlat);
    }

    @Override
    public double addTo(float[] parameters, float[] gradient) {
        double squares = 0;
        for (BlockSet.Range range : anchor.blocks().ranges()) {
            for (int i = range.from(); i < range.to(); i++) {
                double difference = parameters[i] - anchorFlat[i];
                squares += difference * difference;
                gradient[i] += (float) (strength * difference);
            }
        }
        return strength / 2 * squares;
    }
}
