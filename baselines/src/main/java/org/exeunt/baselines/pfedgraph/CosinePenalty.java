package org.exeunt.baselines.pfedgraph;

import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;

/**
 * The term that pulls a model towards those of similar clients, the projection of a constant vector c onto the
 * direction of the parameters w: value {@code lam <c,w>/||w||}, gradient {@code lam (c/||w|| - <c,w> w/||w||^3)}; both
 * are 0 at w = 0.
 *
 * <p>Source: pFedGraph (PMLR 202), where a negative strength pulls towards similar clients.
 */
public final class CosinePenalty implements ParameterTerm {
    private final double strength;
    private final ParameterSet direction;
    private final float[] directionFlat;

    /**
     * Creates the term over the blocks of {@code direction}.
     *
     * @param strength lam; may be negative
     * @param direction c
     */
    public CosinePenalty(double strength, ParameterSet direction) {
        this.strength = strength;
        this.direction = direction;
        this.directionFlat = new float[direction.layout().size()];
        direction.copyToFlat(directionFlat);
    }

    @Override
    public double addTo(float[] parameters, float[] gradient) {
        double product = 0;
        double squares = 0;
        for (BlockSet.Range range : direction.blocks().ranges()) {
            for (int i = range.from(); i < range.to(); i++) {
                product += (double) directionFlat[i] * parameters[i];
                squares += (double) parameters[i] * parameters[i];
            }
        }
        double norm = Math.sqrt(squares);
        if (norm == 0) {
            return 0;
        }
        double along = strength / norm;
        double back = strength * product / (norm * norm * norm);
        for (BlockSet.Range range : direction.blocks().ranges()) {
            for (int i = range.from(); i < range.to(); i++) {
                gradient[i] += (float) (along * directionFlat[i] - back * parameters[i]);
            }
        }
        return strength * product / norm;
    }
}
