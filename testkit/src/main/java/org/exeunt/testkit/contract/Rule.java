package org.exeunt.testkit.contract;

import java.lang.reflect.Method;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.opentest4j.TestAbortedException;

/**
 * A rule of a contract, such as S3.
 *
 * @param letter of the contract
 * @param number within it, from 1
 */
record Rule(char letter, int number) {
    private static final Pattern CHECK = Pattern.compile("([a-z])([0-9]{2})_[a-z][A-Za-z0-9]*");

    /**
     * Returns the rule that a check looks at.
     *
     * @throws IllegalArgumentException if its name does not begin with one
     */
    static Rule of(Method check) {
        return of(check.getName());
    }

    static Rule of(String check) {
        Matcher name = CHECK.matcher(check);
        if (!name.matches()) {
            throw new IllegalArgumentException(
                    "check '%s' does not begin with its rule, such as 's03_aggregateIgnoresArrivalOrder'".formatted(check));
        }
        return new Rule(Character.toUpperCase(name.group(1).charAt(0)), Integer.parseInt(name.group(2)));
    }

    /** Ends a check without a verdict if another rule is broken, from which everything the check could find would follow. */
    static void assumeKept(String rule, String checked, Runnable check) {
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
