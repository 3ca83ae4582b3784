package org.exeunt.api.tracking;

import org.exeunt.api.Exit;

/**
 * How the losses of two exits pull at a stage they share.
 *
 * @param stage counted from 1, at most {@code shallower}
 * @param shallower exit
 * @param deeper exit
 * @param cosine of the two gradients at the stage's parameters, in [-1, 1]; negative where a step for one exit undoes one for the other; 0 if
 *     one of them is zero
 */
public record GradientConflict(int stage, Exit shallower, Exit deeper, double cosine) {
    public GradientConflict {
        if (stage < 1 || stage > shallower.number() || shallower.compareTo(deeper) >= 0) {
            throw new IllegalArgumentException(
                    "stage %d is not shared by exit %s and a deeper exit %s".formatted(stage, shallower, deeper));
        }
    }
}
