package org.exeunt.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;

/**
 * Compares the time and the MACs that early exits save: CPU time of the thread and MACs of inference for each exit,
 * when all examples leave at this exit.
 *
 * <p>Exits are measured alternately, so that a change of the clock frequency affects all of them. Arguments: network,
 * batch size, number of measurements, of which the median is printed.
 */
public final class EarlyExitBenchmark {
    /** Time until code is compiled and buffers have grown, as in a run of many rounds. */
    private static final double WARM_UP_SECONDS = 2;

    private static final double MEASUREMENT_SECONDS = 0.5;
    /** Has a finer resolution than the process clock, which matters if early exits save only a few per cent. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private EarlyExitBenchmark() {}

    /** Prints {@code macs-EXIT MACS} and {@code time-EXIT MICROSECONDS} per example for every exit. */
    public static void main(String[] arguments) {
        int batch = Integer.parseInt(arguments[1]);
        int measurements = Integer.parseInt(arguments[2]);
        Subject subject = Subject.of(arguments[0], new int[] {});
        NetworkDesign design = subject.design();
        NetworkSpec spec = design.facts();
        try (Network network = design.open()) {
            network.load(design.initialParameters(Streams.ROOT.stream("init")));
            Examples examples = subject.examples(batch);
            double[][] times = new double[spec.exits()][measurements];
            for (int exit = 1; exit <= spec.exits(); exit++) {
                warmUp(network, examples, leaveAt(exit));
            }
            for (int i = 0; i < measurements; i++) {
                for (int exit = 1; exit <= spec.exits(); exit++) {
                    times[exit - 1][i] = microseconds(network, examples, leaveAt(exit));
                }
            }
            for (int exit = 1; exit <= spec.exits(); exit++) {
                double[] ofExit = times[exit - 1];
                Arrays.sort(ofExit);
                long macs = spec.costOfLeavingAt(new Exit(exit)).orElseThrow().count();
                System.out.printf(
                        Locale.ROOT, "macs-%d %d%ntime-%d %.2f%n", exit, macs, exit, ofExit[measurements / 2]);
            }
        }
    }

    private static void warmUp(Network network, Examples examples, ExitRule rule) {
        for (double end = seconds() + WARM_UP_SECONDS; seconds() < end; ) {
            network.infer(examples, rule);
        }
    }

    /** Returns the time per example. */
    private static double microseconds(Network network, Examples examples, ExitRule rule) {
        double start = seconds();
        double elapsed = 0;
        long examplesDone = 0;
        while (elapsed < MEASUREMENT_SECONDS) {
            for (int i = 0; i < 10; i++) {
                network.infer(examples, rule);
            }
            examplesDone += 10L * examples.size();
            elapsed = seconds() - start;
        }
        return 1e6 * elapsed / examplesDone;
    }

    private static double seconds() {
        return THREADS.getCurrentThreadCpuTime() / 1e9;
    }

    private static ExitRule leaveAt(int exit) {
        return new LeaveAt(new Exit(exit));
    }
}
