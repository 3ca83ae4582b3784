package org.exeunt.testkit.contract;

import java.lang.reflect.Method;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opentest4j.TestAbortedException;

/**
 * A rule of a contract, such as S3.
 *
 * @param letter letter of the contract
 * @param number number within the contract, from 1
 */
record Rule(char letter, int number) {
    private static final Pattern CHECK = Pattern.compile("([a-z])([0-9]{2})_[a-z][A-Za-z0-9]*");

    /**
     * Returns the rule that a check belongs to.
     *
     * @throws IllegalArgumentException if the name of the check does not start with a rule
     */
    static Rule of(Method check) {
        return of(check.getName());
    }

    static Rule of(String check) {
        Matcher name = CHECK.matcher(check);
        if (!name.matches()) {
            throw new IllegalArgumentException(
                    "check '%s' does not start with its rule, such as 's03_aggregateIgnoresArrivalOrder'"
                            .formatted(check));
        }
        return new Rule(Character.toUpperCase(name.group(1).charAt(0)), Integer.parseInt(name.group(2)));
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

    @Override
    public String toString() {
        return "" + letter + number;
    }
}
