package org.exeunt.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Work of a number of steps whose time per step is measured.
 *
 * @param steps number of steps per run of the work
 * @param warmUp number of steps before the first measurement
 * @param works the work of each thread; one is measured in CPU time of the process, several in wall-clock time
 */
record TimedWork(int steps, int warmUp, List<Runnable> works) {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Returns the CPU time of this process in seconds. */
    static double cpuSeconds() {
        return PROCESS.getProcessCpuTime() / 1e9;
    }

    /** Runs the work until it is warm. */
    void prepare() {
        for (int done = 0; done < warmUp; done += steps) {
            run();
        }
    }

    /** Runs the work once and returns the milliseconds per step. */
    double milliseconds() {
        long before = time();
        run();
        return (time() - before) / 1e6 / steps / works.size();
    }

    private long time() {
        return works.size() == 1 ? PROCESS.getProcessCpuTime() : System.nanoTime();
    }

    private void run() {
        if (works.size() == 1) {
            works.get(0).run();
            return;
        }
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
}
