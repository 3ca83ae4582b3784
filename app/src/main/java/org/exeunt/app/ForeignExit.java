package org.exeunt.app;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.Errors;

/** Reports a class other than {@link Main} that ends the process, such as a plugin that calls {@code System.exit}. */
final class ForeignExit {
    private static final List<String> JDK = List.of("java.", "jdk.", "sun.");

    private ForeignExit() {}

    /** Ends a process that another class ends with a message and the exit status of a failed plugin. */
    static void reportTo(PrintStream err) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> caller().ifPresent(caller -> {
            err.println(("%s  %s.%s (line %d) ended the process. This is a defect of the class named there; report"
                            + " it to its author. A run that had completed rounds resumes with the same command.")
                    .formatted(
                            Errors.PLUGIN_20, caller.getClassName(), caller.getMethodName(), caller.getLineNumber()));
            err.flush();
            Runtime.getRuntime().halt(ErrorCategory.PLUGIN.exitStatus());
        })));
    }

    /**
     * Returns the method that has called {@code exit}; empty after a signal, or if it is that of {@link Main}. Frames
     * inside {@code exit} do not count: it starts shutdown hooks, which may be threads of their own classes.
     */
    private static Optional<StackTraceElement> caller() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(trace -> Arrays.stream(trace)
                        .dropWhile(frame -> !frame.getClassName().equals("java.lang.Shutdown"))
                        .filter(frame -> JDK.stream().noneMatch(frame.getClassName()::startsWith))
                        .limit(1))
                .filter(frame -> !frame.getClassName().equals(Main.class.getName()))
                .findFirst();
    }
}
