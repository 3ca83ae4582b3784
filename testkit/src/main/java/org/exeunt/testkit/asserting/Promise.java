package org.exeunt.testkit.asserting;

import org.exeunt.testkit.contract.Trace;

/** Reports violated rules as {@link AssertionError}. */
final class Promise {
    /** Used in place of a rule if the caller of the plugin is wrong, not the plugin. */
    static final String CALLER = "The caller";

    private Promise() {}

    /**
     * Checks a condition.
     *
     * @param found description of what was found, formatted with {@code values}
     */
    static void require(boolean condition, String rule, String found, Object... values) {
        if (!condition) {
            String subject = rule.equals(CALLER) ? CALLER + " is wrong" : "Rule %s is broken".formatted(rule);
            throw new AssertionError("%s: %s.".formatted(subject, found.formatted(values)));
        }
    }

    /** Checks that a value has not changed since {@code before}. */
    static void requireSame(Trace before, Object now, String rule, String what) {
        before.firstDifference(Trace.of(now)).ifPresent(difference -> require(false, rule, "%s: %s", what, difference));
    }
}
