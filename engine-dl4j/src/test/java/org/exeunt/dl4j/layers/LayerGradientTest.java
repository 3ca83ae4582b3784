package org.exeunt.dl4j.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.dl4j.layers.conv.ConvRelu;
import org.exeunt.dl4j.layers.conv.ConvReluPool;
import org.exeunt.dl4j.layers.conv.GlobalAverage;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares all fast layers with a double-precision reference, and the reference with central differences.
 *
 * <p>The layers are float32 only, so finite differences of their own outputs would be dominated by rounding errors.
 */
class LayerGradientTest {
    private static final RandomStreams STREAMS = new RandomStreams(4);
    /**
     * Maximum relative error of a float32 sum of several thousand products, including the transforms of the Winograd
     * algorithm.
     */
    private static final double FLOAT_TOLERANCE = 2e-5;

    /** A layer with its reference and the shape of its input. */
    record Case(
            String name,
            org.deeplearning4j.nn.conf.layers.Layer layer,
            Reference reference,
            InputType type,
            long... inputShape) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                        convolution("rgb image", 2, 3, 3, 8, 11),
                        convolution("1x1 kernel", 2, 1, 5, 7, 6),
                        convolution("5x5 kernel, one channel", 2, 5, 1, 6, 13),
                        convolution("2x2 kernel", 2, 2, 3, 4, 9),
                        convolution("Winograd forward", 9, 3, 32, 16, 10),
                        convolution("many channels", 2, 3, 40, 24, 8),
                        convolution("unpooled border, odd length", 9, 3, 32, 16, 7),
                        convolution("unpooled border, even length", 10, 3, 32, 16, 8),
                        series("three channels", 2, 5, 3, 8, 21),
                        series("even kernel, odd length", 3, 4, 9, 5, 20),
                        series("one channel to one", 2, 2, 1, 1, 5),
                        unpooled("image", ConvRelu.ofImages(3, 6), 2, 3, 3, 4, 6, 5, 7),
                        unpooled("image of 2x2 pixels", ConvRelu.ofImages(3, 6), 3, 3, 3, 8, 6, 2, 2),
                        unpooled("Winograd forward", ConvRelu.ofImages(3, 16), 9, 3, 3, 32, 16, 6, 6),
                        unpooled("series", ConvRelu.ofSeries(3, 7), 2, 1, 3, 5, 7, 1, 11),
                        unpooled("series, even kernel", ConvRelu.ofSeries(4, 3), 2, 1, 4, 5, 3, 1, 9),
                        unpooled("rows of an image", ConvRelu.ofSeries(3, 3), 2, 1, 3, 2, 3, 4, 9),
                        convolution("Winograd gradients of many channels", 9, 3, 272, 256, 4),
                        dense("linear", 5, 7, 3, false),
                        dense("ReLU", 6, 33, 20, true),
                        average(CNN2DFormat.NHWC),
                        average(CNN2DFormat.NCHW))
                .map(Arguments::of);
    }

    private static Case convolution(String name, int batch, int kernel, int in, int out, int size) {
        return new Case(
                "convolution: " + name,
                ConvReluPool.of(kernel, out),
                new Reference.ConvReluPool(batch, kernel, in, out, size),
                InputType.convolutional(size, size, in, CNN2DFormat.NHWC),
                batch,
                size,
                size,
                in);
    }

    private static Case series(String name, int batch, int kernel, int in, int out, int time) {
        return new Case(
                "series: " + name,
                ConvReluPool.ofSeries(kernel, out),
                Reference.ConvReluPool.ofSeries(batch, kernel, in, out, time),
                InputType.convolutional(1, time, in, CNN2DFormat.NHWC),
                batch,
                1,
                time,
                in);
    }

    private static Case unpooled(
            String name,
            ConvRelu layer,
            int batch,
            int kernelHeight,
            int kernelWidth,
            int in,
            int out,
            int height,
            int width) {
        return new Case(
                "without pooling: " + name,
                layer,
                Reference.ConvReluPool.unpooled(batch, kernelHeight, kernelWidth, in, out, height, width),
                InputType.convolutional(height, width, in, CNN2DFormat.NHWC),
                batch,
                height,
                width,
                in);
    }

    private static Case dense(String name, int batch, int in, int out, boolean relu) {
        return new Case(
                "dense: " + name,
                relu ? Dense.relu(out) : Dense.linear(out),
                new Reference.Dense(batch, in, out, relu),
                InputType.feedForward(in),
                batch,
                in);
    }

    private static Case average(CNN2DFormat format) {
        boolean last = format == CNN2DFormat.NHWC;
        return new Case(
                "average: " + format,
                new GlobalAverage(),
                new Reference.Average(3, 20, 6, last),
                InputType.convolutional(4, 5, 6, format),
                last ? new long[] {3, 4, 5, 6} : new long[] {3, 6, 4, 5});
    }

    private static double[] normal(int count, double scale, String purpose) {
        return Doubles.normal(STREAMS.stream(purpose), count, 0, scale);
    }

    /** A layer in its own graph. */
    private static final class Running {
        final ComputationGraph graph;
        final Layer layer;
        final LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();

        Running(org.deeplearning4j.nn.conf.layers.Layer layer, InputType type) {
            graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                    .trainingWorkspaceMode(WorkspaceMode.NONE)
                    .inferenceWorkspaceMode(WorkspaceMode.NONE)
                    .graphBuilder()
                    .addInputs("in")
                    .setInputTypes(type)
                    .addLayer("layer", layer, "in")
                    .setOutputs("layer")
                    .build());
            graph.init();
            graph.initGradientsView();
            this.layer = graph.getLayer("layer");
        }

        void set(double[] weights, double[] bias) {
            if (weights.length > 0) {
                INDArray w = layer.getParam("W");
                NativeFloats.of(w.rank() == 2 ? w.transpose() : w).put(0, Doubles.floats(weights), 0, weights.length);
                NativeFloats.of(layer.getParam("b")).put(0, Doubles.floats(bias), 0, bias.length);
            }
        }

        double[] forward(double[] x, long... shape) {
            return forward(true, x, shape);
        }

        double[] forward(boolean training, double[] x, long... shape) {
            layer.setInput(Nd4j.createFromArray(Doubles.floats(x)).reshape('c', shape), workspaces);
            return doubles(layer.activate(training, workspaces));
        }

        Reference.Gradients backward(double[] dy, long... outputShape) {
            Pair<Gradient, INDArray> pair = layer.backpropGradient(
                    Nd4j.createFromArray(Doubles.floats(dy)).reshape('c', outputShape), workspaces);
            double[] dx = doubles(pair.getSecond());
            INDArray dw = pair.getFirst().getGradientFor("W");
            INDArray db = pair.getFirst().getGradientFor("b");
            return new Reference.Gradients(
                    dx,
                    dw == null ? new double[0] : doubles(dw.rank() == 2 ? dw.transpose() : dw),
                    db == null ? new double[0] : doubles(db));
        }
    }

    private static double[] doubles(INDArray array) {
        float[] floats = new float[(int) array.length()];
        NativeFloats.of(NativeFloats.dense(array)).get(0, floats, 0, floats.length);
        return Doubles.of(floats);
    }

    private static void assertClose(String what, double[] actual, double[] expected) {
        Doubles.assertClose(what, actual, expected, FLOAT_TOLERANCE * Doubles.largest(expected));
    }

    private static long[] outputShape(Case c) {
        long[] shape = c.layer().getOutputType(-1, c.type()).getShape(true);
        shape[0] = c.inputShape()[0];
        return shape;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(Case c) {
        Reference reference = c.reference();
        double[] x = normal(reference.inputSize(), 1, "x");
        double[] weights = normal(reference.weightCount(), 0.1, "weights");
        double[] bias = normal(reference.biasCount(), 0.1, "bias");
        double[] dy = normal(reference.outputSize(), 1, "dy");
        Running running = new Running(c.layer(), c.type());
        running.set(weights, bias);
        Reference.Gradients expected = reference.backward(x, weights, bias, dy);
        // twice, with another batch size in between, because buffers are reused
        for (int repetition = 0; repetition < 2; repetition++) {
            assertClose("output", running.forward(x, c.inputShape()), reference.forward(x, weights, bias));
            Reference.Gradients actual = running.backward(dy, outputShape(c));
            assertClose("input gradient", actual.input(), expected.input());
            assertClose("weight gradient", actual.weights(), expected.weights());
            assertClose("bias gradient", actual.bias(), expected.bias());
            long[] one = c.inputShape().clone();
            one[0] = 1;
            running.forward(Arrays.copyOf(x, x.length / (int) c.inputShape()[0]), one);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientAgreesWithTheReferenceSlope(Case c) {
        Reference reference = c.reference();
        double[] x = normal(reference.inputSize(), 1, "x");
        double[] weights = normal(reference.weightCount(), 0.1, "weights");
        double[] bias = normal(reference.biasCount(), 0.1, "bias");
        double[] dy = normal(reference.outputSize(), 1, "dy");
        Running running = new Running(c.layer(), c.type());
        running.set(weights, bias);
        running.forward(x, c.inputShape());
        Reference.Gradients gradients = running.backward(dy, outputShape(c));
        double[] alongX = normal(x.length, 1, "along x");
        double[] alongWeights = normal(weights.length, 0.1, "along weights");
        double[] alongBias = normal(bias.length, 0.1, "along bias");
        double h = 1e-7;
        double measured =
                (value(reference, moved(x, alongX, h), moved(weights, alongWeights, h), moved(bias, alongBias, h), dy)
                                - value(
                                        reference,
                                        moved(x, alongX, -h),
                                        moved(weights, alongWeights, -h),
                                        moved(bias, alongBias, -h),
                                        dy))
                        / (2 * h);
        double slope = Doubles.dot(gradients.input(), alongX)
                + Doubles.dot(gradients.weights(), alongWeights)
                + Doubles.dot(gradients.bias(), alongBias);
        double size = Doubles.norm(gradients.input()) * Doubles.norm(alongX)
                + Doubles.norm(gradients.weights()) * Doubles.norm(alongWeights)
                + Doubles.norm(gradients.bias()) * Doubles.norm(alongBias);
        assertThat(slope).isCloseTo(measured, within(1e-5 * size));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void referenceAgreesWithCentralDifferences(Case c) {
        Reference reference = c.reference();
        double[] x = normal(reference.inputSize(), 1, "x");
        double[] weights = normal(reference.weightCount(), 0.1, "weights");
        double[] bias = normal(reference.biasCount(), 0.1, "bias");
        double[] dy = normal(reference.outputSize(), 1, "dy");
        Reference.Gradients gradients = reference.backward(x, weights, bias, dy);
        List<double[]> arrays = List.of(x, weights, bias);
        List<double[]> slopes = List.of(gradients.input(), gradients.weights(), gradients.bias());
        RandomGenerator random = STREAMS.stream("entries");
        double h = 1e-6;
        for (int a = 0; a < arrays.size(); a++) {
            double[] array = arrays.get(a);
            for (int repetition = 0; repetition < 8 && array.length > 0; repetition++) {
                int i = random.nextInt(array.length);
                double at = array[i];
                array[i] = at + h;
                double up = value(reference, x, weights, bias, dy);
                array[i] = at - h;
                double down = value(reference, x, weights, bias, dy);
                array[i] = at;
                assertThat(slopes.get(a)[i]).isCloseTo((up - down) / (2 * h), within(1e-6 * (1 + Doubles.norm(dy))));
            }
        }
    }

    private static double value(Reference reference, double[] x, double[] weights, double[] bias, double[] dy) {
        return Doubles.dot(reference.forward(x, weights, bias), dy);
    }

    private static double[] moved(double[] from, double[] direction, double step) {
        double[] to = new double[from.length];
        Arrays.setAll(to, i -> from[i] + step * direction[i]);
        return to;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void otherGradientsDoNotDependOnInputGradient(Case c) {
        Reference reference = c.reference();
        double[] x = normal(reference.inputSize(), 1, "x");
        double[] weights = normal(reference.weightCount(), 0.1, "weights");
        double[] bias = normal(reference.biasCount(), 0.1, "bias");
        double[] dy = normal(reference.outputSize(), 1, "dy");
        Running running = new Running(c.layer(), c.type());
        if (!(running.layer instanceof InputGradientSwitch saver)) {
            assertThat(reference.weightCount()).isZero();
            return;
        }
        running.set(weights, bias);
        saver.computeInputGradient(false);
        running.forward(x, c.inputShape());
        Reference.Gradients actual = running.backward(dy, outputShape(c));
        Reference.Gradients expected = reference.backward(x, weights, bias, dy);
        assertThat(actual.input()).as("returned unchanged, not computed").containsExactly(dy);
        assertClose("weight gradient", actual.weights(), expected.weights());
        assertClose("bias gradient", actual.bias(), expected.bias());
    }

    @Test
    void firstOfEqualValuesReceivesTheGradient() {
        int batch = 2;
        Reference reference = new Reference.ConvReluPool(batch, 3, 2, 3, 8);
        double[] x = new double[reference.inputSize()];
        Arrays.fill(x, 1);
        // multiples of 1/8: every sum is exact, so that all values of a window are equal
        double[] weights = new double[reference.weightCount()];
        Arrays.setAll(weights, i -> (i % 7 - 2) / 8.0);
        double[] bias = {0.25, 0.5, -8};
        double[] dy = normal(reference.outputSize(), 1, "dy");
        Running running = new Running(ConvReluPool.of(3, 3), InputType.convolutional(8, 8, 2, CNN2DFormat.NHWC));
        running.set(weights, bias);
        running.forward(x, batch, 8, 8, 2);
        Reference.Gradients actual = running.backward(dy, batch, 3, 3, 3);
        Reference.Gradients expected = reference.backward(x, weights, bias, dy);
        assertClose("input gradient", actual.input(), expected.input());
        assertClose("weight gradient", actual.weights(), expected.weights());
        assertClose("bias gradient", actual.bias(), expected.bias());
    }

    @Test
    void inferenceAgreesWithTrainingForManyImages() {
        // large enough to be processed in several parts, the last of one image
        int batch = 9;
        Reference reference = new Reference.ConvReluPool(batch, 3, 3, 128, 32);
        double[] x = normal(reference.inputSize(), 1, "x");
        Running running = new Running(ConvReluPool.of(3, 128), InputType.convolutional(32, 32, 3, CNN2DFormat.NHWC));
        running.set(normal(reference.weightCount(), 0.1, "weights"), normal(reference.biasCount(), 0.1, "bias"));
        double[] trained = running.forward(true, x, batch, 32, 32, 3);

        running.forward(false, normal(reference.inputSize(), 1, "other images"), batch, 32, 32, 3);
        assertClose("output", running.forward(false, x, batch, 32, 32, 3), trained);
    }
}
