package org.exeunt.api.exit;

import java.util.List;

/** A family of exit rules, one for each setting to be tried. Safe for any number of threads. */
public interface ExitPolicy {
    /**
     * Returns the rules for one client, at least one, in the order in which reports list them. How many there are and how they are labelled does
     * not depend on the examples, so that reports can average each over clients.
     *
     * @param calibration the client's validation examples; without any if the policy does not {@linkplain #needsValidation need} them, and
     *     once before a run, to hear of the labels
     * @throws IllegalArgumentException if the policy cannot work on a network with that many exits, naming what and why
     */
    List<ExitRule> rules(CalibrationSet calibration);

    /** Returns whether rules depend on validation examples; partitions that give clients none are then refused. */
    default boolean needsValidation() {
        return false;
    }
}
