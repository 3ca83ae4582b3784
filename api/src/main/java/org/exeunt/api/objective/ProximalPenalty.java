package org.exeunt.api.objective;

import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;

/**
 * Squared distance of the parameters w to an anchor a: value {@code (mu/2) ||w - a||^2}, gradient {@code mu (w - a)}.
 * Without the square, {@code (mu/2) ||w - a||} and {@code (mu/2) (w - a)/||w - a||}: a pull of the same strength at
 * every distance, which is 0 at w = a.
 *
 * <p>Source: FedProx (arXiv 1812.06127).
 */
public final class ProximalPenalty implements ParameterTerm {
    private final double strength;
    private final ParameterSet anchor;
    private final float[] anchorFlat;
    private final boolean squared;

    /**
     * Creates the term over the blocks of {@code anchor}.
     *
     * @param strength mu
     * @param anchor a
     */
    public ProximalPenalty(double strength, ParameterSet anchor) {
        this(strength, anchor, true);
    }

    /**
     * Creates the term over the blocks of {@code anchor}, or the term without the square, as much public code has it.
     *
     * @param strength mu
     * @param anchor a
     */
    public ProximalPenalty(double strength, ParameterSet anchor, boolean squared) {
        this.strength = strength;
        this.squared = squared;
        this.anchor = anchor;
        this.anchorFlat = new float[anchor.layout().size()];
        anchor.copyToFlat(anchorFlat);
    }

    @Override
    public double addTo(float[] parameters, float[] gradient) {
        if (squared) {
            return strength / 2 * addTo(parameters, gradient, strength);
        }
        double norm = Math.sqrt(addTo(parameters, gradient, 0));
        addTo(parameters, gradient, norm == 0 ? 0 : strength / (2 * norm));
        return strength / 2 * norm;
    }

    /** Adds {@code factor (w - a)} to the gradient and returns {@code ||w - a||^2}. */
    private double addTo(float[] parameters, float[] gradient, double factor) {
        double squares = 0;
        for (BlockSet.Range range : anchor.blocks().ranges()) {
            for (int i = range.from(); i < range.to(); i++) {
                double difference = parameters[i] - anchorFlat[i];
                squares += difference * difference;
                gradient[i] += (float) (factor * difference);
            }
        }
        return squares;
    }
}
