package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.objective.Softmax;
import org.exeunt.dl4j.backbones.Mlp;
import org.exeunt.dl4j.backbones.Transformer;
import org.exeunt.dl4j.layers.Dense;
import org.exeunt.dl4j.spi.ExitHead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

/** Inference of all exits, and inference with early exits. */
class InferenceTest {
    private static final InputShape SHAPE = InputShape.image(2, 30, 30);
    private static final int CLASSES = 4;

    private final Network network = Fixture.open(Fixture.design(Fixture.convNet(8, 3), SHAPE, CLASSES));

    @AfterEach
    void close() {
        network.close();
    }

    /** Returns the probabilities of every example at every exit from the full forward pass. */
    private static List<double[][]> full(Network network, Examples examples) {
        List<double[][]> all = new ArrayList<>();
        network.forward(examples, pass -> {
            for (int b = 0; b < pass.size(); b++) {
                double[][] probabilities = new double[3][pass.classes()];
                for (Exit exit : pass.exits()) {
                    Softmax.row(pass.logits(exit), b * pass.classes(), pass.classes(), 1, probabilities[exit.index()]);
                }
                assertThat(pass.label(b)).isEqualTo(examples.label(all.size()));
                all.add(probabilities);
            }
        });
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64, 150})
    void earlyExitAgreesWithTheFullPass(int count) {
        assertEarlyExitsAgree(network, Fixture.normal(SHAPE, count, CLASSES, count));
    }

    /** Examples that wait for a batch of the next stage keep their padding. */
    @Test
    void earlyExitOfPaddedSequencesAgreesWithTheFullPass() {
        NetworkDesign design = Fixture.design(
                new Transformer(new Transformer.Options(20, 12, 3, 2, 20, 0, true)), InputShape.vector(12), 3);
        try (Network transformer = Fixture.open(design)) {
            assertEarlyExitsAgree(transformer, Tokens.draw(150, 12, 20, 3, Fixture.STREAMS.stream("tokens", 5)));
        }
    }

    /** Deeplearning4j's activation layers overwrite their input. */
    @Test
    void headsDoNotChangeTheInputOfLaterStages() {
        Mlp mlp = new Mlp(new Mlp.Options(List.of(6, 4)));
        ExitHead logits = Fixture.head(classes -> List.of(new ActivationLayer(Activation.TANH), Dense.linear(classes)));
        ExitHead feature = new ExitHead() {
            @Override
            public String addFeature(GraphBuilder graph, String input, InputType type) {
                graph.addLayer("activation", new ActivationLayer(Activation.TANH), input);
                return "activation";
            }

            @Override
            public String addLogits(GraphBuilder graph, String input, int classes) {
                return logits.addLogits(graph, input, classes);
            }
        };
        InputShape shape = InputShape.vector(5);
        Examples examples = Fixture.normal(shape, 6, 3, 31);
        try (Network one = Fixture.open(Fixture.design(mlp, shape, 3));
                Network two = Fixture.open(Fixture.design(mlp, logits, shape, 3));
                Network three = Fixture.open(Fixture.design(mlp, feature, shape, 3))) {
            float[] features = one.features(examples).get(1);
            assertThat(two.features(examples).get(1)).isEqualTo(features);
            float[] activated = three.features(examples).get(1);
            for (int i = 0; i < features.length; i++) {
                assertThat(activated[i]).isCloseTo((float) Math.tanh(features[i]), within(1e-6f));
            }
        }
    }

    private static void assertEarlyExitsAgree(Network network, Examples examples) {
        int count = examples.size();
        List<double[][]> full = full(network, examples);
        double[] thresholds = {threshold(full, 0), threshold(full, 1)};
        List<ExitDecision> decisions = network.infer(
                examples,
                Fixture.rule(
                        view -> view.probability(0) > thresholds[view.exit().index()]));
        assertThat(decisions).hasSize(count);
        for (int i = 0; i < count; i++) {
            double[][] probabilities = full.get(i);
            int exit = 0;
            while (exit < 2 && probabilities[exit][0] <= thresholds[exit]) {
                exit++;
            }
            ExitDecision decision = decisions.get(i);
            assertThat(decision.exit()).as("example %d", i).isEqualTo(new Exit(exit + 1));
            assertThat(decision.label()).isEqualTo(argmax(probabilities[exit]));
            // batches differ, so matrix products may be blocked differently
            assertThat(decision.confidence()).isCloseTo(probabilities[exit][decision.label()], within(1e-5));
        }
        if (count > 3) {
            assertThat(decisions.stream().map(ExitDecision::exit).distinct()).hasSize(3);
        }
    }

    /**
     * Returns a threshold that about half of the first probabilities exceed and that differs from all of them by more
     * than rounding errors.
     */
    private static double threshold(List<double[][]> all, int exit) {
        double[] sorted =
                all.stream().mapToDouble(example -> example[exit][0]).sorted().toArray();
        return sorted.length == 1 ? 0.5 : (sorted[(sorted.length - 1) / 2] + sorted[(sorted.length - 1) / 2 + 1]) / 2;
    }

    private static int argmax(double[] values) {
        int best = 0;
        for (int c = 1; c < values.length; c++) {
            best = values[c] > values[best] ? c : best;
        }
        return best;
    }

    @Test
    void providesTheFeatureButNoGradients() {
        network.forward(Fixture.normal(SHAPE, 5, CLASSES, 6), pass -> {
            assertThat(pass.featureSize(new Exit(3))).isEqualTo(8);
            double[] feature = pass.feature(new Exit(3));
            double[] logits = pass.logits(new Exit(3));
            float[] head =
                    network.read(network.spec().layout().head(new Exit(3))).values();
            for (int b = 0; b < 5; b++) {
                for (int c = 0; c < CLASSES; c++) {
                    double sum = head[CLASSES * 8 + c];
                    for (int f = 0; f < 8; f++) {
                        sum += head[c * 8 + f] * feature[b * 8 + f];
                    }
                    assertThat(logits[b * CLASSES + c]).isCloseTo(sum, within(1e-5));
                }
            }
            assertThatThrownBy(() -> pass.logitGradient(new Exit(1))).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void acceptsEmptyData() {
        Examples none = Fixture.normal(SHAPE, 0, CLASSES, 8);
        network.forward(none, pass -> {
            throw new AssertionError("no batch expected");
        });
        assertThat(network.infer(none, Fixture.rule(view -> true))).isEmpty();
    }
}
