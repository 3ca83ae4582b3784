package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.Macs;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.ExpertConvNet;
import org.exeunt.dl4j.spi.Backbone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Compares a mixture of three experts, of which two are active, with its formula in double precision. */
class ExpertConvNetTest {
    private static final int CHANNELS = 2;
    private static final int SIZE = 7;
    private static final int WIDTH = 3;
    private static final int EXPERTS = 3;
    private static final int ACTIVE = 2;
    private static final int CLASSES = 4;
    private static final InputShape SHAPE = InputShape.image(CHANNELS, SIZE, SIZE);

    private final Network network = open();
    private final Examples examples = Fixture.normal(SHAPE, 12, CLASSES, 5);

    private static PluginChoice<Backbone> experts(int width, int stages, int experts, int active) {
        return PluginChoice.of(new ExpertConvNet.Plugin(), new ExpertConvNet.Options(width, stages, experts, active));
    }

    private static Network open() {
        NetworkDesign design = Fixture.design(experts(WIDTH, 1, EXPERTS, ACTIVE), SHAPE, CLASSES);
        Network network = Fixture.open(design);
        float[] values = network.read(design.spec().layout().all()).values().clone();
        RandomGenerator random = Fixture.STREAMS.stream("biases");
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (0.1 * random.nextGaussian());
        }
        network.load(ParameterSet.fromFlat(design.spec().layout().all(), values));
        return network;
    }

    @AfterEach
    void close() {
        network.close();
    }

    private Formula formula() {
        float[] values = network.read(network.spec().layout().all()).values();
        return new Formula(
                network.spec().layout(),
                IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray());
    }

    /** The network, with values read from the blocks of the network under test. */
    private record Formula(ParameterLayout layout, double[] values) {
        private double[] block(String name) {
            Block found = layout.blocks().stream()
                    .filter(block -> block.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            return Arrays.copyOfRange(values, found.offset(), found.end());
        }

        /** Returns the experts of an example, the one with the largest logit first. */
        private List<Integer> chosen(double[] logits) {
            return IntStream.range(0, EXPERTS)
                    .boxed()
                    .sorted(Comparator.comparingDouble(e -> -logits[e]))
                    .limit(ACTIVE)
                    .toList();
        }

        private double[] gate(float[] x) {
            double[] logits = block("stage1/experts/gate/b");
            double[] weights = block("stage1/experts/gate/W");
            for (int i = 0; i < x.length; i++) {
                for (int e = 0; e < EXPERTS; e++) {
                    logits[e] += weights[i / (SIZE * SIZE) * EXPERTS + e] * x[i] / (SIZE * SIZE);
                }
            }
            return logits;
        }

        /** Returns the mean over positions of the pooled output of an expert, for each channel. */
        private double[] pooledMeans(int expert, float[] x) {
            double[] weights = block("stage1/experts/expert%d/W".formatted(expert + 1));
            double[] bias = block("stage1/experts/expert%d/b".formatted(expert + 1));
            int windows = (SIZE - 2) / 2;
            double[] means = new double[WIDTH];
            for (int o = 0; o < WIDTH; o++) {
                for (int window = 0; window < windows * windows; window++) {
                    double largest = 0;
                    for (int corner = 0; corner < 4; corner++) {
                        int row = 2 * (window / windows) + corner / 2;
                        int column = 2 * (window % windows) + corner % 2;
                        double z = bias[o];
                        for (int tap = 0; tap < CHANNELS * 9; tap++) {
                            int at = (tap / 9 * SIZE + row + tap / 3 % 3) * SIZE + column + tap % 3;
                            z += weights[o * CHANNELS * 9 + tap] * x[at];
                        }
                        largest = Math.max(largest, z);
                    }
                    means[o] += largest / (windows * windows);
                }
            }
            return means;
        }

        double[] logits(float[] x) {
            double[] gate = gate(x);
            List<Integer> chosen = chosen(gate);
            double sum = chosen.stream().mapToDouble(e -> Math.exp(gate[e])).sum();
            double[] feature = new double[WIDTH];
            for (int e : chosen) {
                double[] means = pooledMeans(e, x);
                for (int o = 0; o < WIDTH; o++) {
                    feature[o] += Math.exp(gate[e]) / sum * means[o];
                }
            }
            double[] logits = block("exit1/dense/b");
            double[] weights = block("exit1/dense/W");
            for (int i = 0; i < weights.length; i++) {
                logits[i / WIDTH] += weights[i] * feature[i % WIDTH];
            }
            return logits;
        }

        double loss(Examples examples) {
            double sum = 0;
            for (int n = 0; n < examples.size(); n++) {
                double[] logits = logits(example(examples, n));
                sum += Math.log(Arrays.stream(logits).map(Math::exp).sum()) - logits[examples.label(n)];
            }
            return sum / examples.size();
        }

        Formula moved(double[] direction, double distance) {
            return new Formula(
                    layout,
                    IntStream.range(0, values.length)
                            .mapToDouble(i -> values[i] + distance * direction[i])
                            .toArray());
        }
    }

    private static float[] example(Examples examples, int n) {
        float[] x = new float[SHAPE.size()];
        examples.copyTo(n, x, 0);
        return x;
    }

    @Test
    void logitsAgreeWithTheFormula() {
        Formula formula = formula();
        assertThat(IntStream.range(0, examples.size()).mapToObj(n -> formula.chosen(formula.gate(example(examples, n)))
                        .get(0)))
                .as("different examples reach different experts")
                .contains(0, 1);
        network.forward(examples, pass -> {
            double[] actual = pass.logits(new Exit(1));
            for (int n = 0; n < examples.size(); n++) {
                double[] expected = formula.logits(example(examples, n));
                for (int label = 0; label < CLASSES; label++) {
                    assertThat(actual[n * CLASSES + label])
                            .as("logit %d of example %d", label, n)
                            .isCloseTo(expected[label], within(1e-5));
                }
            }
        });
    }

    @Test
    void gradientsAreTheSlopesOfTheFormula() {
        Formula formula = formula();
        float[] gradient = Fixture.gradient(network, Fixture.earlyExit(network), examples);
        RandomGenerator random = Fixture.STREAMS.stream("directions");
        for (Block block : network.spec().layout().blocks()) {
            double[] direction = new double[gradient.length];
            double slope = 0;
            for (int i = block.offset(); i < block.end(); i++) {
                direction[i] = random.nextGaussian();
                slope += direction[i] * gradient[i];
            }
            double step = 1e-7;
            double measured = (formula.moved(direction, step).loss(examples)
                            - formula.moved(direction, -step).loss(examples))
                    / (2 * step);
            assertThat(slope).as(block.name()).isNotZero().isCloseTo(measured, within(1e-5 + 1e-4 * Math.abs(slope)));
        }
    }

    @Test
    void expertThatNoExampleReachesIsNotTrained() {
        ParameterLayout layout = network.spec().layout();
        float[] values = network.read(layout.all()).values().clone();
        Block bias = layout.blocks().stream()
                .filter(block -> block.name().equals("stage1/experts/gate/b"))
                .findFirst()
                .orElseThrow();
        values[bias.offset() + 2] = -100;
        network.load(ParameterSet.fromFlat(layout.all(), values));
        network.resetVelocity(layout.all());
        network.train(
                Fixture.earlyExit(network),
                examples,
                new LocalTraining(3, 5, 0.1, 0.9, 0),
                Fixture.STREAMS.stream("unreached"));
        float[] after = network.read(layout.all()).values();
        for (Block block : layout.blocks()) {
            float[] before = Arrays.copyOfRange(values, block.offset(), block.end());
            float[] trained = Arrays.copyOfRange(after, block.offset(), block.end());
            if (block.name().contains("expert3")) {
                assertThat(trained).as(block.name()).isEqualTo(before);
            } else {
                assertThat(trained).as(block.name()).isNotEqualTo(before);
            }
        }
    }

    @Test
    void countsActiveExpertsAndTheGate() {
        NetworkSpec spec = Fixture.design(experts(16, 2, 4, 2), InputShape.image(3, 12, 12), 10)
                .spec();
        // 12 -> 10 -> 5 -> 3
        assertThat(spec.stageMacs())
                .containsExactly(new Macs(10 * 10 * 9 * 3 * 16), new Macs(2 * 3 * 3 * 9 * 16 * 16 + 16 * 4));
        // an expert keeps its input of 5 x 5, its output of 1 x 1 and the place of the maximum; the head keeps the
        // feature twice and the logits
        assertThat(spec.activations().get(1)).isEqualTo(16 * (1 + 2 * (25 + 2)) + 2 * 16 + 10);
        assertThat(spec.layout().backbone().size()).isEqualTo(16 * (27 + 1) + 4 * 16 * (9 * 16 + 1) + (16 + 1) * 4);
    }

    @Test
    void rejectsMoreActiveExpertsThanThereAre() {
        assertThatThrownBy(() -> new ExpertConvNet.Options(8, 2, 2, 3)).hasMessageContaining("active = 3, experts = 2");
        assertThatThrownBy(() -> Fixture.design(experts(8, 2, 2, 1), InputShape.vector(5), 3))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("'expert-convnet' requires images");
    }
}
