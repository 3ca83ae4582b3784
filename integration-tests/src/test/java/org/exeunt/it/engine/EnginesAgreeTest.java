package org.exeunt.it.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.LocalTraining.Optimizer;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.FrozenNetwork;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ProximalPenalty;
import org.exeunt.api.objective.Teacher;
import org.exeunt.api.objective.TrainableNetwork;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.dl4j.Dl4jEnginePlugin;
import org.exeunt.dl4j.NetworkOptions;
import org.exeunt.dl4j.backbones.Mlp;
import org.exeunt.dl4j.device.Device;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.plugins.Dl4jPlugins;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.data.GaussianBlobs;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.exeunt.testsupport.engine.ToyNetworkOptions.Activation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares a network on Deeplearning4j, in single precision, with the same network on the toy engine. */
class EnginesAgreeTest {
    private static final RandomStreams STREAMS = new RandomStreams(2);
    private static final InputShape INPUT = InputShape.vector(12);
    private static final int CLASSES = 5;
    private static final int STEPS = 20;

    /** The rounding error of a float is 6e-8; dozens of products are summed, over 20 steps. */
    private static final double TOLERANCE = 5e-6;

    private final RecordingContext context = new RecordingContext();
    private final NetworkDesign toy =
            new ToyEngine().design(new ToyNetworkOptions(List.of(16, 12, 8), Activation.RELU, false), INPUT, CLASSES);
    private final NetworkDesign dl4j = new Dl4jEnginePlugin()
            .create(new Dl4jEnginePlugin.Options(Device.CPU), context)
            .design(
                    new NetworkOptions(
                            new Dl4jPlugins().choose(Backbone.class, "mlp", new Mlp.Options(List.of(16, 12, 8))),
                            new Dl4jPlugins().choose(ExitHead.class, "linear", new LinearHead.Options())),
                    INPUT,
                    CLASSES);
    private final ParameterSet initial = toy.initialParameters(STREAMS.stream("init"));
    private final Examples examples =
            new GaussianBlobs(CLASSES, INPUT.size(), STREAMS.stream("centres")).draw(40, STREAMS.stream("examples"));

    @ParameterizedTest
    @CsvSource({"SGD, 0.05", "ADAM, 0.01"})
    void parametersAgreeAfterTwentySteps(Optimizer optimizer, double rate) {
        assertThat(context.warnings()).isEmpty();
        LocalTraining training = new LocalTraining(STEPS, examples.size(), rate, 0.9, 1e-3, optimizer);
        float[] expected = train(toy, training);
        float[] actual = train(dl4j, training);

        assertThat(relativeDistance(initial.values(), expected))
                .as("relative change of parameters in training")
                .isGreaterThan(0.1);
        assertThat(relativeDistance(actual, expected))
                .as("seed %d", STREAMS.seed())
                .isLessThan(TOLERANCE);
    }

    @Test
    void blocksHaveEqualOrderAndShapes() {
        assertThat(dl4j.spec().layout().blocks())
                .extracting(Block::role, Block::depth, Block::shape, Block::offset)
                .isEqualTo(toy.spec().layout().blocks().stream()
                        .map(block -> tuple(block.role(), block.depth(), block.shape(), block.offset()))
                        .toList());
        assertThat(dl4j.spec().stageMacs()).isEqualTo(toy.spec().stageMacs());
        assertThat(dl4j.spec().headMacs()).isEqualTo(toy.spec().headMacs());
    }

    /** Trains with one batch of all examples per step, so that shuffling changes only the order of summation. */
    private float[] train(NetworkDesign design, LocalTraining training) {
        try (Network network = design.open()) {
            ParameterSet start = ParameterSet.of(network.spec().layout().all(), initial.values());
            network.load(start);
            network.resetVelocity(network.spec().layout().all());
            network.train(objective(network, start), examples, training, STREAMS.stream("shuffle"));
            return network.read(network.spec().layout().all()).values();
        }
    }

    /**
     * Uses every kind of term: cross-entropy at all exits, distillation from the final exit, a proximal penalty, a frozen
     * network, and one that is trained together with the main one.
     */
    private static Objective objective(Network network, ParameterSet start) {
        Objective objective = Objective.over(
                network.spec().allExits(), network.spec().layout().trainable());
        for (Exit exit : network.spec().allExits()) {
            objective = objective.with(new CrossEntropy(exit, exit.number() / 3.0));
        }
        Objective taught = objective.with(
                new Distillation(new Exit(2), Teacher.network(ForwardPass.MAIN, new Exit(1)), 0.5, 2, true));
        return objective
                .with(new FrozenNetwork("frozen", ParameterMath.scale(0.5, start), ExitSet.of(2)))
                .with(new Distillation(new Exit(2), Teacher.network("frozen", new Exit(2)), 0.5, 2, true))
                .with(new TrainableNetwork("trained", ParameterMath.scale(0.8, start), taught))
                .with(new Distillation(new Exit(1), Teacher.network("trained", new Exit(2)), 0.5, 2, true))
                .with(new Distillation(new Exit(1), Teacher.live(network.spec().finalExit()), 0.5, 2, true))
                .with(new ProximalPenalty(0.1, start));
    }

    private static double relativeDistance(float[] one, float[] other) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < other.length; i++) {
            difference += Math.pow((double) one[i] - other[i], 2);
            norm += Math.pow(other[i], 2);
        }
        return Math.sqrt(difference / norm);
    }
}
