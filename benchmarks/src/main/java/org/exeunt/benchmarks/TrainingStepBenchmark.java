package org.exeunt.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkFacts;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.plugin.Choice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.dl4j.Dl4jEngine;
import org.exeunt.dl4j.NetworkOptions;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.heads.LinearHead;

/**
 * Process CPU time of one training step and of one inference pass of all exits, of the reference ConvNet on 32x32 images, one thread.
 *
 * <p>Gathering the batch and shuffling are part of it. Arguments: batch size, steps a measurement, measurements; the median is printed.
 */
public final class TrainingStepBenchmark {
    private static final InputShape CIFAR = InputShape.image(3, 32, 32);
    private static final int CLASSES = 10;
    private static final RandomStreams STREAMS = new RandomStreams(1);
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private TrainingStepBenchmark() {}

    /** Prints {@code train MILLISECONDS} and {@code inference MILLISECONDS}. */
    public static void main(String[] arguments) {
        int batch = argument(arguments, 0, 64);
        int steps = argument(arguments, 1, 20);
        int measurements = argument(arguments, 2, 7);
        NetworkDesign design = new Dl4jEngine(new Context())
                .design(
                        new NetworkOptions(
                                Choice.of(new ConvNet.Plugin(), new ConvNet.Options(128, 3)),
                                Choice.of(new LinearHead.Plugin(), new LinearHead.Options())),
                        CIFAR,
                        CLASSES);
        try (Network network = design.open()) {
            network.load(design.initialParameters(STREAMS.stream("init")));
            Examples examples = noise(batch * steps);
            Objective objective = objective(network.facts());
            LocalTraining training = new LocalTraining(1, batch, 0.01, 0.9, 1e-4);
            print(
                    "train",
                    steps,
                    measurements,
                    () -> network.train(objective, examples, training, STREAMS.stream("shuffle")));
            print("inference", steps, measurements, () -> network.forward(examples, pass -> {}));
        }
    }

    private static int argument(String[] arguments, int index, int byDefault) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : byDefault;
    }

    private static Objective objective(NetworkFacts facts) {
        double[] weights = new double[facts.exits()];
        Arrays.fill(weights, 1.0 / facts.exits());
        return Objective.earlyExit(facts.layout().trainable(), facts.allExits(), weights);
    }

    private static Examples noise(int count) {
        float[] values = new float[count * CIFAR.size()];
        var random = STREAMS.stream("data");
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return new Examples() {
            @Override
            public int size() {
                return count;
            }

            @Override
            public int label(int index) {
                return index % CLASSES;
            }

            @Override
            public void copyTo(int index, float[] target, int offset) {
                System.arraycopy(values, index * CIFAR.size(), target, offset, CIFAR.size());
            }
        };
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
