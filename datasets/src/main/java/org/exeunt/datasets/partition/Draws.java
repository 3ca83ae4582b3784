package org.exeunt.datasets.partition;

import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;

/** Repeats a draw until the smallest part of it is large enough. */
final class Draws {
    static final ErrorCode OUT_OF_LUCK = ErrorCategory.CONFIG.code(31);
    private static final int ATTEMPTS = 10_000;

    private Draws() {}

    /**
     * Returns the first draw that is good enough.
     *
     * @param wanted what the smallest part must reach
     * @param smallest size of the smallest part of a draw
     * @param goal what is to be reached, by its key, such as {@code partition.min-examples}
     * @param remedy under which settings it was not, and what to do
     */
    static <D> D until(int wanted, ToIntFunction<D> smallest, Supplier<D> draw, String goal, String remedy) {
        int closest = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            D drawn = draw.get();
            int found = smallest.applyAsInt(drawn);
            if (found >= wanted) {
                return drawn;
            }
            closest = Math.max(closest, found);
        }
        throw new ExeuntException(
                OUT_OF_LUCK,
                "%s = %d was not reached in %d draws; the smallest never had more than %d. %s"
                        .formatted(goal, wanted, ATTEMPTS, closest, remedy));
    }
}
