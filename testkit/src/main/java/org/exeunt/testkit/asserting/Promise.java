package org.exeunt.testkit.asserting;

import org.exeunt.testkit.contract.Trace;

/** Tells of broken promises. */
final class Promise {
    /** In place of a rule where not the plugin but its caller is wrong. */
    static final String CALLER = "The caller";

    private Promise() {}

    /** Requires that something holds; {@code found} says what was found, with the values. */
    static void require(boolean kept, String rule, String found, Object... values) {
        if (!kept) {
            String subject = rule.equals(CALLER) ? CALLER + " is wrong" : "Rule %s is broken".formatted(rule);
            throw new AssertionError("%s: %s.".formatted(subject, found.formatted(values)));
        }
    }

    /** Requires that a value is as it was. */
    static void requireSame(Trace before, Object now, String rule, String what) {
        before.firstDifference(Trace.of(now)).ifPresent(difference -> require(false, rule, "%s: %s", what, difference));
    }
}
