package org.exeunt.testkit.contract;

import org.opentest4j.TestAbortedException;

/** The rules of contracts, such as S3, to which checks belong. */
final class Rule {
    private Rule() {}

    /**
     * Returns the rule that a check belongs to.
     *
     * @param check name of its method
     * @throws IllegalArgumentException if the name does not start with a rule
     */
    static String of(String check) {
        if (!check.matches("[a-z][0-9]{2}_[a-z][A-Za-z0-9]*")) {
            throw new IllegalArgumentException(
                    "check '%s' does not start with its rule, such as 's03_aggregateIgnoresArrivalOrder'"
                            .formatted(check));
        }
        return Character.toUpperCase(check.charAt(0)) + "" + Integer.parseInt(check.substring(1, 3));
    }

    /** Skips a check if another rule is violated that would make it fail for the same cause. */
    static void assumeHolds(String rule, String checked, Runnable check) {
        try {
            check.run();
        } catch (AssertionError | RuntimeException | LinkageError broken) {
            throw new TestAbortedException(
                    "%s is not checked because %s is broken: %s".formatted(checked, rule, broken.getMessage()), broken);
        }
    }
}
