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
 * What leaving early saves beside what its MACs promise: CPU time of the thread and MACs of inference when all examples leave at one exit, for
 * each exit.
 *
 * <p>Exits are measured in turn, so that a change of the machine's clock meets all of them. Arguments: network, examples at a time, measurements, of
 * which the median is printed.
 */
public final class EarlyExitBenchmark {
    /** Until compiled code and grown buffers are what a run of many rounds sees. */
    private static final double WARM_UP_SECONDS = 2;

    private static final double MEASUREMENT_SECONDS = 0.5;
    /** Ticks finer than the process's clock, which matters where leaving early saves a few per cent. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private EarlyExitBenchmark() {}

    /** Prints {@code macs-EXIT MACS} and {@code time-EXIT MICROSECONDS} for every exit, of an example. */
    public static void main(String[] arguments) {
        int batch = Integer.parseInt(arguments[1]);
        int measurements = Integer.parseInt(arguments[2]);
        Subject subject = Subject.of(arguments[0], new int[] {});
        NetworkDesign design = subject.design();
        NetworkSpec facts = design.facts();
        try (Network network = design.open()) {
            network.load(design.initialParameters(Streams.ROOT.stream("init")));
            Examples examples = subject.examples(batch);
            double[][] times = new double[facts.exits()][measurements];
            for (int exit = 1; exit <= facts.exits(); exit++) {
                warmUp(network, examples, leaveAt(exit));
            }
            for (int i = 0; i < measurements; i++) {
                for (int exit = 1; exit <= facts.exits(); exit++) {
                    times[exit - 1][i] = microseconds(network, examples, leaveAt(exit));
                }
            }
            for (int exit = 1; exit <= facts.exits(); exit++) {
                double[] ofExit = times[exit - 1];
                Arrays.sort(ofExit);
                long macs = facts.costOfLeavingAt(new Exit(exit)).orElseThrow().count();
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

    /** Returns the time an example takes. */
    private static double microseconds(Network network, Examples examples, ExitRule rule) {
        double begin = seconds();
        double taken = 0;
        long answered = 0;
        while (taken < MEASUREMENT_SECONDS) {
            for (int i = 0; i < 10; i++) {
                network.infer(examples, rule);
            }
            answered += 10L * examples.size();
            taken = seconds() - begin;
        }
        return 1e6 * taken / answered;
    }

    private static double seconds() {
        return THREADS.getCurrentThreadCpuTime() / 1e9;
    }

    private static ExitRule leaveAt(int exit) {
        return new LeaveAt(new Exit(exit));
    }
}
