package org.exeunt.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures and prints the CPU time of the process.
 *
 * @param steps number of steps per run of the work
 * @param measurements number of measurements, of which the median is printed
 */
record CpuTime(int steps, int measurements) {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Returns the CPU time of this process in seconds. */
    static double seconds() {
        return PROCESS.getProcessCpuTime() / 1e9;
    }

    /**
     * Prints a name and the CPU time per step in milliseconds.
     *
     * @param warmUp steps before the first measurement
     */
    void print(String name, int warmUp, Runnable work) {
        for (int done = 0; done < warmUp; done += steps) {
            work.run();
        }
        double[] milliseconds = new double[measurements];
        for (int i = 0; i < measurements; i++) {
            long before = PROCESS.getProcessCpuTime();
            work.run();
            milliseconds[i] = (PROCESS.getProcessCpuTime() - before) / 1e6 / steps;
        }
        print(name, milliseconds);
    }

    /**
     * Prints a name and the wall-clock time per step in milliseconds when each work runs in its own thread.
     *
     * @param warmUp steps per thread before the first measurement
     */
    void printWallTime(String name, int warmUp, List<? extends Runnable> works) {
        for (int done = 0; done < warmUp; done += steps) {
            runConcurrently(works);
        }
        double[] milliseconds = new double[measurements];
        for (int i = 0; i < measurements; i++) {
            long before = System.nanoTime();
            runConcurrently(works);
            milliseconds[i] = (System.nanoTime() - before) / 1e6 / steps / works.size();
        }
        print(name, milliseconds);
    }

    private static void runConcurrently(List<? extends Runnable> works) {
        List<Thread> threads = works.stream().map(Thread::new).toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("a benchmark was interrupted", e);
            }
        }
    }

    private static void print(String name, double[] milliseconds) {
        Arrays.sort(milliseconds);
        System.out.printf(Locale.ROOT, "%s %.2f%n", name, milliseconds[milliseconds.length / 2]);
    }
}
