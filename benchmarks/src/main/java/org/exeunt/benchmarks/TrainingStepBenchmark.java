package org.exeunt.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
 * pass over a single example. With one thread, process CPU time is measured; with several threads, each with its own
 * network like a worker, wall-clock time.
 *
 * <p>The time includes shuffling and gathering the batch. Arguments: network, steps per measurement, number of
 * measurements, number of threads, then the lengths of sequences for a network with padding.
 */
public final class TrainingStepBenchmark {
    /** Number of steps until code is compiled and buffers have grown, as in a run of many rounds. */
    private static final int WARM_UP_STEPS = 60;

    /** Passes over a single example per step. */
    private static final int SINGLES = 8;

    private TrainingStepBenchmark() {}

    /** Prints {@code parameters COUNT}, and {@code training}, {@code inference} and {@code single} in milliseconds. */
    public static void main(String[] arguments) {
        int[] numbers = Stream.of(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
        Subject subject = Subject.of(arguments[0], Arrays.copyOfRange(numbers, 3, numbers.length));
        int steps = numbers[0];
        int threads = numbers[2];
        NetworkDesign design = subject.design();
        System.out.println("parameters " + design.facts().layout().trainable().size());
        Examples examples = subject.examples(subject.batch() * steps);
        Examples one = subject.examples(1);
        List<Runnable> training = new ArrayList<>();
        List<Runnable> inference = new ArrayList<>();
        List<Runnable> single = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Network network = design.open();
            network.load(design.initialParameters(Streams.ROOT.stream("init")));
            Objective objective = objective(network.facts());
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
        CpuTime time = new CpuTime(steps, numbers[1]);
        CpuTime singles = new CpuTime(steps * SINGLES, numbers[1]);
        if (threads == 1) {
            time.print("training", WARM_UP_STEPS, training.get(0));
            time.print("inference", WARM_UP_STEPS, inference.get(0));
            singles.print("single", WARM_UP_STEPS * SINGLES, single.get(0));
        } else {
            time.printWallTime("training", WARM_UP_STEPS, training);
            time.printWallTime("inference", WARM_UP_STEPS, inference);
            singles.printWallTime("single", WARM_UP_STEPS * SINGLES, single);
        }
    }

    private static Objective objective(NetworkSpec spec) {
        double[] weights = new double[spec.exits()];
        Arrays.fill(weights, 1.0 / spec.exits());
        return Objective.earlyExit(spec.layout().trainable(), spec.allExits(), weights);
    }
}
