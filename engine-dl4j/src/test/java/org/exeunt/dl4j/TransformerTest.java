package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.dl4j.backbones.Transformer;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.plugins.Dl4jPlugins;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.junit.jupiter.api.Test;

/** Dropout, positions and tokens of a small Transformer; {@link PaddingTest} covers padding. */
class TransformerTest {
    private static final int VOCABULARY = 20;
    private static final int CLASSES = 3;
    private static final int LENGTH = 12;
    private static final int WIDTH = 12;

    private static NetworkDesign design(double dropout) {
        return Fixture.design(
                new Dl4jPlugins()
                        .choose(
                                Backbone.class,
                                "transformer",
                                new Transformer.Options(VOCABULARY, WIDTH, 3, 2, 20, dropout, true)),
                InputShape.vector(LENGTH),
                CLASSES);
    }

    private static Tokens tokens(int count, long key) {
        return Tokens.draw(count, LENGTH, VOCABULARY, CLASSES, Fixture.STREAMS.stream("tokens", key));
    }

    /**
     * The deepest active stage computes only the class token; with a deeper exit without loss, it computes all
     * positions.
     */
    @Test
    void gradientIsIndependentOfUnusedExits() {
        Tokens examples = tokens(16, 11);
        try (Network network = Fixture.open(design(0))) {
            ParameterLayout layout = network.spec().layout();
            CrossEntropy first = new CrossEntropy(new Exit(1), 0.5);
            CrossEntropy second = new CrossEntropy(new Exit(2), 0.5);
            Objective capped = Objective.over(ExitSet.upTo(2), layout.trainable())
                    .with(first)
                    .with(second);
            Objective whole = Objective.over(ExitSet.upTo(3), layout.trainable())
                    .with(first)
                    .with(second);
            List<double[]> before = Fixture.logits(network, examples);
            float[] expected = Fixture.gradient(network, whole, examples);
            float[] actual = Fixture.gradient(network, capped, examples);
            // matrix products have different shapes
            assertThat(Fixture.relativeDifference(actual, expected)).isLessThan(1e-5);
            List<double[]> after = Fixture.logits(network, examples);
            for (int i = 0; i < before.size(); i++) {
                assertThat(after.get(i)).containsExactly(before.get(i));
            }
        }
    }

    @Test
    void headsMayReadAllPositions() {
        ExitHead all = new ExitHead() {
            @Override
            public String addFeature(GraphBuilder graph, String input, InputType type) {
                graph.addVertex("flat", new ReshapeVertex(-1, LENGTH * WIDTH), input);
                return "flat";
            }

            @Override
            public String addLogits(GraphBuilder graph, String feature, int classes) {
                return new LinearHead().addLogits(graph, feature, classes);
            }
        };
        Tokens examples = tokens(8, 12);
        Transformer backbone = new Transformer(new Transformer.Options(VOCABULARY, WIDTH, 1, 2, 20, 0, true));
        try (Network network = Fixture.open(Fixture.design(backbone, all, InputShape.vector(LENGTH), CLASSES))) {
            network.forward(examples, pass -> {
                double[] positions = pass.feature(new Exit(1));
                for (int i = 0; i < 8 * LENGTH; i++) {
                    double[] row = Arrays.copyOfRange(positions, i * WIDTH, (i + 1) * WIDTH);
                    double squares =
                            Arrays.stream(row).map(value -> value * value).sum();
                    boolean token = examples.sequences()[i / LENGTH][i % LENGTH] != 0;
                    // a norm scales the row of every token to variance 1
                    assertThat(squares).isCloseTo(token ? WIDTH : 0, within(0.01));
                }
            });
        }
    }

    @Test
    void dropoutDependsOnTheStream() {
        Fixture.assertStepDependsOnTheStream(design(0.2), tokens(16, 3), 1e-4);
    }

    @Test
    void inferenceDropsNothing() {
        Tokens examples = tokens(9, 4);
        try (Network with = Fixture.open(design(0.5));
                Network without = Fixture.open(design(0))) {
            List<double[]> logitsOfNetworks = Fixture.logits(with, examples);
            List<double[]> expected = Fixture.logits(without, examples);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(logitsOfNetworks.get(i)).containsExactly(expected.get(i));
            }
        }
    }

    @Test
    void reportsTokensOutsideTheVocabulary() {
        for (float id : new float[] {VOCABULARY, -1, 2.5f, Float.NaN}) {
            Tokens examples = tokens(4, 8);
            examples.sequences()[2][5] = id;
            try (Network network = Fixture.open(design(0))) {
                assertThatThrownBy(() -> network.forward(examples, pass -> {}))
                        .isInstanceOf(ExeuntException.class)
                        .hasMessageContaining(id == (long) id ? "token id " + (long) id + " " : "token id " + id + " ")
                        .hasMessageContaining("position 6")
                        .hasMessageContaining("from 0 to 19")
                        .hasMessageContaining("'vocabulary'");
            }
        }
    }

    @Test
    void onlyRowsOfOccurringTokensHaveGradients() {
        Tokens examples = tokens(3, 9);
        boolean[] occurs = new boolean[VOCABULARY];
        for (float[] sequence : examples.sequences()) {
            for (float id : sequence) {
                occurs[(int) id] |= id > 0;
            }
        }
        try (Network network = Fixture.open(design(0))) {
            // a step on other tokens must not affect the next gradient
            Fixture.gradient(network, Fixture.earlyExit(network), tokens(3, 10));
            float[] gradient = Fixture.gradient(network, Fixture.earlyExit(network), examples);
            for (int id = 0; id < VOCABULARY; id++) {
                double largest = 0;
                for (int i = WIDTH * id; i < WIDTH * (id + 1); i++) {
                    largest = Math.max(largest, Math.abs(gradient[i]));
                }
                if (occurs[id]) {
                    assertThat(largest).as("token %d", id).isPositive();
                } else {
                    assertThat(largest).as("token %d", id).isZero();
                }
            }
        }
    }
}
