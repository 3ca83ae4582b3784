package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.testkit.data.GaussianBlobs;
import org.junit.jupiter.api.TestInstance;

/** The engine and network to check, and helpers of the checks of engines. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EngineFixture<N extends Record> {
    static final RandomStreams STREAMS = new RandomStreams(11);

    /** Created once: used often, and expensive for some engines. */
    private NetworkDesign design;

    private ParameterSet initial;

    /** Returns the engine to check. */
    protected abstract Engine<N> engine();

    /** Returns options of a small network without dropout. With one exit, a few checks are skipped. */
    protected abstract N network();

    /** Returns the shape of an example. The default is a vector of length 5. */
    protected InputShape input() {
        return InputShape.vector(5);
    }

    /** Returns the number of classes. The default is 3. */
    protected int classes() {
        return 3;
    }

    /**
     * Returns the same examples on every call. The default draws normally distributed classes; override it for networks
     * that read tokens.
     */
    protected Examples examples(int count) {
        GaussianBlobs blobs = new GaussianBlobs(classes(), input().size(), STREAMS.stream("centres"));
        return blobs.draw(count, STREAMS.stream("examples"));
    }

    /**
     * Returns whether the network computes other logits in training than in inference, because it normalises over the
     * batch. The default is {@code false}.
     */
    protected boolean normalisesOverTheBatch() {
        return false;
    }

    /** Returns the step of finite differences. The default suits engines that compute in double precision. */
    protected double gradientStep() {
        return 1e-3;
    }

    /**
     * Returns the tolerance of gradients against finite differences, relative to the norm of the gradient. The rounding
     * of the differences is added to it, as some gradients are exactly 0, such as that of a bias before a batch norm.
     */
    protected double gradientTolerance() {
        return 1e-4;
    }

    /** Returns the tolerance of equal values computed in another order, relative to the larger of 1 and the value. */
    protected double arithmeticTolerance() {
        return 1e-6;
    }

    /** Returns the tolerance of a slope: {@link #gradientTolerance} and the rounding of a difference of two values. */
    final double slopeTolerance(double norm) {
        return gradientTolerance() * norm + 1e-2 * arithmeticTolerance() / gradientStep();
    }

    final NetworkDesign design() {
        if (design == null) {
            design = required(this::buildDesign);
        }
        return design;
    }

    private NetworkDesign buildDesign() {
        return engine().design(network(), input(), classes());
    }

    /** Designs the network, draws its initial parameters and opens it once. */
    final void requireBuildable() {
        NetworkDesign built = buildDesign();
        built.initialParameters(STREAMS.stream("init"));
        built.open().close();
    }

    /** Trains on one example with several streams, which can change nothing but the order of examples. */
    final void requireThatNoLayerDraws() {
        Examples one = examples(1);
        ParameterSet first = trainedOn(one, "0");
        for (int i = 1; i < 4; i++) {
            assertThat(trainedOn(one, Integer.toString(i)))
                    .as("parameters after training on one example with another stream of random numbers")
                    .isEqualTo(first);
        }
    }

    private ParameterSet trainedOn(Examples one, String stream) {
        try (Network network = open()) {
            network.train(
                    crossEntropies(allExits(), layout().trainable()),
                    one,
                    new LocalTraining(3, 1, 0.1, 0, 0),
                    STREAMS.stream(stream));
            return network.read(layout().trainable());
        }
    }

    /**
     * Returns a part of the fixture. If the network cannot be built at all, skips the check, because E1 reports the
     * failure.
     */
    private <T> T required(Supplier<T> part) {
        try {
            return part.get();
        } catch (RuntimeException | AssertionError | LinkageError failure) {
            Rule.assumeHolds("E1", "This rule", this::requireBuildable);
            throw failure;
        }
    }

    final NetworkSpec spec() {
        return design().spec();
    }

    final ParameterLayout layout() {
        return spec().layout();
    }

    final ExitSet allExits() {
        return spec().allExits();
    }

    final Exit finalExit() {
        return spec().finalExit();
    }

    final ParameterSet initial() {
        if (initial == null) {
            initial = required(() -> design().initialParameters(STREAMS.stream("init")));
        }
        return initial;
    }

    final Network openNetwork() {
        return required(() -> design().open());
    }

    /** Returns a network with the initial parameters and zero velocity. */
    final Network open() {
        Network network = openNetwork();
        network.load(initial());
        network.resetVelocity(layout().all());
        return network;
    }

    /** Returns the weighted sum of the cross-entropies of some exits; weights differ between exits. */
    final Objective crossEntropies(ExitSet exits, BlockSet trainable) {
        Objective objective = Objective.over(exits, trainable);
        for (Exit exit : exits) {
            objective = objective.with(new CrossEntropy(exit, 0.5 + 0.25 * exit.number()));
        }
        return objective;
    }

    final BlockSet blocksOf(ExitSet exits) {
        return layout().trained(exits);
    }

    /**
     * Runs one step of learning rate 1, without momentum and decay, over all examples, so that the velocity afterwards
     * is the gradient.
     */
    static TrainingReport step(Network network, Objective objective, Examples examples) {
        return network.train(
                objective, examples, new LocalTraining(1, examples.size(), 1, 0, 0), STREAMS.stream("step"));
    }

    /** Returns the gradient of an objective at the given parameters, as computed by the network. */
    final ParameterSet gradient(ParameterSet parameters, Objective objective, Examples examples) {
        try (Network network = openNetwork()) {
            network.load(parameters);
            network.resetVelocity(layout().all());
            return network.gradient(objective, examples, STREAMS.stream("step"));
        }
    }

    /** Returns the value of an objective at the given parameters, as reported by the network. */
    static double value(Network network, ParameterSet parameters, Objective objective, Examples examples) {
        network.load(parameters);
        network.resetVelocity(parameters.layout().all());
        return step(network, objective, examples).loss();
    }

    /** Returns the logits of every exit for all examples, {@code [examples * classes]}. */
    static Map<Exit, double[]> logits(Network network, Examples examples) {
        int classes = network.spec().classes();
        Map<Exit, double[]> all = new TreeMap<>();
        network.spec().allExits().forEach(exit -> all.put(exit, new double[examples.size() * classes]));
        int[] seen = {0};
        network.forward(examples, pass -> {
            for (Exit exit : pass.exits()) {
                System.arraycopy(pass.logits(exit), 0, all.get(exit), seen[0] * classes, pass.size() * classes);
            }
            seen[0] += pass.size();
        });
        assertThat(seen[0]).as("examples visited by forward").isEqualTo(examples.size());
        return all;
    }

    final void assertClose(double actual, double expected, String what) {
        double tolerance = arithmeticTolerance() * Math.max(1, Math.abs(expected));
        assertThat(Math.abs(actual - expected))
                .as("%s: %s, expected %s", what, actual, expected)
                .isLessThanOrEqualTo(tolerance);
    }

    final void assertClose(double[] actual, double[] expected, String what) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertClose(actual[i], expected[i], what + " at " + i);
        }
    }

    static double[] toDoubles(ParameterSet set) {
        float[] values = set.values();
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    /** Returns the parameters with every value of some blocks replaced by NaN. */
    static ParameterSet withNaN(ParameterSet parameters, BlockSet blocks) {
        float[] nan = new float[blocks.size()];
        Arrays.fill(nan, Float.NaN);
        return parameters.with(ParameterSet.of(blocks, nan));
    }

    static List<BlockSet> oneByOne(BlockSet blocks) {
        List<BlockSet> single = new ArrayList<>();
        for (Block block : blocks.blocks()) {
            single.add(blocks.layout().select(block::equals));
        }
        return single;
    }
}
