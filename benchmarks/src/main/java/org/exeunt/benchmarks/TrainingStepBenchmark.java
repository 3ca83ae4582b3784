package org.exeunt.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.Objective;

/**
 * Time of one training step, of one inference pass of all exits over the same number of examples, and of one inference
 * pass over a single example, measured on request ({@link OnRequest}). With several threads, each has its own network
 * like a worker.
 *
 * <p>The time includes shuffling and gathering the batch. Arguments: network, steps per measurement, number of threads,
 * then the lengths of sequences for a network with padding.
 */
public final class TrainingStepBenchmark {
    /** Number of steps until code is compiled and buffers have grown, as in a run of many rounds. */
    private static final int WARM_UP_STEPS = 60;

    /** Passes over a single example per step. */
    private static final int SINGLES = 32;

    private TrainingStepBenchmark() {}

    /** Prints {@code parameters COUNT} and measures {@code training}, {@code inference} and {@code single}. */
    public static void main(String[] arguments) {
        int[] numbers = Stream.of(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
        Subject subject = Subject.of(arguments[0], Arrays.copyOfRange(numbers, 2, numbers.length));
        int steps = numbers[0];
        int threads = numbers[1];
        NetworkDesign design = subject.design();
        System.out.println("parameters " + design.spec().layout().trainable().size());
        Examples examples = subject.examples(subject.batch() * steps);
        Examples one = subject.examples(1);
        List<Runnable> training = new ArrayList<>();
        List<Runnable> inference = new ArrayList<>();
        List<Runnable> single = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Network network = design.open();
            network.load(design.initialParameters(Streams.ROOT.stream("init")));
            Objective objective = objective(network.spec());
            LocalTraining local = new LocalTraining(1, subject.batch(), 0.01, 0.9, 1e-4);
            RandomGenerator shuffle = Streams.ROOT.stream("shuffle");
            training.add(() -> network.train(objective, examples, local, shuffle));
            inference.add(() -> network.forward(examples, pass -> {}));
            single.add(() -> {
                for (int pass = 0; pass < steps * SINGLES; pass++) {
                    network.forward(one, logits -> {});
                }
            });
        }
        OnRequest.measure(Map.of(
                "training", new TimedWork(steps, WARM_UP_STEPS, training),
                "inference", new TimedWork(steps, WARM_UP_STEPS, inference),
                "single", new TimedWork(steps * SINGLES, WARM_UP_STEPS * SINGLES, single)));
    }

    private static Objective objective(NetworkSpec spec) {
        double[] weights = new double[spec.exits()];
        Arrays.fill(weights, 1.0 / spec.exits());
        return Objective.earlyExit(spec.layout().trainable(), spec.allExits(), weights);
    }
}
