package org.exeunt.benchmarks;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkFacts;
import org.exeunt.api.objective.Objective;

/**
 * Process CPU time of one training step and of one inference pass of all exits over as many examples, one thread.
 *
 * <p>Gathering the batch and shuffling are part of it. Arguments: network, steps a measurement, measurements, then the lengths of sequences
 * for a network that reads padded ones.
 */
public final class TrainingStepBenchmark {
    /** Until compiled code and grown buffers are what a run of many rounds sees. */
    private static final int WARM_UP_STEPS = 20;

    private TrainingStepBenchmark() {}

    /** Prints {@code parameters COUNT}, {@code training MILLISECONDS} and {@code inference MILLISECONDS}. */
    public static void main(String[] arguments) {
        int[] numbers = Stream.of(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
        Subject subject = Subject.of(arguments[0], Arrays.copyOfRange(numbers, 2, numbers.length));
        int steps = numbers[0];
        CpuTime time = new CpuTime(steps, numbers[1]);
        NetworkDesign design = subject.design();
        System.out.println("parameters " + design.facts().layout().trainable().size());
        try (Network network = design.open()) {
            network.load(design.initialParameters(Streams.ROOT.stream("init")));
            Examples examples = subject.examples(subject.batch() * steps);
            Objective objective = objective(network.facts());
            LocalTraining training = new LocalTraining(1, subject.batch(), 0.01, 0.9, 1e-4);
            RandomGenerator shuffle = Streams.ROOT.stream("shuffle");
            time.print("training", WARM_UP_STEPS, () -> network.train(objective, examples, training, shuffle));
            time.print("inference", WARM_UP_STEPS, () -> network.forward(examples, pass -> {}));
        }
    }

    private static Objective objective(NetworkFacts facts) {
        double[] weights = new double[facts.exits()];
        Arrays.fill(weights, 1.0 / facts.exits());
        return Objective.earlyExit(facts.layout().trainable(), facts.allExits(), weights);
    }
}
