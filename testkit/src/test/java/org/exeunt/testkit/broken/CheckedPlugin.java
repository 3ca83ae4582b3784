package org.exeunt.testkit.broken;

import java.util.List;

/**
 * A plugin that breaks one rule of its contract, or none.
 *
 * @param rule such as S3; empty if the plugin keeps all rules
 * @param what what the plugin does
 * @param contract the contract class, which reads what to check by {@link #subject()}
 * @param checked what the contract class checks
 */
record CheckedPlugin(String rule, String what, Class<?> contract, Object checked) {
    private static final ThreadLocal<Object> SUBJECT = new ThreadLocal<>();

    /** Returns the checks that fail. */
    List<FailedChecks.Failed> failures() {
        SUBJECT.set(checked);
        return FailedChecks.of(contract);
    }

    /** Returns the subject of the checks that run on this thread. */
    @SuppressWarnings("unchecked") // each contract class is used with subjects of its type
    static <T> T subject() {
        return (T) SUBJECT.get();
    }

    @Override
    public String toString() {
        return rule + " " + what;
    }
}
