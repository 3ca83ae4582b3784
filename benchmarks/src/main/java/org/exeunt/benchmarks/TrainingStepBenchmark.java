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
 * Time of one training step, of one inference pass of all exits over as many examples, and of one over a single example: process CPU time on one thread, or, on more, each with a
 * network of its own as workers have it, time by the clock.
 *
 * <p>Gathering the batch and shuffling are part of it. Arguments: network, steps a measurement, measurements, threads, then the lengths of sequences
 * for a network that reads padded ones.
 */
public final class TrainingStepBenchmark {
    /** Until compiled code and grown buffers are what a run of many rounds sees. */
    private static final int WARM_UP_STEPS = 60;

    /** Passes of one example a step. */
    private static final int SINGLES = 8;

    private TrainingStepBenchmark() {}

    /** Prints {@code parameters COUNT} and the milliseconds of {@code training}, {@code inference} and {@code single}. */
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
            time.printByTheClock("training", WARM_UP_STEPS, training);
            time.printByTheClock("inference", WARM_UP_STEPS, inference);
            singles.printByTheClock("single", WARM_UP_STEPS * SINGLES, single);
        }
    }

    private static Objective objective(NetworkSpec facts) {
        double[] weights = new double[facts.exits()];
        Arrays.fill(weights, 1.0 / facts.exits());
        return Objective.earlyExit(facts.layout().trainable(), facts.allExits(), weights);
    }
}
