package org.exeunt.dl4j.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.dl4j.kernels.NormArithmetic;
import org.exeunt.dl4j.kernels.PreparedWeights;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.layers.conv.ChannelNorm;
import org.exeunt.dl4j.layers.conv.ConvNormRelu;
import org.exeunt.dl4j.layers.conv.ConvRelu;
import org.exeunt.dl4j.layers.conv.ConvReluPool;
import org.exeunt.dl4j.layers.conv.GlobalAverage;
import org.exeunt.dl4j.layers.conv.GridAverage;
import org.exeunt.dl4j.layers.conv.MeanOfStems;
import org.exeunt.dl4j.layers.conv.NormedLayer;
import org.exeunt.dl4j.layers.conv.ResidualBlock;
import org.exeunt.dl4j.layers.sequence.EarlierFeatures;
import org.exeunt.dl4j.layers.sequence.EncoderBlock;
import org.exeunt.dl4j.layers.sequence.EncoderReference;
import org.exeunt.dl4j.layers.sequence.FirstPositionSwitch;
import org.exeunt.dl4j.layers.sequence.TokenEmbedding;
import org.exeunt.dl4j.nativeaccess.MemoryLocation;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.spi.EarlierFeatureReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares the outputs of all fast layers with double precision, and their gradients with finite differences in double
 * precision, for the kernels of the host and for those of a device.
 *
 * <p>The layers are float32 only, so finite differences of their own outputs would be dominated by rounding errors.
 */
@Tag("slow")
@ParameterizedClass
@EnumSource(MemoryLocation.class)
class LayersTest {
    private static final RandomStreams STREAMS = new RandomStreams(4);
    /**
     * Maximum relative error of consecutive float32 sums of several thousand products, including the transforms of the
     * Winograd algorithm, norms and a softmax.
     */
    private static final double TOLERANCE = 5e-5;

    private static final double MOMENTUM = 0.25;
    private static final ChannelNorm BATCH = ChannelNorm.batch(MOMENTUM);

    private final MemoryLocation before;

    LayersTest(MemoryLocation memory) {
        before = MemoryLocation.use(memory);
    }

    @AfterEach
    void restoreMemoryLocation() {
        MemoryLocation.use(before);
    }

    /**
     * A layer.
     *
     * @param input the input, whose zeros are constant
     * @param reference returns the output for parameters and the input {@code x}
     */
    private record Case(
            String name,
            Supplier<RunningLayer> layer,
            long[] shape,
            double[] input,
            Function<Map<String, double[]>, double[]> reference) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Computes the output of a layer of images from the input and the parameters. */
    private interface Reference {
        Images of(Images x, Map<String, double[]> parameters);
    }

    /**
     * A layer with batch norm.
     *
     * @param statistics receives the means and unbiased variances of the batch; null for inference
     */
    private interface Normed {
        Images of(Images x, Map<String, double[]> parameters, Map<String, double[]> statistics);
    }

    private record NormedCase(String name, Supplier<NormedLayer> layer, int batch, int in, int size, Normed reference) {
        Case inTraining() {
            return images(
                    name, layer::get, batch, size, size, in, (x, values) -> reference.of(x, values, new HashMap<>()));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                        plain(),
                        normed().filter(each -> !each.name().contains("many channels"))
                                .map(NormedCase::inTraining),
                        sequences())
                .flatMap(cases -> cases);
    }

    private static Stream<Case> plain() {
        return Stream.of(
                pooled("rgb image", 2, 3, 3, 8, 11),
                pooled("1x1 kernel", 2, 1, 5, 7, 6),
                pooled("5x5 kernel, one channel", 2, 5, 1, 6, 13),
                pooled("2x2 kernel", 2, 2, 3, 4, 9),
                pooled("Winograd forward", 9, 3, 32, 16, 10),
                pooled("many channels", 2, 3, 40, 24, 8),
                pooled("unpooled border, odd length", 9, 3, 32, 16, 7),
                pooled("Winograd gradients of many channels", 9, 3, 272, 256, 4),
                series("three channels", 2, 5, 3, 8, 21),
                series("even kernel, odd length", 3, 4, 9, 5, 20),
                series("one channel to one", 2, 2, 1, 1, 5),
                unpooled("image", () -> ConvRelu.ofImages(3, 6), 2, 3, 3, 4, 5, 7),
                unpooled("image of 2x2 pixels", () -> ConvRelu.ofImages(3, 6), 3, 3, 3, 8, 2, 2),
                unpooled("Winograd forward", () -> ConvRelu.ofImages(3, 16), 9, 3, 3, 32, 6, 6),
                unpooled("series, even kernel", () -> ConvRelu.ofSeries(4, 3), 2, 1, 4, 5, 1, 9),
                unpooled("rows of an image", () -> ConvRelu.ofSeries(3, 3), 2, 1, 3, 2, 4, 9),
                dense("linear", 5, 7, 3, false),
                dense("ReLU", 6, 33, 20, true),
                average(CNN2DFormat.NHWC),
                average(CNN2DFormat.NCHW),
                grid(CNN2DFormat.NHWC),
                grid(CNN2DFormat.NCHW),
                meanOfStems());
    }

    private static Case images(
            String name, Supplier<Layer> layer, int batch, int height, int width, int channels, Reference reference) {
        double[] x = Doubles.normal(STREAMS.stream("x"), batch * height * width * channels, 0.1, 1);
        return new Case(
                name,
                () -> new RunningLayer(layer.get(), InputType.convolutional(height, width, channels, CNN2DFormat.NHWC)),
                new long[] {batch, height, width, channels},
                x,
                values -> reference
                        .of(new Images(values.get("x"), batch, height, width, channels), values)
                        .values());
    }

    private static Reference convolution(Window vertical, Window horizontal) {
        return (x, values) -> x.convolve(values.get("W"), values.get("b").length, vertical, horizontal)
                .plus(values.get("b"))
                .relu();
    }

    private static Case pooled(String name, int batch, int kernel, int in, int out, int size) {
        Reference convolved = convolution(Window.valid(kernel), Window.valid(kernel));
        return images(
                "pooled convolution: " + name,
                () -> ConvReluPool.of(kernel, out),
                batch,
                size,
                size,
                in,
                (x, values) -> convolved.of(x, values).pool(2, 2));
    }

    private static Case series(String name, int batch, int kernel, int in, int out, int time) {
        Reference convolved = convolution(Window.valid(1), Window.valid(kernel));
        return images(
                "series: " + name,
                () -> ConvReluPool.ofSeries(kernel, out),
                batch,
                1,
                time,
                in,
                (x, values) -> convolved.of(x, values).pool(1, 2));
    }

    private static Case unpooled(
            String name,
            Supplier<Layer> layer,
            int batch,
            int kernelHeight,
            int kernelWidth,
            int in,
            int height,
            int width) {
        Reference reference = convolution(Window.same(kernelHeight), Window.same(kernelWidth));
        return images("without pooling: " + name, layer, batch, height, width, in, reference);
    }

    private static Case dense(String name, int batch, int in, int out, boolean relu) {
        return new Case(
                "dense: " + name,
                () -> new RunningLayer(relu ? Dense.relu(out) : Dense.linear(out), InputType.feedForward(in)),
                new long[] {batch, in},
                Doubles.normal(STREAMS.stream("x"), batch * in, 0, 1),
                values -> {
                    Images z = new Images(values.get("x"), batch, 1, 1, in)
                            .convolve(values.get("W"), out, Window.valid(1), Window.valid(1))
                            .plus(values.get("b"));
                    return (relu ? z.relu() : z).values();
                });
    }

    /** Values of channels first are taken for channels last of images with one row for each channel. */
    private static Case average(CNN2DFormat format) {
        boolean last = format == CNN2DFormat.NHWC;
        return new Case(
                "average: " + format,
                () -> new RunningLayer(new GlobalAverage(), InputType.convolutional(4, 5, 6, format)),
                last ? new long[] {3, 4, 5, 6} : new long[] {3, 6, 4, 5},
                Doubles.normal(STREAMS.stream("x"), 3 * 4 * 5 * 6, 0, 1),
                values -> (last ? new Images(values.get("x"), 3, 4, 5, 6) : new Images(values.get("x"), 3 * 6, 4, 5, 1))
                        .average());
    }

    /** A grid of 3 x 3 cells on 4 x 5 positions, so that cells overlap; in either layout. */
    private static Case grid(CNN2DFormat format) {
        boolean last = format == CNN2DFormat.NHWC;
        int[][] rows = {{0, 2}, {1, 3}, {2, 4}};
        int[][] columns = {{0, 2}, {1, 4}, {3, 5}};
        return new Case(
                "grid average: " + format,
                () -> new RunningLayer(new GridAverage(3), InputType.convolutional(4, 5, 2, format)),
                last ? new long[] {3, 4, 5, 2} : new long[] {3, 2, 4, 5},
                Doubles.normal(STREAMS.stream("x"), 3 * 4 * 5 * 2, 0, 1),
                values -> {
                    double[] x = values.get("x");
                    double[] means = new double[3 * 9 * 2];
                    for (int k = 0; k < means.length; k++) {
                        int[] row = rows[k / 2 % 9 / 3];
                        int[] column = columns[k / 2 % 3];
                        for (int i = row[0]; i < row[1]; i++) {
                            for (int j = column[0]; j < column[1]; j++) {
                                int n = k / 18;
                                int at = last ? ((n * 4 + i) * 5 + j) * 2 + k % 2 : ((n * 2 + k % 2) * 4 + i) * 5 + j;
                                means[k] += x[at] / ((row[1] - row[0]) * (column[1] - column[0]));
                            }
                        }
                    }
                    return means;
                });
    }

    /** Of seven examples, the first has both groups, the next two the first, then the second, and one has none. */
    private static Case meanOfStems() {
        int[][] groups = {{3, 0}, {1, 2}};
        boolean[][] has = {{true, true, true, false, false, false, true}, {true, false, false, true, true, false, true}
        };
        Map<String, List<Integer>> named = new LinkedHashMap<>();
        named.put("g0", List.of(3, 0));
        named.put("g1", List.of(1, 2));
        Case c = images("mean of stems", () -> MeanOfStems.of(named, 4, 5), 7, 1, 12, 4, (x, values) -> {
            double[] mean = new double[7 * 4 * 5];
            for (int g = 0; g < 2; g++) {
                double[] stem = x.select(groups[g])
                        .convolve(values.get("g" + g + "/W"), 5, Window.valid(1), Window.valid(4))
                        .plus(values.get("g" + g + "/b"))
                        .relu()
                        .pool(1, 2)
                        .values();
                for (int i = 0; i < mean.length; i++) {
                    int n = i / 20;
                    mean[i] += has[g][n] ? stem[i] / (has[1 - g][n] ? 2 : 1) : 0;
                }
            }
            return new Images(mean, 7, 1, 4, 5);
        });
        for (int g = 0; g < 2; g++) {
            for (int i = 0; i < c.input().length; i++) {
                c.input()[i] *= !has[g][i / 48] && (i % 4 == groups[g][0] || i % 4 == groups[g][1]) ? 0 : 1;
            }
        }
        return c;
    }

    static Stream<NormedCase> normed() {
        ChannelNorm four = ChannelNorm.group(4);
        return Stream.of(
                stem("rgb image", 3, 3, 8, 6, BATCH),
                stem("rgb image", 3, 3, 8, 6, four),
                stem("Winograd forward", 9, 32, 24, 7, BATCH),
                stem("Winograd forward", 9, 32, 24, 7, ChannelNorm.group(1)),
                block("input added", 3, 8, 8, 1, 5, BATCH),
                block("input added", 3, 8, 8, 1, 5, ChannelNorm.group(2)),
                block("more channels", 2, 5, 12, 1, 6, BATCH),
                block("more channels", 2, 5, 12, 1, 6, ChannelNorm.group(12)),
                block("stride 2, even size", 3, 6, 12, 2, 8, BATCH),
                block("stride 2, even size", 3, 6, 12, 2, 8, four),
                block("stride 2, odd size", 3, 6, 12, 2, 7, BATCH),
                block("stride 2, channels kept", 2, 6, 6, 2, 4, BATCH),
                block("Winograd forward", 9, 32, 32, 1, 6, BATCH),
                block("larger than a tile", 2, 16, 32, 2, 24, BATCH),
                block("larger than a tile", 2, 16, 32, 2, 24, ChannelNorm.group(8)),
                block("one position", 5, 8, 16, 2, 2, BATCH),
                block("many channels", 9, 128, 256, 2, 4, BATCH));
    }

    private static NormedCase stem(String name, int batch, int in, int out, int size, ChannelNorm norm) {
        return new NormedCase(
                "convolution, %s: %s".formatted(norm, name),
                () -> ConvNormRelu.of(3, out, norm),
                batch,
                in,
                size,
                (x, values, statistics) -> NormedReference.stem(x, values, "", 1, norm.groups(), statistics));
    }

    private static NormedCase block(String name, int batch, int in, int out, int stride, int size, ChannelNorm norm) {
        return new NormedCase(
                "block, %s: %s".formatted(norm, name),
                () -> ResidualBlock.of(out, stride, norm),
                batch,
                in,
                size,
                (x, values, statistics) -> NormedReference.block(x, values, stride, norm.groups(), statistics));
    }

    private static Stream<Case> sequences() {
        return Stream.of(
                encoder(3, 6, 8, 2, 0, false, false),
                encoder(3, 7, 8, 2, 0, false, true),
                encoder(3, 7, 8, 2, 0.3, false, true),
                encoder(2, 5, 9, 3, 0.3, false, false),
                encoder(3, 7, 8, 4, 0, true, true),
                encoder(3, 7, 8, 2, 0.3, true, true),
                encoder(4, 5, 6, 1, 0.5, true, false),
                encoder(1, 1, 4, 2, 0, false, false),
                embedding(0),
                embedding(0.3));
    }

    private static Case encoder(
            int sequences, int length, int width, int heads, double dropRate, boolean firstOnly, boolean padding) {
        EncoderReference reference =
                new EncoderReference(sequences, length, width, heads, dropRate, firstOnly, padding);
        return new Case(
                "encoder block of %d x %d x %d, %d heads, dropout %s%s%s"
                        .formatted(
                                sequences,
                                length,
                                width,
                                heads,
                                dropRate,
                                firstOnly ? ", first position" : "",
                                padding ? ", padding" : ""),
                () -> {
                    RunningLayer running = new RunningLayer(
                            new EncoderBlock(heads, EncoderReference.HIDDEN, dropRate),
                            InputType.recurrent(width, length, RNNFormat.NWC));
                    ((FirstPositionSwitch) running.layer()).computeFirstPositionOnly(firstOnly);
                    return running;
                },
                new long[] {sequences, length, width},
                reference.input(STREAMS),
                reference::forward);
    }

    private static Case embedding(double dropRate) {
        double[] ids = {1, 4, 8, 4, 0, 1, 2, 0, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        return new Case(
                "embedding, dropout " + dropRate,
                () -> new RunningLayer(new TokenEmbedding(9, 6, dropRate, true), InputType.feedForward(5)),
                new long[] {4, 5},
                ids,
                values -> EncoderReference.embedding(ids, 5, 6, dropRate, values.get("W")));
    }

    private static double[] normal(int count, String purpose) {
        return Doubles.normal(STREAMS.stream(purpose), count, 0, 1);
    }

    private static long[] shapeOf(Case c, int batch) {
        long[] shape = c.shape().clone();
        shape[0] = batch;
        return shape;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outputsAndGradientsAgreeWithDoublePrecision(Case c) {
        RunningLayer running = c.layer().get();
        Map<String, double[]> values = running.randomise(STREAMS);
        values.put("x", c.input());
        double[] expected = c.reference().apply(values);
        double[] dy = normal(expected.length, "dy");
        Doubles.assertClose("output", running.forward(true, c.input(), c.shape()), expected, TOLERANCE);
        Map<String, double[]> gradients = running.backward(dy);
        assertThat(gradients.keySet()).containsAll(running.layer().paramTable().keySet());
        gradients.forEach((name, gradient) -> {
            double[] direction = normal(gradient.length, "direction");
            if (name.equals("x")) {
                for (int i = 0; i < gradient.length; i++) {
                    assertThat(c.input()[i] != 0 || gradient[i] == 0)
                            .as("gradient at a value that is lacking")
                            .isTrue();
                    direction[i] *= c.input()[i] == 0 ? 0 : 1;
                }
            }
            if (!isStatistic(name)) {
                double slope = Doubles.slope(
                        values.get(name),
                        direction,
                        () -> Doubles.dot(c.reference().apply(values), dy));
                assertThat(Doubles.dot(gradient, direction))
                        .as("slope along %s", name)
                        .isCloseTo(slope, within(TOLERANCE * Doubles.norm(gradient)));
            }
        });
    }

    private static boolean isStatistic(String name) {
        return name.endsWith("mean") || name.endsWith("var");
    }

    /** Buffers are reused: the second pass has the bits of the first, in the same memory. */
    @ParameterizedTest
    @MethodSource("cases")
    void otherBatchesChangeNoBits(Case c) {
        RunningLayer running = c.layer().get();
        running.randomise(STREAMS);
        INDArray output = running.activate(true, c.input(), c.shape());
        double[] y = Doubles.of(output);
        double[] dy = normal(y.length, "dy");
        Map<String, double[]> gradients = running.backward(dy);
        assertSameBits(running.backward(dy), gradients);
        double[] first = Arrays.copyOf(c.input(), c.input().length / (int) c.shape()[0]);
        running.backward(normal(running.forward(true, first, shapeOf(c, 1)).length, "other"));
        INDArray again = running.activate(true, c.input(), c.shape());
        assertThat(again.data().address()).isEqualTo(output.data().address());
        assertThat(Doubles.of(again)).isEqualTo(y);
        assertSameBits(running.backward(dy), gradients);
    }

    private static void assertSameBits(Map<String, double[]> actual, Map<String, double[]> expected) {
        expected.forEach(
                (name, gradient) -> assertThat(actual.get(name)).as(name).isEqualTo(gradient));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void otherGradientsDoNotDependOnInputGradient(Case c) {
        RunningLayer running = c.layer().get();
        running.randomise(STREAMS);
        if (running.layer() instanceof FastLayer<?> saver) {
            double[] dy = normal(running.forward(true, c.input(), c.shape()).length, "dy");
            Map<String, double[]> expected = running.backward(dy);
            saver.computeInputGradient(false);
            running.forward(true, c.input(), c.shape());
            Map<String, double[]> actual = running.backward(dy);
            if (expected.remove("x") != null) {
                assertThat(actual.get("x"))
                        .as("returned unchanged, not computed")
                        .isEqualTo(dy);
            }
            expected.forEach((name, gradient) -> Doubles.assertClose(name, actual.get(name), gradient, TOLERANCE));
        } else {
            assertThat(running.layer().numParams()).isZero();
        }
    }

    /** In the last case both convolutions, forward and backward, use the Winograd algorithm. */
    @ParameterizedTest
    @MethodSource("normed")
    void inferenceUsesRunningStatistics(NormedCase normed) {
        Case c = normed.inTraining();
        RunningLayer running = c.layer().get();
        Map<String, double[]> values = running.randomise(STREAMS);
        Images x = new Images(c.input(), normed.batch(), normed.size(), normed.size(), normed.in());
        double[] y = running.forward(true, c.input(), c.shape());
        Map<String, double[]> gradients = running.backward(normal(y.length, "dy"));
        double[] inference = running.forward(false, c.input(), c.shape());
        if (gradients.keySet().stream().noneMatch(LayersTest::isStatistic)) {
            assertThat(inference).isEqualTo(y);
            return;
        }
        Map<String, double[]> batch = new HashMap<>();
        Doubles.assertClose(
                "training", y, normed.reference().of(x, values, batch).values(), TOLERANCE);
        Doubles.assertClose(
                "inference", inference, normed.reference().of(x, values, null).values(), TOLERANCE);
        batch.forEach((name, statistic) -> {
            double[] step = new double[statistic.length];
            Arrays.setAll(step, i -> MOMENTUM * (values.get(name)[i] - statistic[i]));
            Doubles.assertClose("step of " + name, gradients.get(name), step, TOLERANCE);
        });
    }

    @Test
    void acceptsOneValuePerChannel() {
        NormedCase normed = block("one example with one position", 1, 8, 8, 1, 1, BATCH);
        Case c = normed.inTraining();
        RunningLayer running = c.layer().get();
        Map<String, double[]> values = running.randomise(STREAMS);
        double[] y = running.forward(true, c.input(), c.shape());
        for (int i = 0; i < 8; i++) {
            assertThat(y[i]).isCloseTo(Math.max(0, values.get("conv2/beta")[i] + c.input()[i]), within(1e-4));
        }
        Map<String, double[]> gradients = running.backward(normal(8, "dy"));
        gradients.forEach(
                (name, gradient) -> assertThat(Arrays.stream(gradient)).as(name).allMatch(Double::isFinite));
        assertThat(gradients.get("conv2/var")).as("one value has no variance").containsOnly(0);
    }

    /**
     * With a second norm of gamma 0, the output is the ReLU of the block's input: the gradient passes exactly where the
     * output is above 0, as close to 0 as 1e-29.
     */
    @Test
    void gradientPassesWhereTheOutputIsPositive() {
        RunningLayer running =
                new RunningLayer(ResidualBlock.of(8, 1, BATCH), InputType.convolutional(6, 6, 8, CNN2DFormat.NHWC));
        running.randomise(STREAMS);
        Doubles.put(running.layer().getParam("conv2/gamma"), new double[8]);
        Doubles.put(running.layer().getParam("conv2/beta"), new double[8]);
        double[] x = normal(3 * 6 * 6 * 8, "x");
        Arrays.setAll(x, i -> (float) (x[i] * Math.pow(10, -(i % 30))));
        double[] y = running.forward(true, x, 3, 6, 6, 8);
        double[] ones = new double[y.length];
        Arrays.fill(ones, 1);
        double[] dx = running.backward(ones).get("x");
        for (int i = 0; i < y.length; i++) {
            assertThat(y[i]).isEqualTo(Math.max(0, x[i]));
            assertThat(dx[i]).as("gradient at %s", x[i]).isCloseTo(y[i] > 0 ? 1 : 0, within(1e-3));
        }
    }

    @Test
    void varianceIsAccurateWithALargeMean() {
        NormArithmetic norm = new NormArithmetic(4, 1, true);
        Arrays.fill(norm.gamma(), 1);
        double[] values = Doubles.normal(STREAMS.stream("noise"), 3 * 5 * 5 * 4, 4096, 1);
        norm.startBatch(3);
        KernelsInUse.get().normForward(4).measure(norm, NativeFloats.of(Doubles.array(values, 3, 5, 5, 4)));
        double[] variances = new Images(values, 3, 5, 5, 4).statistics(0)[1];
        for (int c = 0; c < 4; c++) {
            assertThat((double) norm.scale()[c]).isCloseTo(1 / Math.sqrt(variances[c] + 1e-5), within(1e-5));
        }
    }

    @Test
    void firstOfEqualValuesReceivesTheGradient() {
        RunningLayer running =
                new RunningLayer(ConvReluPool.of(3, 1), InputType.convolutional(4, 4, 1, CNN2DFormat.NHWC));
        // the kernel passes the middle of its window through
        Doubles.put(running.layer().getParam("W"), new double[] {0, 0, 0, 0, 1, 0, 0, 0, 0});
        double[] ones = new double[16];
        Arrays.fill(ones, 1);
        assertThat(running.forward(true, ones, 1, 4, 4, 1)).containsExactly(1);
        double[] dx = new double[16];
        dx[5] = 7;
        assertThat(running.backward(new double[] {7}).get("x")).isEqualTo(dx);
    }

    /** Large enough to be processed in several parts, the last of one image. */
    @Test
    void inferenceAgreesWithTrainingForManyImages() {
        Case c = pooled("many images", 9, 3, 3, 128, 32);
        RunningLayer running = c.layer().get();
        running.randomise(STREAMS);
        double[] trained = running.forward(true, c.input(), c.shape());
        running.forward(false, normal(c.input().length, "other images"), c.shape());
        Doubles.assertClose("output", running.forward(false, c.input(), c.shape()), trained, TOLERANCE);
    }

    @Test
    void preparedWeightsAreDiscardedOnRequest() {
        for (Case c :
                sequences().filter(each -> each.name().startsWith("encoder")).toList()) {
            RunningLayer running = c.layer().get();
            PreparedWeights prepared = (PreparedWeights) running.layer();
            for (String draw : List.of("first", "second")) {
                running.randomise(STREAMS.derive(draw, 0));
                prepared.keepPreparedWeights(false);
                double[] expected = running.forward(true, c.input(), c.shape());
                prepared.keepPreparedWeights(true);
                for (int repetition = 0; repetition < 2; repetition++) {
                    Doubles.assertClose(draw, running.forward(true, c.input(), c.shape()), expected, TOLERANCE);
                }
            }
        }
    }

    /**
     * With more rows than in a group or a tile: each sequence by itself has the same output, and gradients add up.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sequencesDoNotDependOnTheBatch(boolean firstOnly) {
        Case c = encoder(40, 90, 16, 2, 0, firstOnly, true);
        RunningLayer running = c.layer().get();
        running.randomise(STREAMS);
        double[] y = running.forward(true, c.input(), c.shape());
        double[] dy = normal(y.length, "dy");
        Map<String, double[]> together = running.backward(dy);
        Map<String, double[]> sums = new HashMap<>();
        double[] separate = new double[y.length];
        int size = y.length / 40;
        for (int s = 0; s < 40; s++) {
            double[] own = Arrays.copyOfRange(c.input(), s * size, (s + 1) * size);
            System.arraycopy(running.forward(true, own, shapeOf(c, 1)), 0, separate, s * size, size);
            int at = s * size;
            running.backward(Arrays.copyOfRange(dy, at, at + size)).forEach((name, gradient) -> {
                double[] sum = sums.computeIfAbsent(name, key -> new double[together.get(key).length]);
                int from = name.equals("x") ? at : 0;
                Arrays.setAll(gradient, i -> sum[from + i] += gradient[i]);
            });
        }
        Doubles.assertClose("output", y, separate, TOLERANCE);
        together.forEach((name, gradient) -> Doubles.assertClose(name, gradient, sums.get(name), TOLERANCE));
    }

    /** With many tiles and groups: the backward pass drops the same values as the forward pass. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsAgreeWithDifferencesUnderDropout(boolean firstOnly) {
        Case c = encoder(30, 80, 16, 2, 0.4, firstOnly, true);
        RunningLayer running = c.layer().get();
        Map<String, double[]> parameters = running.randomise(STREAMS);
        double[] dy = normal(running.forward(true, c.input(), c.shape()).length, "dy");
        Map<String, double[]> gradients = running.backward(dy);
        parameters.forEach((name, values) -> {
            double norm = Doubles.norm(gradients.get(name));
            double[] ends = new double[2];
            for (int side = 0; side < 2; side++) {
                double step = (side == 0 ? 1e-2 : -1e-2) / norm;
                double[] moved = new double[values.length];
                Arrays.setAll(moved, i -> values[i] + step * gradients.get(name)[i]);
                Doubles.put(running.layer().getParam(name), moved);
                ends[side] = Doubles.dot(running.forward(true, c.input(), c.shape()), dy);
            }
            Doubles.put(running.layer().getParam(name), values);
            // the loss is not linear over the step, and float32 sums of more than ten thousand outputs have rounding
            // errors
            assertThat((ends[0] - ends[1]) / 2e-2).as(name).isCloseTo(norm, within(3e-2 * norm));
        });
    }

    /** Padding is negative zero, by which later layers know it. */
    @Test
    void embeddingsMarkPadding() {
        Case c = embedding(0.3);
        RunningLayer running = c.layer().get();
        running.randomise(STREAMS);
        double[] y = running.forward(true, c.input(), c.shape());
        for (int i = 0; i < y.length; i++) {
            boolean padding = c.input()[i / 6] == 0 && i / 6 % 5 > 0;
            assertThat(Double.compare(y[i], -0.0) == 0)
                    .as("padding marker at %d", i)
                    .isEqualTo(padding);
        }
    }

    @Test
    void unmaskedTokenZeroHasARow() {
        RunningLayer running = new RunningLayer(new TokenEmbedding(4, 2, 0, false), InputType.feedForward(3));
        double[] table = running.randomise(STREAMS).get("W");
        double[] y = running.forward(true, new double[] {1, 0, 0}, 1, 3);
        assertThat(y[2]).isCloseTo(Math.sqrt(2) * table[0] + Math.sin(1), within(1e-6));
        assertThat(running.backward(new double[] {0, 0, 1, 0, 1, 0}).get("W")[0])
                .isCloseTo(2 * Math.sqrt(2), within(1e-6));
    }

    /** Uses the features of two earlier exits and of the exit itself, in a layer with room for one more. */
    @Test
    void earlierFeaturesAgreeWithTheFormula() {
        int width = 4;
        RunningLayer running = new RunningLayer(new EarlierFeatures(4), InputType.feedForward(width));
        double[] positions = running.randomise(STREAMS).get("W");
        double[][] features = {normal(3 * width, "a1"), normal(3 * width, "a2"), normal(3 * width, "a3")};
        EarlierFeatureReader.Running layer = (EarlierFeatureReader.Running) running.layer();
        layer.read(List.of(Doubles.array(features[0], 3, width), Doubles.array(features[1], 3, width)));
        double[] y = running.forward(true, features[2], 3, width);
        double[] dy = normal(y.length, "dy");
        Map<String, double[]> gradients = running.backward(dy);
        double[] expected = new double[y.length];
        double[][] slopes = new double[3][3 * width];
        double[] positionSlopes = new double[positions.length];
        for (int i = 0; i < expected.length; i++) {
            int position = i / width % 4;
            int exit = position == 0 ? 2 : position - 1;
            int feature = i / width / 4 * width + i % width;
            expected[i] = features[exit][feature] + positions[position * width + i % width];
            slopes[exit][feature] += dy[i];
            positionSlopes[position * width + i % width] += dy[i];
        }
        Doubles.assertClose("output", y, expected, TOLERANCE);
        Doubles.assertClose("gradient at the exit's own feature", gradients.get("x"), slopes[2], TOLERANCE);
        Doubles.assertClose("gradient at the first", Doubles.of(layer.gradientAt(1)), slopes[0], TOLERANCE);
        Doubles.assertClose("gradient at the second", Doubles.of(layer.gradientAt(2)), slopes[1], TOLERANCE);
        Doubles.assertClose("gradient of the positions", gradients.get("W"), positionSlopes, TOLERANCE);
    }

    @Test
    void rejectsUnsuitableInputsAndValues() {
        InputType sequences = InputType.recurrent(8, 5, RNNFormat.NCW);
        assertRejected(() -> new RunningLayer(new EncoderBlock(2, 8, 0), sequences), "layer", "NCW");
        assertRejected(() -> new RunningLayer(new TokenEmbedding(9, 8, 0, true), sequences), "layer", "NCW");
        assertRejected(
                () -> new RunningLayer(new EncoderBlock(3, 8, 0), InputType.recurrent(8, 5, RNNFormat.NWC)), "3 heads");
        assertRejected(
                () -> ResidualBlock.of(6, 1, ChannelNorm.group(4))
                        .setNIn(InputType.convolutional(4, 4, 6, CNN2DFormat.NHWC), true),
                "6 channels",
                "4 groups");
        assertRejected(
                () -> ConvNormRelu.of(3, 8, BATCH).setNIn(InputType.convolutional(4, 4, 6, CNN2DFormat.NCHW), true),
                "[batch, height, width, channels]");
        assertRejected(() -> ConvNormRelu.of(2, 8, BATCH), "kernel = 2; expected");
        assertRejected(() -> ResidualBlock.of(8, 0, BATCH), "stride = 0; expected");
        assertRejected(() -> ChannelNorm.group(0), "expected");
        assertRejected(() -> ChannelNorm.batch(1.5), "expected");
    }

    private static void assertRejected(ThrowingCallable fault, String... parts) {
        assertThatThrownBy(fault)
                .isInstanceOfAny(IllegalStateException.class, IllegalArgumentException.class)
                .hasMessageContainingAll(parts);
    }
}
