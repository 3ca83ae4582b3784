package org.exeunt.api.exit;

import java.util.List;
import java.util.Optional;

/**
 * A family of exit rules, one per setting to evaluate, such as several confidence thresholds.
 *
 * <p>Safe for use by multiple threads.
 */
public interface ExitPolicy {
    /**
     * Returns the exit rules of one client, at least one, in the order of reports.
     *
     * <p>The number of rules and their labels depend on the number of exits only, not on the examples, so that reports
     * can average each rule over clients. Called for every evaluation of a client, and without examples to obtain the
     * labels.
     *
     * @param calibration predictions on the client's validation examples; without examples if the policy does not
     *     {@linkplain #needsValidation need} them
     * @throws IllegalArgumentException if the policy does not support a network with this number of exits; the message
     *     states why
     */
    List<ExitRule> rules(CalibrationSet calibration) throws IllegalArgumentException;

    /**
     * Returns whether rules depend on validation examples. If so, a run is rejected if its partition has none. The
     * default is {@code false}.
     */
    default boolean needsValidation() {
        return false;
    }

    /**
     * Returns how all clients together choose one of the rules, which are then only candidates: reports and models have
     * the chosen rule. Empty, the default, if each rule is used.
     */
    default Optional<SharedChoice> sharedChoice() {
        return Optional.empty();
    }
}
