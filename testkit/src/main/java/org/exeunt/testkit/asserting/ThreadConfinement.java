package org.exeunt.testkit.asserting;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Lets calls of one group pass while none of another thread is going on. */
final class ThreadConfinement {
    private final String rule;
    private final String group;
    private final AtomicReference<Thread> inside = new AtomicReference<>();

    /**
     * Makes the guard.
     *
     * @param rule broken by a second thread
     * @param group of calls, for messages
     */
    ThreadConfinement(String rule, String group) {
        this.rule = rule;
        this.group = group;
    }

    /** Makes a call; calls within a call pass. */
    <R> R call(Supplier<R> call) {
        Thread caller = Thread.currentThread();
        Thread other = inside.get();
        if (other == caller) {
            return call.get();
        }
        boolean free = inside.compareAndSet(null, caller);
        Promise.require(free, rule, "%s is called by '%s' while '%s' is inside", group, caller.getName(), other);
        try {
            return call.get();
        } finally {
            inside.set(null);
        }
    }
}
