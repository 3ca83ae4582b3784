package org.exeunt.api.exit;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses one of the rules of an {@link ExitPolicy} for all clients, by counts that each client takes on its own
 * validation examples. Only the counts leave the client.
 *
 * <p>Safe for use by multiple threads.
 */
public interface SharedChoice {
    /**
     * The counts of one client, or their sums over clients.
     *
     * @param examples number of validation examples
     * @param perRule how many of them count against each rule of the policy, in its order
     */
    record Counts(int examples, List<Integer> perRule) {
        public Counts {
            perRule = List.copyOf(perRule);
        }

        /** Returns the sums of these counts and others of the same rules. */
        public Counts plus(Counts other) {
            return new Counts(
                    examples + other.examples,
                    IntStream.range(0, perRule.size())
                            .mapToObj(rule -> perRule.get(rule) + other.perRule.get(rule))
                            .toList());
        }
    }

    /**
     * The rule that was chosen.
     *
     * @param rule its place among the rules of the policy, from 0
     * @param promise what it promises
     */
    record Chosen(int rule, Promise promise) {}

    /** Returns the label of the chosen rule in reports, whichever rule it is; another one than those of the rules. */
    String label();

    /** Returns the counts of one client. */
    Counts counts(CalibrationSet calibration);

    /**
     * Returns the chosen rule.
     *
     * @param sums of the counts over clients
     */
    Chosen choose(Counts sums);
}
