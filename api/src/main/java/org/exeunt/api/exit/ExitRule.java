package org.exeunt.api.exit;

/**
 * Decides whether an example leaves the network at an exit, and with which answer.
 *
 * <p>Pure and safe for use by multiple threads.
 */
public interface ExitRule {
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
}
