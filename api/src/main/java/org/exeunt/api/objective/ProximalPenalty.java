package org.exeunt.api.objective;

import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;

/**
 * Squared distance of the parameters w to an anchor a: value {@code (mu/2) ||w - a||^2}, gradient {@code mu (w - a)}.
 *
 * <p>Source: FedProx (arXiv 1812.06127). {@link #unsquared} is the form {@code mu ||w - a||} that several public
 * implementations use by mistake.
 */
public final class ProximalPenalty implements ParameterTerm {
    private final double strength;
    private final ParameterSet anchor;
    private final float[] anchorFlat;
    private final boolean squared;

    private ProximalPenalty(double strength, ParameterSet anchor, boolean squared) {
        this.strength = strength;
        this.anchor = anchor;
        this.anchorFlat = new float[anchor.layout().size()];
        anchor.copyToFlat(anchorFlat);
        this.squared = squared;
    }

    /**
     * Returns the term {@code (mu/2) ||w - a||^2} over the blocks of {@code anchor}.
     *
     * @param strength mu
     * @param anchor a
     */
    public static ProximalPenalty squared(double strength, ParameterSet anchor) {
        return new ProximalPenalty(strength, anchor, true);
    }

    /**
     * Returns the term {@code mu ||w - a||} over the blocks of {@code anchor}, with gradient
     * {@code mu (w - a)/||w - a||}; the gradient is 0 at the anchor.
     *
     * @param strength mu
     */
    public static ProximalPenalty unsquared(double strength, ParameterSet anchor) {
        return new ProximalPenalty(strength, anchor, false);
    }

    @Override
    public double addTo(float[] parameters, float[] gradient) {
        double squares = 0;
        for (BlockSet.Range range : anchor.blocks().ranges()) {
            for (int i = range.from(); i < range.to(); i++) {
                double difference = parameters[i] - anchorFlat[i];
                squares += difference * difference;
            }
        }
        double norm = Math.sqrt(squares);
        double factor = squared ? strength : norm == 0 ? 0 : strength / norm;
        for (BlockSet.Range range : anchor.blocks().ranges()) {
            for (int i = range.from(); i < range.to(); i++) {
                gradient[i] += (float) (factor * (parameters[i] - anchorFlat[i]));
            }
        }
        return squared ? strength / 2 * squares : strength * norm;
    }
}
