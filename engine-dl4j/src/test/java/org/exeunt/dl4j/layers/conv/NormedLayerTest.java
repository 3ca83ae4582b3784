package org.exeunt.dl4j.layers.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.dl4j.kernels.NormArithmetic;
import org.exeunt.dl4j.kernels.NormForward;
import org.exeunt.dl4j.layers.Doubles;
import org.exeunt.dl4j.layers.InputGradientSwitch;
import org.exeunt.dl4j.layers.KernelsInUse;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares convolutions with norms and residual blocks with a double-precision reference, and the reference with
 * central differences.
 *
 * <p>The layers are float32 only, so finite differences of their own outputs would be dominated by rounding errors.
 */
class NormedLayerTest {
    private static final RandomStreams STREAMS = new RandomStreams(5);
    /**
     * Maximum relative error of consecutive float32 sums of several thousand products, divided by a standard deviation
     * of about 1.
     */
    private static final double FLOAT_TOLERANCE = 5e-5;

    private static final double MOMENTUM = 0.25;
    private static final ChannelNorm BATCH = ChannelNorm.batch(MOMENTUM);

    /** A layer and the shape of its input. */
    record Case(String name, Supplier<NormedLayer> layer, int batch, int in, int size) {
        @Override
        public String toString() {
            return name;
        }

        InputType type() {
            return InputType.convolutional(size, size, in, CNN2DFormat.NHWC);
        }

        long[] inputShape() {
            return new long[] {batch, size, size, in};
        }

        NormedLayer configured() {
            NormedLayer configured = layer.get();
            configured.setNIn(type(), true);
            return configured;
        }

        NormedReference reference() {
            NormedLayer configured = configured();
            return new NormedReference(batch, size, configured.parts(), configured.norm());
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                stem("rgb image", 3, 3, 8, 6, BATCH),
                stem("rgb image", 3, 3, 8, 6, ChannelNorm.group(4)),
                stem("Winograd forward", 9, 32, 24, 7, BATCH),
                stem("Winograd forward", 9, 32, 24, 7, ChannelNorm.group(1)),
                block("input added", 3, 8, 8, 1, 5, BATCH),
                block("input added", 3, 8, 8, 1, 5, ChannelNorm.group(2)),
                block("more channels", 2, 5, 12, 1, 6, BATCH),
                block("more channels", 2, 5, 12, 1, 6, ChannelNorm.group(12)),
                block("stride 2, even size", 3, 6, 12, 2, 8, BATCH),
                block("stride 2, even size", 3, 6, 12, 2, 8, ChannelNorm.group(3)),
                block("stride 2, odd size", 3, 6, 12, 2, 7, BATCH),
                block("stride 2, channels kept", 2, 6, 6, 2, 4, BATCH),
                block("Winograd forward", 9, 32, 32, 1, 6, BATCH),
                block("larger than a tile", 2, 16, 32, 2, 24, BATCH),
                block("larger than a tile", 2, 16, 32, 2, 24, ChannelNorm.group(8)),
                block("one position", 5, 8, 16, 2, 2, BATCH),
                block("many channels", 9, 128, 256, 2, 4, BATCH));
    }

    private static Case stem(String name, int batch, int in, int out, int size, ChannelNorm norm) {
        return new Case(
                "convolution, %s: %s".formatted(describe(norm), name),
                () -> ConvNormRelu.of(3, out, norm),
                batch,
                in,
                size);
    }

    private static Case block(String name, int batch, int in, int out, int stride, int size, ChannelNorm norm) {
        return new Case(
                "block, %s: %s".formatted(describe(norm), name),
                () -> ResidualBlock.of(out, stride, norm),
                batch,
                in,
                size);
    }

    private static String describe(ChannelNorm norm) {
        return norm.overBatch() ? "batch norm" : "group norm of " + norm.groups();
    }

    private static double[] normal(int count, double mean, double scale, String purpose) {
        return Doubles.normal(STREAMS.stream(purpose), count, mean, scale);
    }

    /** Returns an input and parameters far from their initial values. */
    private static Map<String, double[]> point(NormedReference reference) {
        Map<String, double[]> point = new LinkedHashMap<>();
        reference.sizes().forEach((name, size) -> {
            if (name.endsWith("gamma")) {
                point.put(name, normal(size, 1, 0.3, name));
            } else if (name.endsWith("beta")) {
                point.put(name, normal(size, 0, 0.3, name));
            } else {
                point.put(name, normal(size, 0.1, name.equals("x") ? 1 : 0.2, name));
            }
        });
        return point;
    }

    private static Map<String, double[]> runningStatistics(NormedLayer layer) {
        Map<String, double[]> statistics = new HashMap<>();
        for (ConvNorm part : layer.parts()) {
            statistics.put(part.mean(), normal(part.out(), 0, 0.5, part.mean()));
            double[] variance = normal(part.out(), 0, 1, part.variance());
            Arrays.setAll(variance, i -> (float) (0.5 + Math.abs(variance[i])));
            statistics.put(part.variance(), variance);
        }
        return statistics;
    }

    /** A layer in its own graph. */
    private static final class Running {
        final Layer layer;
        final LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();

        Running(Case c) {
            ComputationGraph graph = new ComputationGraph(configuration(c));
            graph.init();
            graph.initGradientsView();
            this.layer = graph.getLayer("layer");
        }

        static ComputationGraphConfiguration configuration(Case c) {
            return new NeuralNetConfiguration.Builder()
                    .trainingWorkspaceMode(WorkspaceMode.NONE)
                    .inferenceWorkspaceMode(WorkspaceMode.NONE)
                    .graphBuilder()
                    .addInputs("in")
                    .setInputTypes(c.type())
                    .addLayer("layer", c.layer().get(), "in")
                    .setOutputs("layer")
                    .build();
        }

        void set(Map<String, double[]> values) {
            values.forEach((name, array) -> {
                if (!name.equals("x")) {
                    NativeFloats.of(layer.getParam(name)).put(0, Doubles.floats(array), 0, array.length);
                }
            });
        }

        double[] forward(double[] x, boolean training, long... shape) {
            layer.setInput(Nd4j.createFromArray(Doubles.floats(x)).reshape('c', shape), workspaces);
            return doubles(layer.activate(training, workspaces));
        }

        Map<String, double[]> backward(double[] dy, long... shape) {
            Pair<Gradient, INDArray> pair = layer.backpropGradient(
                    Nd4j.createFromArray(Doubles.floats(dy)).reshape('c', shape), workspaces);
            Map<String, double[]> gradients = new HashMap<>();
            pair.getFirst().gradientForVariable().forEach((name, gradient) -> gradients.put(name, doubles(gradient)));
            gradients.put("x", doubles(pair.getSecond()));
            return gradients;
        }
    }

    private static double[] doubles(INDArray array) {
        float[] floats = new float[(int) array.length()];
        NativeFloats.of(array).get(0, floats, 0, floats.length);
        return Doubles.of(floats);
    }

    private static void assertClose(String what, double[] actual, double[] expected) {
        Doubles.assertClose(what, actual, expected, FLOAT_TOLERANCE * Doubles.largest(expected));
    }

    private static long[] outputShape(Case c) {
        long[] shape = c.configured().getOutputType(-1, c.type()).getShape(true);
        shape[0] = c.batch();
        return shape;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(Case c) {
        NormedReference reference = c.reference();
        Map<String, double[]> point = point(reference);
        double[] dy = normal(reference.outputSize(), 0, 1, "dy");
        Running running = new Running(c);
        running.set(point);
        Map<String, double[]> expected = reference.backward(point, dy);
        // twice, with another batch size in between, because buffers are reused
        for (int repetition = 0; repetition < 2; repetition++) {
            assertClose("output", running.forward(point.get("x"), true, c.inputShape()), reference.forward(point));
            Map<String, double[]> actual = running.backward(dy, outputShape(c));
            expected.forEach((name, gradient) -> assertClose("gradient at " + name, actual.get(name), gradient));
            long[] one = c.inputShape().clone();
            one[0] = 1;
            running.forward(Arrays.copyOf(point.get("x"), point.get("x").length / c.batch()), true, one);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void repeatedBackwardPassesAgree(Case c) {
        NormedReference reference = c.reference();
        Map<String, double[]> point = point(reference);
        double[] dy = normal(reference.outputSize(), 0, 1, "dy");
        Running running = new Running(c);
        running.set(point);
        running.forward(point.get("x"), true, c.inputShape());
        Map<String, double[]> once = running.backward(dy, outputShape(c));
        Map<String, double[]> again = running.backward(dy, outputShape(c));
        once.forEach((name, gradient) -> assertThat(again.get(name)).as(name).isEqualTo(gradient));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void referenceAgreesWithCentralDifferences(Case c) {
        NormedReference reference = c.reference();
        Map<String, double[]> point = point(reference);
        double[] dy = normal(reference.outputSize(), 0, 1, "dy");
        Map<String, double[]> gradients = reference.backward(point, dy);
        RandomGenerator random = STREAMS.stream("entries");
        double h = 1e-6;
        point.forEach((name, array) -> {
            for (int repetition = 0; repetition < 3; repetition++) {
                int i = random.nextInt(array.length);
                double at = array[i];
                array[i] = at + h;
                double up = Doubles.dot(reference.forward(point), dy);
                array[i] = at - h;
                double down = Doubles.dot(reference.forward(point), dy);
                array[i] = at;
                assertThat(gradients.get(name)[i])
                        .as("%s[%d]", name, i)
                        .isCloseTo((up - down) / (2 * h), within(1e-6 * (1 + Math.sqrt(Doubles.dot(dy, dy)))));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void otherGradientsDoNotDependOnInputGradient(Case c) {
        NormedReference reference = c.reference();
        Map<String, double[]> point = point(reference);
        double[] dy = normal(reference.outputSize(), 0, 1, "dy");
        Running running = new Running(c);
        running.set(point);
        ((InputGradientSwitch) running.layer).computeInputGradient(false);
        running.forward(point.get("x"), true, c.inputShape());
        Map<String, double[]> actual = running.backward(dy, outputShape(c));
        Map<String, double[]> expected = reference.backward(point, dy);
        assertThat(actual.remove("x")).as("returned unchanged, not computed").containsExactly(dy);
        expected.remove("x");
        expected.forEach((name, gradient) -> assertClose("gradient at " + name, actual.get(name), gradient));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inferenceUsesRunningStatistics(Case c) {
        NormedLayer layer = c.configured();
        NormedReference reference = c.reference();
        Map<String, double[]> point = point(reference);
        Running running = new Running(c);
        running.set(point);
        double[] x = point.get("x");
        if (!layer.norm().overBatch()) {
            assertThat(running.layer.paramTable().keySet()).isEqualTo(paramsOf(reference));
            assertThat(running.forward(x, false, c.inputShape())).isEqualTo(running.forward(x, true, c.inputShape()));
            return;
        }
        Map<String, double[]> before = runningStatistics(layer);
        running.set(before);
        Map<String, double[]> batch = reference.statistics(point);
        running.forward(x, true, c.inputShape());
        Map<String, double[]> actual = running.backward(normal(reference.outputSize(), 0, 1, "dy"), outputShape(c));
        before.forEach((name, old) -> {
            double[] expected = new double[old.length];
            Arrays.setAll(expected, i -> MOMENTUM * (old[i] - batch.get(name)[i]));
            assertClose("step of " + name, actual.get(name), expected);
        });
        point.putAll(before);
        assertClose("output", running.forward(x, false, c.inputShape()), reference.forward(point));
    }

    private static Set<String> paramsOf(NormedReference reference) {
        var names = new LinkedHashSet<>(reference.sizes().keySet());
        names.remove("x");
        return names;
    }

    @Test
    void acceptsOneValuePerChannel() {
        Case c = block("one example with one position", 1, 8, 8, 1, 1, BATCH);
        NormedReference reference = c.reference();
        Map<String, double[]> point = point(reference);
        Running running = new Running(c);
        running.set(point);
        double[] y = running.forward(point.get("x"), true, c.inputShape());
        Map<String, double[]> gradients = running.backward(normal(8, 0, 1, "dy"), outputShape(c));
        for (int i = 0; i < 8; i++) {
            double expected = Math.max(0, point.get("conv2/beta")[i] + point.get("x")[i]);
            assertThat(y[i]).isCloseTo(expected, within(1e-4));
        }
        gradients.forEach((name, gradient) -> assertThat(Arrays.stream(gradient).allMatch(Double::isFinite))
                .as(name)
                .isTrue());
        assertThat(gradients.get("conv2/var")).as("one value has no variance").containsOnly(0);
    }

    @Test
    void varianceIsAccurateWithALargeMean() {
        int positions = 3 * 5 * 5;
        NormForward passes = KernelsInUse.get().normForward(4);
        NormArithmetic norm = new NormArithmetic(4, 1, true);
        Arrays.fill(norm.gamma(), 1);
        double[] noise = normal(positions * 4, 0, 1, "noise");
        double[] values = new double[noise.length];
        Arrays.setAll(values, i -> 4096 + noise[i]);
        INDArray z = Nd4j.createFromArray(Doubles.floats(values)).reshape('c', 3, 5, 5, 4);
        double[] exact = doubles(z);
        norm.startBatch(3);
        passes.measure(norm, NativeFloats.of(z));
        for (int c = 0; c < 4; c++) {
            double mean = 0;
            double variance = 0;
            for (int i = c; i < exact.length; i += 4) {
                mean += exact[i] / positions;
            }
            for (int i = c; i < exact.length; i += 4) {
                variance += Math.pow(exact[i] - mean, 2) / positions;
            }
            assertThat((double) norm.scale()[c]).isCloseTo(1 / Math.sqrt(variance + 1e-5), within(1e-5));
        }
    }

    @Test
    void rejectsGroupsThatDoNotDivideTheChannels() {
        NormedLayer layer = ResidualBlock.of(6, 1, ChannelNorm.group(4));
        assertThatThrownBy(() -> layer.setNIn(InputType.convolutional(4, 4, 6, CNN2DFormat.NHWC), true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("6 channels")
                .hasMessageContaining("4 groups");
    }

    @Test
    void refusesChannelsFirst() {
        NormedLayer layer = ConvNormRelu.of(3, 8, BATCH);
        assertThatThrownBy(() -> layer.setNIn(InputType.convolutional(4, 4, 6, CNN2DFormat.NCHW), true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[batch, height, width, channels]");
    }

    @Test
    void rejectsInvalidValues() {
        List<Runnable> faults = List.of(
                () -> ConvNormRelu.of(2, 8, BATCH),
                () -> ResidualBlock.of(8, 0, BATCH),
                () -> ChannelNorm.group(0),
                () -> ChannelNorm.batch(1.5));
        for (Runnable fault : faults) {
            assertThatThrownBy(fault::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected");
        }
    }
}
