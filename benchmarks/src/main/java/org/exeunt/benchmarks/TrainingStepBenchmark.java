package org.exeunt.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkFacts;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.dl4j.Dl4jEngine;

/**
 * Process CPU time of one training step and of one inference pass of all exits over as many examples, one thread.
 *
 * <p>Gathering the batch and shuffling are part of it. Arguments: network, steps a measurement, measurements; the median is printed.
 */
public final class TrainingStepBenchmark {
    private static final RandomStreams STREAMS = new RandomStreams(1);
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private TrainingStepBenchmark() {}

    /** Prints {@code train MILLISECONDS} and {@code inference MILLISECONDS}. */
    public static void main(String[] arguments) {
        Subject subject = Subject.of(arguments[0]);
        int steps = Integer.parseInt(arguments[1]);
        int measurements = Integer.parseInt(arguments[2]);
        NetworkDesign design =
                new Dl4jEngine(new Context()).design(subject.network(), subject.input(), subject.classes());
        try (Network network = design.open()) {
            network.load(design.initialParameters(STREAMS.stream("init")));
            Examples examples = subject.noise(subject.batch() * steps);
            Objective objective = objective(network.facts());
            LocalTraining training = new LocalTraining(1, subject.batch(), 0.01, 0.9, 1e-4);
            print(
                    "train",
                    steps,
                    measurements,
                    () -> network.train(objective, examples, training, STREAMS.stream("shuffle")));
            print("inference", steps, measurements, () -> network.forward(examples, pass -> {}));
        }
    }

    private static Objective objective(NetworkFacts facts) {
        double[] weights = new double[facts.exits()];
        Arrays.fill(weights, 1.0 / facts.exits());
        return Objective.earlyExit(facts.layout().trainable(), facts.allExits(), weights);
    }

    private static void print(String name, int steps, int measurements, Runnable work) {
        // compiled code and grown buffers: what a run of many rounds sees
        work.run();
        work.run();
        double[] milliseconds = new double[measurements];
        for (int i = 0; i < measurements; i++) {
            long before = PROCESS.getProcessCpuTime();
            work.run();
            milliseconds[i] = (PROCESS.getProcessCpuTime() - before) / 1e6 / steps;
        }
        Arrays.sort(milliseconds);
        System.out.printf(Locale.ROOT, "%s %.1f%n", name, milliseconds[measurements / 2]);
    }

    /** No configuration stands behind a benchmark. */
    private static final class Context implements PluginContext {
        @Override
        public Path resolve(Path path) {
            return path;
        }

        @Override
        public void warn(String sentence) {
            System.err.println(sentence);
        }
    }
}
