package org.exeunt.api.error;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;

/**
 * Describes an exception and where it was thrown in one clause, for users who do not see the stack trace.
 *
 * <p>The location is the innermost method outside the JDK, this api, ND4J and Deeplearning4j, which validate the
 * arguments of their callers; their own innermost method if there is no other.
 */
public final class FailureText {
    private static final List<String> VALIDATING =
            List.of("java.", "jdk.", "org.exeunt.api.", "org.nd4j.", "org.deeplearning4j.");

    private FailureText() {}

    /** Returns the stack trace of an exception and of its causes, as the JVM prints it. */
    public static String stackTrace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    /** Returns the description of an exception. */
    public static String of(Throwable thrown) {
        if (thrown instanceof ExeuntException known) {
            return "%s: %s".formatted(known.code(), known.getMessage());
        }
        String what = thrown.getClass().getSimpleName();
        if (thrown.getMessage() != null) {
            what += ": " + thrown.getMessage();
        }
        StackTraceElement[] trace = thrown.getStackTrace();
        if (trace.length == 0) {
            return what;
        }
        StackTraceElement origin = Arrays.stream(trace)
                .filter(frame -> VALIDATING.stream().noneMatch(frame.getClassName()::startsWith))
                .findFirst()
                .orElse(trace[0]);
        return "%s (at %s.%s, line %d)"
                .formatted(what, origin.getClassName(), origin.getMethodName(), origin.getLineNumber());
    }
}
