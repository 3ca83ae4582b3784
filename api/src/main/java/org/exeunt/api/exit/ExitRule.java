package org.exeunt.api.exit;

import java.util.List;
import java.util.Optional;

/**
 * Decides whether an example leaves the network at an exit, and with which answer.
 *
 * <p>Pure and safe for use by multiple threads.
 */
public interface ExitRule {
    /**
     * A comparison of the largest class probability with thresholds.
     *
     * @param perExit of exit 1, 2 and so on; the last one is also that of deeper exits
     * @param ensemble whether the probabilities are, also as the answer, the normalised geometric mean of those of all
     *     exits so far, instead of those of the exit
     */
    record Thresholds(List<Double> perExit, boolean ensemble) {}

    /** Returns a short name with the setting, such as {@code confidence 0.80}: one line without control characters. */
    String label();

    /**
     * Returns whether the example leaves the network at {@link ExitInput#exit()}. Not called at the final exit, where
     * every remaining example leaves.
     */
    boolean shouldExit(ExitInput input);

    /**
     * Returns the answer for an example that leaves at {@link ExitInput#exit()}, which may be the final exit: class
     * probabilities, {@code [classes]}, of which the largest is the predicted class (the lowest one on ties). The
     * default is those of this exit; a rule may combine them with those of the exits before it.
     */
    default double[] answer(ExitInput input) {
        return input.probabilities();
    }

    /**
     * Returns the thresholds if the rule does nothing but compare the largest probability with them, so that programs
     * without plugins can repeat it; empty, the default, otherwise.
     */
    default Optional<Thresholds> thresholds() {
        return Optional.empty();
    }

    /**
     * Returns what the rule promises about future inputs; empty, the default, for nothing. Either all rules with this
     * label have a promise, or none has.
     */
    default Optional<Promise> promise() {
        return Optional.empty();
    }
}
