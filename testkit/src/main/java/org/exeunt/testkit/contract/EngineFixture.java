package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.testkit.data.GaussianBlobs;

/** What an author of an engine says about it, and what all checks of an engine use. */
abstract class EngineFixture<N extends Record> {
    static final RandomStreams STREAMS = new RandomStreams(11);

    /** Made once a test: asked for at every turn, and not free for every engine. */
    private NetworkDesign design;

    /** Returns the engine to be checked. */
    protected abstract Engine<N> engine();

    /** Returns a small network with at least two exits. */
    protected abstract N network();

    /** Returns the shape of an example; by default a vector of length 5. */
    protected InputShape input() {
        return InputShape.vector(5);
    }

    /** Returns the number of classes; by default 3. */
    protected int classes() {
        return 3;
    }

    /** Returns some examples, always the same; by default normal clouds. Networks that read tokens override it. */
    protected Examples examples(int count) {
        GaussianBlobs blobs = new GaussianBlobs(classes(), input().size(), STREAMS.stream("centres"));
        return blobs.draw(count, STREAMS.stream("examples"));
    }

    /** Returns whether the network answers otherwise in training than in inference, by statistics of the batch; by default not. */
    protected boolean normalisesOverTheBatch() {
        return false;
    }

    /** Returns the size of the finite difference steps; by default right for double precision inside. */
    protected double gradientStep() {
        return 1e-3;
    }

    /** Returns by how much a gradient may differ from finite differences, relative to its norm. */
    protected double gradientTolerance() {
        return 1e-4;
    }

    /** Returns by how much equal figures computed in another order may differ, relative to the larger of 1 and the figure. */
    protected double arithmeticTolerance() {
        return 1e-6;
    }

    final NetworkDesign design() {
        if (design == null) {
            design = engine().design(network(), input(), classes());
        }
        return design;
    }

    final NetworkSpec facts() {
        return design().facts();
    }

    final ParameterLayout layout() {
        return facts().layout();
    }

    final ExitSet allExits() {
        return facts().allExits();
    }

    final Exit finalExit() {
        return facts().finalExit();
    }

    final ParameterSet initial() {
        return design().initialParameters(STREAMS.stream("init"));
    }

    /** Opens a network that holds the initial parameters and no velocity. */
    final Network open() {
        Network network = design().open();
        network.load(initial());
        network.resetVelocity(layout().all());
        return network;
    }

    /** The weighted cross-entropies of some exits, over some blocks; weights differ from exit to exit. */
    final Objective crossEntropies(ExitSet exits, BlockSet trainable) {
        Objective objective = Objective.over(exits, trainable);
        for (Exit exit : exits) {
            objective = objective.with(new CrossEntropy(exit, 0.5 + 0.25 * exit.number()));
        }
        return objective;
    }

    final BlockSet blocksOf(ExitSet exits) {
        int depth = exits.deepest();
        return layout().select(block -> block.role() == BlockRole.BACKBONE && block.depth() <= depth)
                .union(layout().heads(exits));
    }

    /** One plain step of rate 1 over all examples at once, so that the velocity afterwards is the gradient. */
    static TrainingReport step(Network network, Objective objective, Examples examples) {
        return network.train(
                objective, examples, new LocalTraining(1, examples.size(), 1, 0, 0), STREAMS.stream("step"));
    }

    /** Returns the gradient of an objective at some parameters, as the network computes it. */
    final ParameterSet gradient(ParameterSet parameters, Objective objective, Examples examples) {
        try (Network network = design().open()) {
            network.load(parameters);
            network.resetVelocity(layout().all());
            return network.gradient(objective, examples, STREAMS.stream("step"));
        }
    }

    /** Returns the value of an objective at some parameters, as the network reports it. */
    static double value(Network network, ParameterSet parameters, Objective objective, Examples examples) {
        network.load(parameters);
        network.resetVelocity(parameters.layout().all());
        return step(network, objective, examples).loss();
    }

    /** Returns the logits of every exit over all examples, {@code [examples * classes]}. */
    static Map<Exit, double[]> logits(Network network, Examples examples) {
        int classes = network.facts().classes();
        Map<Exit, double[]> all = new TreeMap<>();
        network.facts().allExits().forEach(exit -> all.put(exit, new double[examples.size() * classes]));
        int[] seen = {0};
        network.forward(examples, pass -> {
            for (Exit exit : pass.exits()) {
                System.arraycopy(pass.logits(exit), 0, all.get(exit), seen[0] * classes, pass.size() * classes);
            }
            seen[0] += pass.size();
        });
        assertThat(seen[0]).as("examples seen by forward").isEqualTo(examples.size());
        return all;
    }

    final void assertClose(double actual, double expected, String what) {
        double slack = arithmeticTolerance() * Math.max(1, Math.abs(expected));
        assertThat(Math.abs(actual - expected))
                .as("%s: %s, expected %s", what, actual, expected)
                .isLessThanOrEqualTo(slack);
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

    /** Returns the parameters with every value of some blocks not a number. */
    static ParameterSet spoiled(ParameterSet parameters, BlockSet blocks) {
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
