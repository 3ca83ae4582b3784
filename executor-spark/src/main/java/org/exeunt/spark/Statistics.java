package org.exeunt.spark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts where tasks of a run ran and what was sent, for {@code executor.csv}. Used by one thread. */
final class Statistics {
    private static final String HEADER = "executor,host,figure,value";

    /** Counts of one executor. */
    private static final class Counts {
        private long trained;
        private long evaluated;
        private long failedTries;
        private long cpuNanos;
    }

    private final Map<String, Counts> executors = new TreeMap<>();
    private long broadcastBytes;
    private long taskBytes;
    private long resultBytes;

    private Counts of(String executor, String host) {
        return executors.computeIfAbsent(executor + "," + host, absent -> new Counts());
    }

    /** Counts an answer. */
    void add(Answer answer, boolean training) {
        Counts counts = of(answer.place().executor(), answer.place().host());
        if (training) {
            counts.trained++;
        } else {
            counts.evaluated++;
        }
        counts.cpuNanos = Math.max(counts.cpuNanos, answer.totalNanos());
        resultBytes += answer.bytes().length;
    }

    /** Counts a try that failed. */
    void addFailedTry(String executor, String host) {
        of(executor, host).failedTries++;
    }

    /** Counts what was sent. */
    void addSent(long inBroadcasts, long inTasks) {
        broadcastBytes += inBroadcasts;
        taskBytes += inTasks;
    }

    /** Returns the processor time of executors in other processes. */
    Duration cpuTime() {
        return Duration.ofNanos(
                executors.values().stream().mapToLong(counts -> counts.cpuNanos).sum());
    }

    /** Returns the lines of {@code executor.csv}. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(HEADER));
        executors.forEach((executor, counts) -> {
            lines.add(executor + ",trained," + counts.trained);
            lines.add(executor + ",evaluated," + counts.evaluated);
            lines.add(executor + ",failed-tries," + counts.failedTries);
            lines.add(executor + ",cpu-seconds," + counts.cpuNanos / 1e9);
        });
        lines.add(",,broadcast-bytes," + broadcastBytes);
        lines.add(",,task-bytes," + taskBytes);
        lines.add(",,result-bytes," + resultBytes);
        return lines;
    }
}
