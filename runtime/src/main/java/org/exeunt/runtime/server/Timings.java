package org.exeunt.runtime.server;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.exeunt.api.Round;
import org.exeunt.runtime.events.PhaseEvent;

/**
 * Measures the phases of a run for {@code timings.csv}: elapsed time, and processor time summed over all threads of the
 * process and of workers in other processes, which depends less on other programs on the machine. If a process executes
 * several runs at a time, the processor time of each contains that of the others.
 */
public final class Timings {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final LongSupplier nanoTime;
    private Supplier<Duration> otherProcesses = () -> Duration.ZERO;
    private final List<String> lines = new ArrayList<>(List.of("round,phase,seconds,cpu-seconds"));

    public Timings(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Sets the source of processor time in addition to that of this process.
     *
     * @param cpuTime processor time of workers in other processes so far
     */
    public void countAlso(Supplier<Duration> cpuTime) {
        otherProcesses = cpuTime;
    }

    public <T> T time(Round round, String phase, Supplier<T> work) {
        long start = nanoTime.getAsLong();
        long cpuStart = cpuNanos();
        T result = PhaseEvent.during(round, phase, work);
        double seconds = (nanoTime.getAsLong() - start) / 1e9;
        double cpuSeconds = (cpuNanos() - cpuStart) / 1e9;
        lines.add(String.format(Locale.ROOT, "%s,%s,%.6f,%.3f", round, phase, seconds, cpuSeconds));
        return result;
    }

    /** Replaces the lines by those of an earlier part of the run. */
    public void restore(List<String> earlier) {
        lines.clear();
        lines.addAll(earlier);
    }

    /** Returns the processor time so far; that of this process is zero if the system does not report it. */
    private long cpuNanos() {
        return Math.max(0, PROCESS.getProcessCpuTime()) + otherProcesses.get().toNanos();
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
