package org.exeunt.runtime.federation;

import org.exeunt.api.error.ExeuntException;

/** Describes an exception and where it was thrown in one clause, for users who do not see the stack trace. */
public final class FailureText {
    private FailureText() {}

    public static String of(Throwable thrown) {
        if (thrown instanceof ExeuntException known) {
            return "%s: %s".formatted(known.code(), known.getMessage());
        }
        String what = thrown.getClass().getSimpleName();
        if (thrown.getMessage() != null) {
            what += ": " + thrown.getMessage();
        }
        StackTraceElement[] trace = thrown.getStackTrace();
        return trace.length == 0
                ? what
                : "%s (at %s.%s, line %d)"
                        .formatted(what, trace[0].getClassName(), trace[0].getMethodName(), trace[0].getLineNumber());
    }
}
