package org.exeunt.app.arguments;

import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;

/** Checks the bounds of numbers on the command line. */
public final class Minimum {
    private Minimum() {}

    /**
     * Requires that the value of an option has a minimum.
     *
     * @throws ExeuntException CONFIG-07 if it is below {@code least}
     */
    public static void require(long least, String option, long value) {
        if (value < least) {
            throw new ExeuntException(
                    ErrorCategory.CONFIG.code(7), "%s is %d; expected %d or more.".formatted(option, value, least));
        }
    }
}
