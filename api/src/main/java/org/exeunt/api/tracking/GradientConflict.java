package org.exeunt.api.tracking;

import org.exeunt.api.Exit;

/**
 * The conflict between the losses of two exits at a stage that they share, measured by the angle between their
 * gradients.
 *
 * @param stage number of the stage, from 1 to the number of {@code shallower}
 * @param shallower the shallower exit
 * @param deeper the deeper exit
 * @param cosine cosine of the angle between the two gradients at the parameters of the stage, in [-1, 1]; negative if a
 *     step that reduces one loss increases the other; 0 if a gradient is zero
 */
public record GradientConflict(int stage, Exit shallower, Exit deeper, double cosine) {
    public GradientConflict {
        if (stage < 1 || stage > shallower.number() || shallower.compareTo(deeper) >= 0) {
            throw new IllegalArgumentException(
                    "stage %d is not shared by exit %s and a deeper exit %s".formatted(stage, shallower, deeper));
        }
    }
}
