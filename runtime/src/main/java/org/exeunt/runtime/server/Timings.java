package org.exeunt.runtime.server;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.exeunt.api.Round;

/**
 * Times of the phases of a run, as the lines of {@code timings.csv}: by the clock, and of the processor, all threads of the process together, which
 * other programs on the machine disturb less.
 */
public final class Timings {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final LongSupplier nanoTime;
    private final List<String> lines = new ArrayList<>(List.of("round,phase,seconds,cpu-seconds"));

    public Timings(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    public <T> T time(Round round, String phase, Supplier<T> work) {
        long begin = nanoTime.getAsLong();
        long worked = processorNanos();
        T result = work.get();
        double seconds = (nanoTime.getAsLong() - begin) / 1e9;
        double cpuSeconds = (processorNanos() - worked) / 1e9;
        lines.add(String.format(Locale.ROOT, "%s,%s,%.6f,%.3f", round, phase, seconds, cpuSeconds));
        return result;
    }

    /** Begins with the lines of an earlier part of the run. */
    public void restore(List<String> earlier) {
        lines.clear();
        lines.addAll(earlier);
    }

    /** Returns the processor time of the process so far; zero where the system does not tell. */
    private static long processorNanos() {
        return Math.max(0, PROCESS.getProcessCpuTime());
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
