package org.exeunt.dl4j.layers.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.dl4j.layers.Doubles;
import org.exeunt.dl4j.layers.Images;
import org.exeunt.dl4j.layers.NormedReference;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.spi.Dl4jEquivalent;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares the fast layer of a residual block with Deeplearning4j's own layers at a point where the input of one of its
 * 32,768 output ReLUs is zero up to rounding errors. Depending on rounding, the ReLU is active or inactive in each of
 * the two; each has the exact gradient for its own case, and there is no other difference.
 */
class ReluAtZeroTest {
    private static final int BATCH = 4;
    private static final int IN = 64;
    private static final int OUT = 128;
    private static final int SIZE = 16;
    /** Number of values of the input and of each trained parameter. */
    private static final Map<String, Integer> SIZES = sizes();

    private static final long[] IMAGES = {BATCH, SIZE, SIZE, IN};
    private static final long[] OUTPUTS = {BATCH, SIZE / 2, SIZE / 2, OUT};
    /**
     * Ten times the observed error of float32 sums of up to 1,152 products and of 256 positions, for values of about 1.
     */
    private static final double ROUNDING = 1e-5;
    /**
     * Relative to a whole array of gradients; the contribution of one of the 32,768 ReLUs is about a hundred times
     * larger.
     */
    private static final double FLOAT_TOLERANCE = 2e-5;
    /** Input of the ReLU in the reference if active, and its negative if inactive: less than {@link #ROUNDING}. */
    private static final double NUDGE = 1e-6;

    private final ResidualBlock block = ResidualBlock.of(OUT, 2, ChannelNorm.batch(0.1));
    private RandomStreams streams;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void gradientMatchesTheActivation(int seed) {
        Map<String, double[]> point = pointWithOneUndecidedRelu(seed);
        double[] before = output(point);
        double[] dy = normal(before.length, "dy");
        int zero = smallestPositive(before);
        double value = before[zero];
        Map<String, double[]> atZero = shifted(point, zero, -value);
        Result fast = fast(atZero, dy);
        // along this direction the gradient of every parameter contributes in proportion to its norm
        Map<String, double[]> direction = new LinkedHashMap<>();
        point.keySet().forEach(name -> {
            double[] along = normal(point.get(name).length, "along " + name);
            double norm = Doubles.norm(fast.gradients().get(name));
            direction.put(name, Arrays.stream(along).map(d -> d / norm).toArray());
        });
        double active = slope(shifted(point, zero, NUDGE - value), direction, dy);
        double inactive = slope(shifted(point, zero, -NUDGE - value), direction, dy);
        assertThat(Math.abs(active - inactive))
                .as("difference between active and inactive")
                .isGreaterThan(20 * FLOAT_TOLERANCE);
        for (Result result : List.of(fast, ofDeeplearning4j(atZero, dy))) {
            double output = result.output()[zero];
            assertThat(output).as("%s, seed %d", result.name(), seed).isCloseTo(0, within(ROUNDING));
            double slope = 0;
            for (String name : direction.keySet()) {
                slope += Doubles.dot(result.gradients().get(name), direction.get(name));
            }
            assertThat(slope)
                    .as("%s, seed %d, %s", result.name(), seed, output > 0 ? "active" : "inactive")
                    .isCloseTo(output > 0 ? active : inactive, within(FLOAT_TOLERANCE));
        }
    }

    private static double[] output(Map<String, double[]> point) {
        return NormedReference.block(images(point), point, 2, 0, new HashMap<>())
                .values();
    }

    private static double[] inner(Map<String, double[]> point) {
        return NormedReference.stem(images(point), point, "conv1/", 2, 0, new HashMap<>())
                .values();
    }

    private static Images images(Map<String, double[]> point) {
        return new Images(point.get("x"), BATCH, SIZE, SIZE, IN);
    }

    private static double slope(Map<String, double[]> point, Map<String, double[]> direction, double[] dy) {
        double h = 1e-7;
        return (Doubles.dot(output(moved(point, direction, h)), dy)
                        - Doubles.dot(output(moved(point, direction, -h)), dy))
                / (2 * h);
    }

    private static Map<String, double[]> moved(
            Map<String, double[]> point, Map<String, double[]> direction, double step) {
        Map<String, double[]> moved = new LinkedHashMap<>();
        point.forEach((name, values) -> {
            double[] to = values.clone();
            Arrays.setAll(to, i -> to[i] + step * direction.get(name)[i]);
            moved.put(name, to);
        });
        return moved;
    }

    /** Output and gradients of one implementation, in the order of the reference. */
    private record Result(String name, double[] output, Map<String, double[]> gradients) {}

    /**
     * Draws points until the input of no ReLU, except the tested one, is so close to zero that its sign may differ in
     * float32.
     */
    private Map<String, double[]> pointWithOneUndecidedRelu(int seed) {
        for (long draw = 0; ; draw++) {
            streams = new RandomStreams(1000L * seed + draw);
            Map<String, double[]> point = point();
            double[] output = output(point);
            int zero = smallestPositive(output);
            Map<String, double[]> atZero = shifted(point, zero, -output[zero]);
            if (undecided(ReluAtZeroTest::inner, atZero, "conv1/") == 0
                    && undecided(ReluAtZeroTest::output, atZero, "conv2/", "shortcut/") == 1) {
                return point;
            }
        }
    }

    /**
     * Returns the number of ReLUs at the output with an input within rounding errors of zero. Inactive ones are
     * detected by negating all inputs.
     */
    private static int undecided(
            Function<Map<String, double[]>, double[]> relu, Map<String, double[]> point, String... parts) {
        Map<String, double[]> negated = new LinkedHashMap<>(point);
        for (String part : parts) {
            for (String name : List.of("gamma", "beta")) {
                negated.compute(part + name, (key, values) -> Arrays.stream(values)
                        .map(value -> -value)
                        .toArray());
            }
        }
        double[] active = relu.apply(point);
        double[] inactive = relu.apply(negated);
        return (int) IntStream.range(0, active.length)
                .filter(i -> Math.max(active[i], inactive[i]) < ROUNDING)
                .count();
    }

    private static Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>(Map.of("x", BATCH * SIZE * SIZE * IN));
        Map.of("conv1/", 9 * IN, "conv2/", 9 * OUT, "shortcut/", IN).forEach((part, fanIn) -> {
            sizes.put(part + "W", OUT * fanIn);
            sizes.put(part + "gamma", OUT);
            sizes.put(part + "beta", OUT);
        });
        return sizes;
    }

    private Map<String, double[]> point() {
        Map<String, double[]> point = new LinkedHashMap<>();
        SIZES.forEach((name, size) -> {
            double[] values = normal(size, name);
            int fanIn = size / OUT;
            for (int i = 0; i < size; i++) {
                if (name.endsWith("gamma")) {
                    values[i] = 1 + 0.3 * values[i];
                } else if (name.endsWith("beta")) {
                    values[i] *= 0.3;
                } else if (!name.equals("x")) {
                    values[i] *= Math.sqrt(2.0 / fanIn);
                }
                values[i] = (float) values[i];
            }
            point.put(name, values);
        });
        return point;
    }

    private double[] normal(int count, String purpose) {
        return Doubles.normal(streams.stream(purpose), count, 0, 1);
    }

    /**
     * Returns the index of the smallest positive output, so that setting it to zero changes its channel only slightly.
     */
    private static int smallestPositive(double[] output) {
        int entry = 0;
        for (int i = 1; i < output.length; i++) {
            if (output[i] > 0 && (output[entry] == 0 || output[i] < output[entry])) {
                entry = i;
            }
        }
        return entry;
    }

    /** Returns the point with {@code shift} added to the input of the output ReLUs of a channel. */
    private static Map<String, double[]> shifted(Map<String, double[]> point, int entry, double shift) {
        Map<String, double[]> shifted = new LinkedHashMap<>(point);
        double[] beta = point.get("conv2/beta").clone();
        beta[entry % OUT] += shift;
        shifted.put("conv2/beta", beta);
        return shifted;
    }

    private Result fast(Map<String, double[]> point, double[] dy) {
        ComputationGraph graph = graph(
                InputType.convolutional(SIZE, SIZE, IN, CNN2DFormat.NHWC),
                builder -> builder.addLayer("block", block, "in"),
                "block");
        point.forEach((name, values) -> {
            if (!name.equals("x")) {
                NativeFloats.of(graph.getLayer("block").getParam(name))
                        .put(0, Doubles.floats(values), 0, values.length);
            }
        });
        INDArray y = graph.feedForward(new INDArray[] {Doubles.array(point.get("x"), IMAGES)}, true, false)
                .get("block");
        double[] output = flat(y);
        Gradients gradients = backward(graph, Doubles.array(dy, OUTPUTS));
        Map<String, double[]> byName = new HashMap<>();
        block.initializer().paramKeys(block).forEach(name -> byName.put(name, gradients.at("block_" + name)));
        byName.put("x", flat(gradients.input()));
        return new Result("fast layer", output, byName);
    }

    private Result ofDeeplearning4j(Map<String, double[]> point, double[] dy) {
        Dl4jEquivalent.Added[] added = new Dl4jEquivalent.Added[1];
        ComputationGraph graph = graph(
                InputType.convolutional(SIZE, SIZE, IN),
                builder -> added[0] = block.addDl4j(builder, "block", "in"),
                "block-relu2");
        assertThat(added[0].output()).isEqualTo("block-relu2");
        Map<String, String> targets = added[0].parameters();
        point.forEach((name, values) -> {
            if (!name.equals("x")) {
                INDArray target = graph.getParam(targets.get(name));
                target.assign(Nd4j.createFromArray(Doubles.floats(values)).reshape('c', target.shape()));
            }
        });
        INDArray images =
                Doubles.array(point.get("x"), IMAGES).permute(0, 3, 1, 2).dup('c');
        INDArray y = graph.feedForward(new INDArray[] {images}, true, false).get(added[0].output());
        double[] output = flat(y.permute(0, 2, 3, 1).dup('c'));
        Gradients gradients =
                backward(graph, Doubles.array(dy, OUTPUTS).permute(0, 3, 1, 2).dup('c'));
        Map<String, double[]> byName = new HashMap<>();
        targets.forEach((name, parameter) -> byName.put(name, gradients.at(parameter)));
        byName.put("x", flat(gradients.input().permute(0, 2, 3, 1).dup('c')));
        return new Result("Deeplearning4j's layers", output, byName);
    }

    private interface Fragment {
        void addTo(GraphBuilder graph);
    }

    private static ComputationGraph graph(InputType type, Fragment fragment, String output) {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.NONE)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(type);
        fragment.addTo(builder);
        ComputationGraphConfiguration configuration = builder.setOutputs(output).build();
        ComputationGraph graph = new WithInputGradient(configuration);
        graph.init();
        return graph;
    }

    /** A graph that returns the gradient at its input, which Deeplearning4j computes but does not return. */
    private static final class WithInputGradient extends ComputationGraph {
        WithInputGradient(ComputationGraphConfiguration configuration) {
            super(configuration);
        }

        INDArray inputGradient(INDArray outputGradient) {
            getVertex("in").setEpsilon(null);
            calcBackpropGradients(false, false, outputGradient);
            return getVertex("in").getEpsilon();
        }
    }

    private record Gradients(ComputationGraph graph, INDArray input) {
        double[] at(String parameter) {
            return flat(graph.gradient().getGradientFor(parameter));
        }
    }

    private static Gradients backward(ComputationGraph graph, INDArray dy) {
        return new Gradients(graph, ((WithInputGradient) graph).inputGradient(dy));
    }

    private static double[] flat(INDArray array) {
        return Doubles.of(Nd4j.toFlattened('c', array).toFloatVector());
    }
}
