package org.exeunt.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Takes and prints process CPU time.
 *
 * @param steps a piece of work does
 * @param measurements whose median is printed
 */
record CpuTime(int steps, int measurements) {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Returns the CPU seconds this process has taken. */
    static double seconds() {
        return PROCESS.getProcessCpuTime() / 1e9;
    }

    /**
     * Prints a name and the milliseconds of a step.
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
     * Prints a name and the milliseconds by the clock that a step takes when every piece of work has a thread of its own.
     *
     * @param warmUp steps of each before the first measurement
     */
    void printByTheClock(String name, int warmUp, List<? extends Runnable> works) {
        for (int done = 0; done < warmUp; done += steps) {
            runBesideEachOther(works);
        }
        double[] milliseconds = new double[measurements];
        for (int i = 0; i < measurements; i++) {
            long before = System.nanoTime();
            runBesideEachOther(works);
            milliseconds[i] = (System.nanoTime() - before) / 1e6 / steps / works.size();
        }
        print(name, milliseconds);
    }

    private static void runBesideEachOther(List<? extends Runnable> works) {
        List<Thread> threads = works.stream().map(Thread::new).toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("a benchmark is not interrupted", e);
            }
        }
    }

    private static void print(String name, double[] milliseconds) {
        Arrays.sort(milliseconds);
        System.out.printf(Locale.ROOT, "%s %.2f%n", name, milliseconds[milliseconds.length / 2]);
    }
}
