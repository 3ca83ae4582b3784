package org.exeunt.testkit.asserting;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Checks that calls of a group are made by one thread at a time. */
final class ThreadConfinement {
    private final String rule;
    private final String group;
    private final AtomicReference<Thread> active = new AtomicReference<>();

    /**
     * Creates the check.
     *
     * @param rule rule that a concurrent call violates
     * @param group name of the group, for messages
     */
    ThreadConfinement(String rule, String group) {
        this.rule = rule;
        this.group = group;
    }

    /** Runs a call. Nested calls by the same thread are allowed. */
    <R> R call(Supplier<R> call) {
        Thread caller = Thread.currentThread();
        Thread other = active.get();
        if (other == caller) {
            return call.get();
        }
        boolean free = active.compareAndSet(null, caller);
        Promise.require(free, rule, "%s is called by '%s' during a call by '%s'", group, caller.getName(), other);
        try {
            return call.get();
        } finally {
            active.set(null);
        }
    }
}
