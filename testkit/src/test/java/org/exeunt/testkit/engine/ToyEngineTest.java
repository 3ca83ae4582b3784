package org.exeunt.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Macs;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.exeunt.testsupport.engine.ToyNetworkOptions.Activation;
import org.junit.jupiter.api.Test;

class ToyEngineTest {
    private static final RandomStreams STREAMS = new RandomStreams(5);

    private static NetworkDesign design(ToyNetworkOptions options) {
        return new ToyEngine().design(options, InputShape.image(1, 2, 2), 3);
    }

    @Test
    void countsMultiplyAddsOfStagesAndHeads() {
        var facts = design(ToyNetworkOptions.of(5, 6)).spec();

        assertThat(facts.stageMacs()).containsExactly(new Macs(20), new Macs(30));
        assertThat(facts.headMacs()).containsExactly(new Macs(15), new Macs(18));
    }

    @Test
    void interleavesBuffersWithTheBackbone() {
        ParameterLayout layout =
                design(ToyNetworkOptions.of(5, 6).withBuffers()).spec().layout();

        assertThat(layout.buffers().size()).isEqualTo(4 + 5);
        assertThat(layout.backbone().ranges()).hasSize(2);
        assertThat(layout.blocks().get(2).role()).isEqualTo(BlockRole.BACKBONE_STATISTIC);
    }

    @Test
    void matchesAStepComputedByHand() {
        NetworkDesign design = new ToyEngine()
                .design(new ToyNetworkOptions(List.of(1), Activation.RELU, false), InputShape.vector(1), 2);
        Examples one = Examples.of(new float[][] {{2}}, new int[] {0});
        try (Network network = design.open()) {
            // feature 2 * 0.5 = 1, logits (1, -1) + (0, 0); p0 = 1 / (1 + e^-2) = 0.880797
            network.load(ParameterSet.of(design.spec().layout().all(), new float[] {0.5f, 0, 1, -1, 0, 0}));
            network.resetVelocity(design.spec().layout().all());
            Objective objective =
                    Objective.earlyExit(design.spec().layout().trainable(), ExitSet.of(1), new double[] {1});
            var report = network.train(objective, one, new LocalTraining(1, 8, 0.1, 0, 0), STREAMS.stream("t"));

            assertThat(report.loss()).isCloseTo(0.12692801104297263, within(1e-12));
            double q = 0.11920292202211755;
            double[] gradient = {-4 * q, -2 * q, -q, q, -q, q};
            float[] velocity =
                    network.readVelocity(design.spec().layout().all()).values();
            for (int i = 0; i < gradient.length; i++) {
                assertThat((double) velocity[i]).as("place %d", i).isCloseTo(gradient[i], within(1e-7));
            }
        }
    }

    @Test
    void trainingStopsAtALossThatIsNotFinite() {
        NetworkDesign design = new ToyEngine().design(ToyNetworkOptions.of(2).withBuffers(), InputShape.vector(1), 2);
        ParameterLayout layout = design.spec().layout();
        Examples examples = Examples.of(new float[][] {{1}, {Float.NaN}, {2}, {3}}, new int[] {0, 1, 0, 1});
        Objective objective = Objective.earlyExit(layout.trainable(), ExitSet.of(1), new double[] {1});
        try (Network network = design.open()) {
            network.load(design.initialParameters(STREAMS.stream("init")));
            network.resetVelocity(layout.all());
            var report = network.train(objective, examples, new LocalTraining(2, 1, 0.1, 0, 0), STREAMS.stream("t"));

            assertThat(report.loss()).isNaN();
            assertThat(report.epochs()).isEqualTo(report.steps() / 4.0).isLessThanOrEqualTo(1);
            assertThat(network.read(layout.all()).firstNonFinite()).isEmpty();
        }
    }

    @Test
    void rejectsBlocksOfAnotherNetwork() {
        try (Network network = design(ToyNetworkOptions.of(5)).open()) {
            ParameterSet foreign = ParameterSet.zeros(
                    design(ToyNetworkOptions.of(6)).spec().layout().all());
            assertThatThrownBy(() -> network.load(foreign))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another network");
        }
    }

    @Test
    void updatesRunningMeansOfTrainedStagesOnly() {
        NetworkDesign design = new ToyEngine()
                .design(new ToyNetworkOptions(List.of(1, 1), Activation.TANH, true), InputShape.vector(1), 2);
        ParameterLayout layout = design.spec().layout();
        Examples two = Examples.of(new float[][] {{2}, {4}}, new int[] {0, 1});
        try (Network network = design.open()) {
            network.load(design.initialParameters(STREAMS.stream("init")));
            network.resetVelocity(layout.all());
            Objective headsOnly = Objective.earlyExit(layout.heads(), ExitSet.of(1, 2), new double[] {1, 1});
            network.train(headsOnly, two, new LocalTraining(1, 2, 0.1, 0, 0), STREAMS.stream("t"));
            assertThat(network.read(layout.buffers()).values()).containsExactly(0, 0);

            Objective all = Objective.earlyExit(layout.trainable(), ExitSet.of(1, 2), new double[] {1, 1});
            network.train(all, two, new LocalTraining(1, 2, 0.1, 0, 0), STREAMS.stream("t"));
            assertThat(network.read(layout.buffers()).values()[0]).isCloseTo(0.3f, within(1e-7f));
        }
    }
}
