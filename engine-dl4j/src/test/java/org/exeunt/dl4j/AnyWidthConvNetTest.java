package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Macs;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.AnyWidthConvNet;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.layers.Doubles;
import org.exeunt.dl4j.layers.Images;
import org.exeunt.dl4j.nativeaccess.MemoryLocation;
import org.exeunt.dl4j.plugins.Dl4jPlugins;
import org.exeunt.dl4j.spi.Backbone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares networks that are computed by groups of channels with one plain convolutional network, computed in double
 * precision, whose weights from later to earlier groups are zero. Runs for the kernels of both memory locations.
 */
@ParameterizedClass
@EnumSource(MemoryLocation.class)
class AnyWidthConvNetTest {
    private final MemoryLocation before;

    AnyWidthConvNetTest(MemoryLocation memory) {
        before = MemoryLocation.use(memory);
    }

    @AfterEach
    void restoreMemoryLocation() {
        MemoryLocation.use(before);
    }

    private static final InputShape CIFAR = InputShape.image(3, 32, 32);
    private static final InputShape UCI_HAR = InputShape.of(List.of(9, 128));
    private static final int CLASSES = 4;

    private static PluginChoice<Backbone> images(int width, int layers, int levels) {
        return new Dl4jPlugins()
                .choose(Backbone.class, "any-width-convnet", new AnyWidthConvNet.Options(width, layers, levels));
    }

    private static PluginChoice<Backbone> series(int width, int layers, int levels, int kernel) {
        return new Dl4jPlugins()
                .choose(
                        Backbone.class,
                        "any-width-convnet-1d",
                        new AnyWidthConvNet.SeriesOptions(width, layers, levels, kernel));
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
            Window vertical,
            Window horizontal) {
        boolean isSeries() {
            return vertical.kernel() == 1;
        }

        InputShape shape() {
            return isSeries()
                    ? InputShape.of(List.of(inputChannels, width))
                    : InputShape.image(inputChannels, height, width);
        }

        /** Returns examples, which have channels first, as images. */
        Images images(Examples examples) {
            int positions = height * width;
            double[] values = new double[examples.size() * positions * inputChannels];
            float[] example = new float[positions * inputChannels];
            for (int n = 0; n < examples.size(); n++) {
                examples.copyTo(n, example, 0);
                for (int i = 0; i < example.length; i++) {
                    values[(n * positions + i % positions) * inputChannels + i / positions] = example[i];
                }
            }
            return new Images(values, examples.size(), height, width, inputChannels);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        Window three = Window.valid(3);
        return Stream.of(
                new Case("images", images(6, 2, 3), 2, 3, 2, 3, 11, 14, three, three),
                new Case("one level", images(5, 2, 1), 2, 1, 5, 2, 10, 10, three, three),
                new Case("series", series(8, 3, 4, 4), 3, 4, 2, 3, 1, 40, Window.valid(1), Window.valid(4)));
    }

    /** The plain network. Values are read from the blocks of the network under test. */
    private record Plain(Case c, ParameterLayout layout, double[] values) {
        private double[] block(String name) {
            Block found = layout.blocks().stream()
                    .filter(block -> block.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            return Arrays.copyOfRange(values, found.offset(), found.end());
        }

        /** Returns the weights [out, in, kernel height, kernel width] of a layer, zero above the block diagonal. */
        private double[] weights(int layer) {
            int kernel = c.vertical().kernel() * c.horizontal().kernel();
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
            return IntStream.rangeClosed(1, c.levels())
                    .mapToObj(level -> block("stage%d/group/conv%d/b".formatted(level, layer)))
                    .flatMapToDouble(Arrays::stream)
                    .toArray();
        }

        /** Returns the logits of all exits for examples: a dense layer on the means of the exit's channels. */
        double[][] logits(Examples examples) {
            Images maps = c.images(examples);
            for (int layer = 1; layer <= c.layers(); layer++) {
                maps = maps.convolve(weights(layer), c.group() * c.levels(), c.vertical(), c.horizontal())
                        .plus(bias(layer))
                        .relu()
                        .pool(c.isSeries() ? 1 : 2, 2);
            }
            double[][] logits = new double[c.levels()][];
            for (int exit = 1; exit <= c.levels(); exit++) {
                int[] read = IntStream.range(0, exit * c.group()).toArray();
                logits[exit - 1] = new Images(maps.select(read).average(), examples.size(), 1, 1, read.length)
                        .convolve(block("exit%d/dense/W".formatted(exit)), CLASSES, Window.valid(1), Window.valid(1))
                        .plus(block("exit%d/dense/b".formatted(exit)))
                        .values();
            }
            return logits;
        }

        /** Returns the mean over exits and examples of the cross-entropy. */
        double loss(Examples examples) {
            double sum = 0;
            for (double[] logits : logits(examples)) {
                double[] probabilities = Fixture.probabilities(logits, CLASSES);
                for (int n = 0; n < examples.size(); n++) {
                    sum -= Math.log(probabilities[n * CLASSES + examples.label(n)]);
                }
            }
            return sum / examples.size() / c.levels();
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
        return new Plain(c, network.spec().layout(), Doubles.of(values));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void exitsAreThePlainNetworkAtTheirWidth(Case c) {
        try (Network network = open(c)) {
            Plain plain = plain(c, network);
            Examples examples = Fixture.normal(c.shape(), 3, CLASSES, 5);
            double[][] expected = plain.logits(examples);
            List<double[]> actual = Fixture.logits(network, examples);
            for (int exit = 1; exit <= c.levels(); exit++) {
                assertThat(actual.get(exit - 1)).as("exit %d", exit).containsExactly(expected[exit - 1], within(1e-5));
            }
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
                for (int i = block.offset(); i < block.end(); i++) {
                    direction[i] = random.nextGaussian();
                }
                double[] own = Doubles.of(Arrays.copyOfRange(gradient, block.offset(), block.end()));
                double slope = Doubles.dot(Doubles.of(gradient), direction);
                double norm = Doubles.norm(own);
                double measured = Doubles.slope(plain.values(), direction, () -> plain.loss(examples));
                assertThat(norm).as(block.name()).isPositive();
                assertThat(slope).as(block.name()).isCloseTo(measured, within(1e-4 * norm + 1e-6));
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
            List<double[]> before = Fixture.logits(network, examples);
            network.train(widest, examples, Fixture.oneStep(examples, 0.5), Fixture.STREAMS.stream("widest"));
            List<double[]> after = Fixture.logits(network, examples);
            assertThat(after.get(0)).isEqualTo(before.get(0));
            assertThat(after.get(1)).isEqualTo(before.get(1));
            assertThat(after.get(2)).isNotEqualTo(before.get(2));
        }
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
    void rejectsTooManyLayersAndOtherShapes() {
        Fixture.assertRejected(
                () -> Fixture.design(images(8, 4, 2), CIFAR, 10), "stage 1 of the backbone", "layer 4", "2 x 2");
        Fixture.assertRejected(
                () -> Fixture.design(images(8, 1, 2), UCI_HAR, 10), "'any-width-convnet' requires images");
        Fixture.assertRejected(
                () -> Fixture.design(series(8, 1, 2, 3), CIFAR, 10), "'any-width-convnet-1d' requires series");
    }
}
