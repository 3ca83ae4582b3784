package org.exeunt.it.spark;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The executor {@code spark} with two executors of one core, which are processes of this machine. */
final class LocalCluster {
    static final String MASTER = "local-cluster[2,1,512]";

    private LocalCluster() {}

    /**
     * Returns an override of a configuration.
     *
     * @param options more of the executor, each {@code "name": value}
     */
    static String executor(String... options) {
        return "executor={\"type\": \"spark\", \"master\": \"%s\"%s}"
                .formatted(MASTER, Stream.of(options).map(", "::concat).collect(Collectors.joining()));
    }

    /** Returns the executors that a process has started. */
    static List<ProcessHandle> executorsOf(ProcessHandle run) {
        return run.children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .toList();
    }
}
