package org.exeunt.datasets.partition;

import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;

/** Repeats random draws until one meets a minimum. */
final class RejectionSampling {
    private static final int ATTEMPTS = 10_000;

    private RejectionSampling() {}

    /**
     * Returns the first draw of which the smallest part has the required size.
     *
     * @param minimum required size of the smallest part
     * @param smallest returns the size of the smallest part of a draw
     * @param draw draws a sample
     * @param goal name of the minimum for the message, such as {@code partition.min-examples}
     * @param remedy sentences on the settings and what to do, for the message
     * @throws ExeuntException CONFIG-31 if 10,000 draws do not reach the minimum
     */
    static <D> D draw(int minimum, ToIntFunction<D> smallest, Supplier<D> draw, String goal, String remedy) {
        int closest = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            D drawn = draw.get();
            int found = smallest.applyAsInt(drawn);
            if (found >= minimum) {
                return drawn;
            }
            closest = Math.max(closest, found);
        }
        throw new ExeuntException(
                Errors.CONFIG_31,
                "%s = %d was not reached in %d draws; the best draw reached %d. %s"
                        .formatted(goal, minimum, ATTEMPTS, closest, remedy));
    }
}
