package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Macs;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.AnyWidthConvNet;
import org.exeunt.dl4j.spi.Backbone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares networks that are computed by groups of channels with one plain convolutional network, computed in double
 * precision, whose weights from later to earlier groups are zero.
 */
class AnyWidthConvNetTest {
    private static final InputShape CIFAR = InputShape.image(3, 32, 32);
    private static final InputShape UCI_HAR = InputShape.of(List.of(9, 128));
    private static final int CLASSES = 4;

    private static PluginChoice<Backbone> images(int width, int layers, int levels) {
        return PluginChoice.of(new AnyWidthConvNet.Provider(), new AnyWidthConvNet.Options(width, layers, levels));
    }

    private static PluginChoice<Backbone> series(int width, int layers, int levels, int kernel) {
        return PluginChoice.of(
                new AnyWidthConvNet.SeriesPlugin(), new AnyWidthConvNet.SeriesOptions(width, layers, levels, kernel));
    }

    /** A network, its size, and the size of its examples. */
    private record Case(
            String name,
            PluginChoice<Backbone> backbone,
            int layers,
            int levels,
            int group,
            int inputChannels,
            int height,
            int width,
            int kernelHeight,
            int kernelWidth) {
        boolean isSeries() {
            return kernelHeight == 1;
        }

        InputShape shape() {
            return isSeries()
                    ? InputShape.of(List.of(inputChannels, width))
                    : InputShape.image(inputChannels, height, width);
        }

        int poolHeight() {
            return isSeries() ? 1 : 2;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("images", images(6, 2, 3), 2, 3, 2, 3, 11, 14, 3, 3),
                new Case("one level", images(5, 2, 1), 2, 1, 5, 2, 10, 10, 3, 3),
                new Case("series", series(8, 3, 4, 4), 3, 4, 2, 3, 1, 40, 1, 4));
    }

    /** The plain network. Values are read from the blocks of the network under test. */
    private record Plain(Case c, ParameterLayout layout, double[] values) {
        private double[] block(String name) {
            Block found = layout.blocks().stream()
                    .filter(block -> block.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            return java.util.Arrays.copyOfRange(values, found.offset(), found.end());
        }

        /** Returns the weights [out, in, kernel height, kernel width] of a layer, zero above the block diagonal. */
        private double[] weights(int layer) {
            int kernel = c.kernelHeight() * c.kernelWidth();
            int out = c.group() * c.levels();
            int in = layer == 1 ? c.inputChannels() : out;
            double[] dense = new double[out * in * kernel];
            for (int level = 1; level <= c.levels(); level++) {
                double[] group = block("stage%d/group/conv%d/W".formatted(level, layer));
                int read = layer == 1 ? in : level * c.group();
                assertThat(group).hasSize(c.group() * read * kernel);
                for (int i = 0; i < group.length; i++) {
                    int row = (level - 1) * c.group() + i / (read * kernel);
                    dense[row * in * kernel + i % (read * kernel)] = group[i];
                }
            }
            return dense;
        }

        private double[] bias(int layer) {
            double[] all = new double[c.group() * c.levels()];
            for (int level = 1; level <= c.levels(); level++) {
                System.arraycopy(
                        block("stage%d/group/conv%d/b".formatted(level, layer)),
                        0,
                        all,
                        (level - 1) * c.group(),
                        c.group());
            }
            return all;
        }

        /** Returns the logits of all exits for an example [channels, height, width]. */
        double[][] logits(float[] example) {
            int channels = c.inputChannels();
            int height = c.height();
            int width = c.width();
            double[] x = new double[example.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = example[i];
            }
            for (int layer = 1; layer <= c.layers(); layer++) {
                int out = c.group() * c.levels();
                int pooledHeight = (height - c.kernelHeight() + 1) / c.poolHeight();
                int pooledWidth = (width - c.kernelWidth() + 1) / 2;
                double[] weights = weights(layer);
                double[] bias = bias(layer);
                double[] y = new double[out * pooledHeight * pooledWidth];
                for (int o = 0; o < out; o++) {
                    for (int row = 0; row < pooledHeight * c.poolHeight(); row++) {
                        for (int column = 0; column < pooledWidth * 2; column++) {
                            double z = bias[o];
                            for (int i = 0; i < channels; i++) {
                                for (int v = 0; v < c.kernelHeight(); v++) {
                                    for (int h = 0; h < c.kernelWidth(); h++) {
                                        z += weights[((o * channels + i) * c.kernelHeight() + v) * c.kernelWidth() + h]
                                                * x[(i * height + row + v) * width + column + h];
                                    }
                                }
                            }
                            int target = (o * pooledHeight + row / c.poolHeight()) * pooledWidth + column / 2;
                            y[target] = Math.max(y[target], z);
                        }
                    }
                }
                x = y;
                channels = out;
                height = pooledHeight;
                width = pooledWidth;
            }
            double[][] logits = new double[c.levels()][];
            for (int exit = 1; exit <= c.levels(); exit++) {
                logits[exit - 1] = head(exit, x, height * width);
            }
            return logits;
        }

        private double[] head(int exit, double[] maps, int positions) {
            int read = exit * c.group();
            double[] weights = block("exit%d/dense/W".formatted(exit));
            double[] logits = block("exit%d/dense/b".formatted(exit));
            assertThat(weights).hasSize(CLASSES * read);
            for (int label = 0; label < CLASSES; label++) {
                for (int i = 0; i < read * positions; i++) {
                    logits[label] += weights[label * read + i / positions] * maps[i] / positions;
                }
            }
            return logits;
        }

        /** Returns the mean over exits and examples of the cross-entropy. */
        double loss(Examples examples) {
            double sum = 0;
            for (int n = 0; n < examples.size(); n++) {
                for (double[] logits : logits(example(examples, n))) {
                    double normaliser = 0;
                    for (double logit : logits) {
                        normaliser += Math.exp(logit);
                    }
                    sum += Math.log(normaliser) - logits[examples.label(n)];
                }
            }
            return sum / examples.size() / c.levels();
        }

        private float[] example(Examples examples, int n) {
            float[] values = new float[c.shape().size()];
            examples.copyTo(n, values, 0);
            return values;
        }

        Plain moved(double[] direction, double distance) {
            double[] moved = values.clone();
            for (int i = 0; i < moved.length; i++) {
                moved[i] += distance * direction[i];
            }
            return new Plain(c, layout, moved);
        }
    }

    private static Network open(Case c) {
        NetworkDesign design = Fixture.design(c.backbone(), c.shape(), CLASSES);
        Network network = Fixture.open(design);
        float[] values = network.read(design.spec().layout().all()).values().clone();
        RandomGenerator random = Fixture.STREAMS.stream("biases");
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (0.05 * random.nextGaussian());
        }
        network.load(ParameterSet.fromFlat(design.spec().layout().all(), values));
        return network;
    }

    private static Plain plain(Case c, Network network) {
        float[] values = network.read(network.spec().layout().all()).values();
        double[] doubles = new double[values.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = values[i];
        }
        return new Plain(c, network.spec().layout(), doubles);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void exitsAreThePlainNetworkAtTheirWidth(Case c) {
        try (Network network = open(c)) {
            Plain plain = plain(c, network);
            Examples examples = Fixture.normal(c.shape(), 3, CLASSES, 5);
            network.forward(examples, pass -> {
                for (int n = 0; n < examples.size(); n++) {
                    double[][] expected = plain.logits(plain.example(examples, n));
                    for (int exit = 1; exit <= c.levels(); exit++) {
                        double[] actual = pass.logits(new Exit(exit));
                        for (int label = 0; label < CLASSES; label++) {
                            assertThat(actual[n * CLASSES + label])
                                    .as("exit %d, example %d", exit, n)
                                    .isCloseTo(expected[exit - 1][label], within(1e-5));
                        }
                    }
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsAreTheSlopesOfThePlainNetwork(Case c) {
        try (Network network = open(c)) {
            Plain plain = plain(c, network);
            Examples examples = Fixture.normal(c.shape(), 5, CLASSES, 6);
            float[] gradient = Fixture.gradient(network, Fixture.earlyExit(network), examples);
            RandomGenerator random = Fixture.STREAMS.stream("directions");
            for (Block block : network.spec().layout().blocks()) {
                double[] direction = new double[gradient.length];
                double slope = 0;
                double norm = 0;
                for (int i = block.offset(); i < block.end(); i++) {
                    direction[i] = random.nextGaussian();
                    slope += direction[i] * gradient[i];
                    norm += gradient[i] * gradient[i];
                }
                double step = 1e-7;
                double measured = (plain.moved(direction, step).loss(examples)
                                - plain.moved(direction, -step).loss(examples))
                        / (2 * step);
                assertThat(norm).as(block.name()).isPositive();
                assertThat(slope).as(block.name()).isCloseTo(measured, within(1e-4 * Math.sqrt(norm) + 1e-6));
            }
        }
    }

    @Test
    void trainingWiderGroupsKeepsNarrowAnswers() {
        Case c = cases().findFirst().orElseThrow();
        try (Network network = open(c)) {
            Examples examples = Fixture.normal(c.shape(), 8, CLASSES, 7);
            ParameterLayout layout = network.spec().layout();
            Objective widest = Objective.earlyExit(
                    layout.select(block -> block.depth() == 3), ExitSet.of(3), new double[] {0, 0, 1});
            double[][] before = logits(network, examples);
            network.train(widest, examples, Fixture.oneStep(examples, 0.5), Fixture.STREAMS.stream("widest"));
            double[][] after = logits(network, examples);
            assertThat(after[0]).isEqualTo(before[0]);
            assertThat(after[1]).isEqualTo(before[1]);
            assertThat(after[2]).isNotEqualTo(before[2]);
        }
    }

    private static double[][] logits(Network network, Examples examples) {
        double[][] logits = new double[3][];
        network.forward(examples, pass -> {
            for (int exit = 1; exit <= 3; exit++) {
                logits[exit - 1] = pass.logits(new Exit(exit)).clone();
            }
        });
        return logits;
    }

    @Test
    void countsParametersAndMacsOfImages() {
        NetworkSpec spec = Fixture.design(images(128, 3, 4), CIFAR, 10).spec();
        long parameters = 0;
        for (int k = 1; k <= 4; k++) {
            // 32 -> 30 -> 15 -> 13 -> 6 -> 4 -> 2; group k of layers 2 and 3 reads k groups of 32 channels
            long macs = 30 * 30 * 9 * 3 * 32 + (13 * 13 + 4 * 4) * 9 * (32L * k) * 32;
            assertThat(spec.stageMacs().get(k - 1)).isEqualTo(new Macs(macs));
            assertThat(spec.headMacs().get(k - 1)).isEqualTo(new Macs(32 * k * 10));
            assertThat(spec.layout().head(new Exit(k)).size()).isEqualTo((32 * k + 1) * 10);
            parameters += 32 * (9 * 3 + 1) + 2 * 32 * (9 * 32 * k + 1);
        }
        assertThat(spec.layout().backbone().size()).isEqualTo((int) parameters);
    }

    /**
     * The packed output, the images that layers read, and two values for each output of the group; in the head the
     * last images, the feature twice, and the logits.
     */
    @Test
    void countsValuesKeptInTraining() {
        NetworkSpec spec = Fixture.design(images(128, 3, 4), CIFAR, 10).spec();
        int example = 32 * 32 * 3;
        int group = (15 * 15 + 6 * 6 + 2 * 2) * 32;
        int read = (15 * 15 + 6 * 6) * 32;
        for (int k = 1; k <= 4; k++) {
            assertThat(spec.activations().get(k - 1))
                    .isEqualTo(2 * example + k * (group + read) + 2 * group + k * 32 * (2 * 2 + 2) + 10);
        }
    }

    @Test
    void countsMacsOfSeries() {
        NetworkSpec spec = Fixture.design(series(64, 3, 4, 9), UCI_HAR, 6).spec();
        for (int k = 1; k <= 4; k++) {
            // time 128 -> 120 -> 60 -> 52 -> 26 -> 18 -> 9
            assertThat(spec.stageMacs().get(k - 1)).isEqualTo(new Macs(120 * 9 * 9 * 16 + (52 + 18) * 9 * 16 * k * 16));
        }
    }

    @Test
    void rejectsUnequalGroups() {
        assertThatThrownBy(() -> new AnyWidthConvNet.Options(10, 3, 4))
                .hasMessage("width = 10, levels = 4: expected a width that is a multiple of 'levels'");
        assertThatThrownBy(() -> new AnyWidthConvNet.SeriesOptions(7, 3, 2, 9)).hasMessageContaining("width = 7");
    }

    @Test
    void rejectsTooManyLayers() {
        assertThatThrownBy(() -> Fixture.design(images(8, 4, 2), CIFAR, 10))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("stage 1 of the backbone", "layer 4", "2 x 2");
    }

    @Test
    void rejectsOtherShapes() {
        assertThatThrownBy(() -> Fixture.design(images(8, 1, 2), UCI_HAR, 10))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("'any-width-convnet' requires images");
        assertThatThrownBy(() -> Fixture.design(series(8, 1, 2, 3), CIFAR, 10))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("'any-width-convnet-1d' requires series");
    }
}
