package org.exeunt.dl4j.layers.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.dl4j.kernels.PreparedWeights;
import org.exeunt.dl4j.layers.Doubles;
import org.exeunt.dl4j.layers.InputGradientSwitch;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.spi.EarlierFeatureReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares embedding, encoder block and first position with references in double precision: outputs, and all gradients
 * with central differences of the reference.
 */
class SequenceLayersTest {
    private static final RandomStreams STREAMS = new RandomStreams(6);
    private static final int SEED = 77;
    /** Maximum relative error of float32 through two norms and a softmax. */
    private static final double FLOAT_TOLERANCE = 3e-5;

    /** An encoder block on a batch of sequences. */
    record Case(int sequences, int length, int width, int heads, double dropRate, boolean firstOnly, boolean padding) {
        static final int HIDDEN = 11;

        EncoderReference reference() {
            boolean[] tokens = new boolean[sequences * length];
            for (int position = 0; position < tokens.length; position++) {
                // padding at the end, with a different length in every sequence, and one gap
                int index = position % length;
                int sequence = position / length;
                tokens[position] =
                        !padding || index == 0 || index < length - 2 * sequence && !(sequence == 0 && index == 2);
            }
            EncoderReference reference =
                    new EncoderReference(sequences, length, width, heads, HIDDEN, firstOnly, tokens);
            reference.masks = masks(reference);
            return reference;
        }

        InputType type() {
            return InputType.recurrent(width, length, RNNFormat.NWC);
        }

        /** Returns the dropout masks of the layer; the values of each of these small arrays are drawn in one range. */
        private EncoderReference.Masks masks(EncoderReference reference) {
            Dropout dropout = new Dropout(dropRate);
            Dropout.Draw draw = dropout.draw(firstDrawn()).of(0);
            double[][][][] weights = new double[sequences][heads][][];
            int queries = 0;
            int at = 0;
            for (int s = 0; s < sequences; s++) {
                int tokens = 0;
                int queriesOfSequence = 0;
                for (int position = s * length; position < (s + 1) * length; position++) {
                    tokens += reference.tokens[position] ? 1 : 0;
                    queriesOfSequence += reference.isQuery(position) ? 1 : 0;
                }
                double[][] rows = mask(draw.of(0), heads * queriesOfSequence, tokens, at);
                for (int head = 0; head < heads; head++) {
                    weights[s][head] =
                            Arrays.copyOfRange(rows, head * queriesOfSequence, (head + 1) * queriesOfSequence);
                }
                at += heads * queriesOfSequence * tokens;
                queries += queriesOfSequence;
            }
            return new EncoderReference.Masks(
                    weights,
                    mask(draw.of(1), queries, width, 0),
                    mask(draw.of(2), queries, HIDDEN, 0),
                    mask(draw.of(3), queries, width, 0));
        }

        private double[][] mask(Dropout.Draw draw, int rows, int columns, int index) {
            int[] ones = new int[rows * columns + 1];
            Arrays.fill(ones, 1);
            draw.clear(ones, rows * columns, index);
            double[][] mask = new double[rows][columns];
            for (int i = 0; i < rows * columns; i++) {
                mask[i / columns][i % columns] = ones[i] * (double) draw.scale();
            }
            return mask;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(3, 6, 8, 2, 0, false, false),
                new Case(3, 7, 8, 2, 0, false, true),
                new Case(3, 7, 8, 2, 0.3, false, true),
                new Case(2, 5, 9, 3, 0.3, false, false),
                new Case(3, 7, 8, 4, 0, true, true),
                new Case(3, 7, 8, 2, 0.3, true, true),
                new Case(4, 5, 6, 1, 0.5, true, false),
                new Case(1, 1, 4, 2, 0, false, false));
    }

    private static int firstDrawn() {
        Nd4j.getRandom().setSeed(SEED);
        return Nd4j.getRandom().nextInt();
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
            graph = new ComputationGraph(configuration(layer, type));
            graph.init();
            graph.initGradientsView();
            this.layer = graph.getLayer("layer");
        }

        /** Sets all parameters: gammas around 1, all others around 0. */
        Map<String, double[]> randomise() {
            return randomise("");
        }

        /** Sets all parameters to values that depend on {@code draw}. */
        Map<String, double[]> randomise(String draw) {
            Map<String, double[]> parameters = new LinkedHashMap<>();
            layer.paramTable().forEach((name, array) -> {
                double[] values = normal((int) array.length(), 0.4, draw + name);
                if (name.startsWith("gamma")) {
                    Arrays.setAll(values, i -> (float) (1 + values[i]));
                }
                parameters.put(name, values);
                memory(array).put(0, Doubles.floats(values), values.length);
            });
            return parameters;
        }

        double[] forward(double[] x, long... shape) {
            Nd4j.getRandom().setSeed(SEED);
            layer.setInput(array(x, shape), workspaces);
            return doubles(layer.activate(true, workspaces));
        }

        /** Returns the gradients by parameter name; the empty name is the input. */
        Map<String, double[]> backward(double[] dy, long... shape) {
            Pair<Gradient, INDArray> pair = layer.backpropGradient(array(dy, shape), workspaces);
            Map<String, double[]> gradients = new LinkedHashMap<>();
            pair.getFirst().gradientForVariable().forEach((name, gradient) -> gradients.put(name, doubles(gradient)));
            if (pair.getSecond() != null) {
                gradients.put("", doubles(pair.getSecond()));
            }
            return gradients;
        }
    }

    private static ComputationGraphConfiguration configuration(
            org.deeplearning4j.nn.conf.layers.Layer layer, InputType type) {
        return new NeuralNetConfiguration.Builder()
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.NONE)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(type)
                .addLayer("layer", layer, "in")
                .setOutputs("layer")
                .build();
    }

    private static INDArray array(double[] values, long... shape) {
        return Nd4j.createFromArray(Doubles.floats(values)).reshape('c', shape);
    }

    /** Returns an array in memory order. */
    private static Matrix memory(INDArray array) {
        return Matrix.of(array.ordering() == 'f' && array.rank() == 2 ? array.transpose() : array);
    }

    private static double[] doubles(INDArray array) {
        float[] floats = memory(array).toArray();
        return Doubles.of(floats);
    }

    private static void assertClose(String what, double[] actual, double[] expected) {
        Doubles.assertClose(what, actual, expected, FLOAT_TOLERANCE * Math.max(1e-2, Doubles.largest(expected)));
    }

    /** Returns normally distributed values, with negative zeros for padding. */
    private static double[] input(EncoderReference reference) {
        double[] x = normal(reference.tokens.length * reference.width, 1, "x");
        for (int i = 0; i < x.length; i++) {
            x[i] = reference.tokens[i / reference.width] ? x[i] : -0.0;
        }
        return x;
    }

    private static long[] shape(Case c) {
        return new long[] {c.sequences(), c.length(), c.width()};
    }

    private static Running block(Case c) {
        Running running = new Running(new EncoderBlock(c.heads(), Case.HIDDEN, c.dropRate()), c.type());
        ((FirstPositionSwitch) running.layer).computeFirstPositionOnly(c.firstOnly());
        return running;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void encoderBlockAgreesWithTheReference(Case c) {
        EncoderReference reference = c.reference();
        Running running = block(c);
        Map<String, double[]> parameters = running.randomise();
        double[] x = input(reference);
        double[] dy = normal(reference.forward(parameters, x).length, 1, "dy");
        // twice, with a smaller batch in between, because buffers are reused
        for (int repetition = 0; repetition < 2; repetition++) {
            double[] y = running.forward(x, c.sequences(), c.length(), c.width());
            assertClose("output", y, reference.forward(parameters, x));
            Map<String, double[]> gradients = running.backward(dy, shape(c));
            gradients.forEach((name, gradient) ->
                    assertClose("gradient of " + name, gradient, differences(reference, parameters, x, dy, name)));
            assertThat(gradients).hasSize(parameters.size() + 1);
            running.forward(Arrays.copyOf(x, c.length() * c.width()), 1, c.length(), c.width());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void preparedWeightsAreDiscardedOnRequest(Case c) {
        Running running = block(c);
        PreparedWeights prepared = (PreparedWeights) running.layer;
        double[] x = input(c.reference());
        for (String draw : List.of("first", "second")) {
            running.randomise(draw);
            prepared.keepPreparedWeights(false);
            double[] expected = running.forward(x, c.sequences(), c.length(), c.width());
            prepared.keepPreparedWeights(true);
            for (int repetition = 0; repetition < 2; repetition++) {
                assertClose(draw, running.forward(x, c.sequences(), c.length(), c.width()), expected);
            }
        }
    }

    /** Returns central differences of the reference along every entry of a parameter; the empty name is the input. */
    private static double[] differences(
            EncoderReference reference, Map<String, double[]> parameters, double[] x, double[] dy, String name) {
        double[] moved = name.isEmpty() ? x : parameters.get(name);
        double[] slopes = new double[moved.length];
        double h = 1e-5;
        for (int i = 0; i < moved.length; i++) {
            if (name.isEmpty() && !reference.tokens[i / reference.width]) {
                continue;
            }
            double at = moved[i];
            moved[i] = at + h;
            double up = Doubles.dot(reference.forward(parameters, x), dy);
            moved[i] = at - h;
            double down = Doubles.dot(reference.forward(parameters, x), dy);
            moved[i] = at;
            slopes[i] = (up - down) / (2 * h);
        }
        return slopes;
    }

    @Test
    void otherGradientsDoNotDependOnInputGradient() {
        for (boolean firstOnly : new boolean[] {false, true}) {
            Case c = new Case(3, 7, 8, 2, 0.3, firstOnly, true);
            Running running = block(c);
            running.randomise();
            double[] x = input(c.reference());
            double[] dy = normal(running.forward(x, c.sequences(), c.length(), c.width()).length, 1, "dy");
            Map<String, double[]> expected = running.backward(dy, shape(c));
            ((InputGradientSwitch) running.layer).computeInputGradient(false);
            running.forward(x, c.sequences(), c.length(), c.width());
            Map<String, double[]> actual = running.backward(dy, shape(c));
            assertThat(actual.remove("")).as("returned unchanged, not computed").containsExactly(dy);
            actual.forEach((name, gradient) -> assertThat(gradient).as(name).containsExactly(expected.get(name)));
        }
    }

    /**
     * With more rows than in a group or a tile: each sequence by itself must have the same output, and gradients must
     * add up.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sequencesDoNotDependOnTheBatch(boolean firstOnly) {
        Case c = new Case(40, 90, 16, 2, 0, firstOnly, true);
        EncoderReference reference = c.reference();
        Running running = block(c);
        running.randomise();
        double[] x = input(reference);
        double[] y = running.forward(x, c.sequences(), c.length(), c.width());
        double[] dy = normal(y.length, 1, "dy");
        Map<String, double[]> together = running.backward(dy, shape(c));
        Map<String, double[]> sums = new LinkedHashMap<>();
        int in = c.length() * c.width();
        int out = y.length / c.sequences();
        double[] separate = new double[y.length];
        double[] dx = new double[x.length];
        for (int s = 0; s < c.sequences(); s++) {
            double[] own = Arrays.copyOfRange(x, s * in, (s + 1) * in);
            System.arraycopy(running.forward(own, 1, c.length(), c.width()), 0, separate, s * out, out);
            long[] shape = shape(c);
            shape[0] = 1;
            Map<String, double[]> gradients = running.backward(Arrays.copyOfRange(dy, s * out, (s + 1) * out), shape);
            System.arraycopy(gradients.remove(""), 0, dx, s * in, in);
            gradients.forEach((name, gradient) -> sums.merge(name, gradient, SequenceLayersTest::sum));
        }
        sums.put("", dx);
        assertClose("output", y, separate);
        together.forEach((name, gradient) -> assertClose("gradient of " + name, gradient, sums.get(name)));
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = a.clone();
        Arrays.setAll(sum, i -> a[i] + b[i]);
        return sum;
    }

    /** With many tiles and groups: the backward pass must drop the same values as the forward pass. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsAgreeWithDifferencesUnderDropout(boolean firstOnly) {
        Case c = new Case(30, 80, 16, 2, 0.4, firstOnly, true);
        Running running = block(c);
        Map<String, double[]> parameters = running.randomise();
        double[] x = input(c.reference());
        double[] y = running.forward(x, c.sequences(), c.length(), c.width());
        double[] dy = normal(y.length, 1, "dy");
        Map<String, double[]> gradients = running.backward(dy, shape(c));
        for (String name : parameters.keySet()) {
            double[] gradient = gradients.get(name);
            double norm = Math.sqrt(Doubles.dot(gradient, gradient));
            double h = 1e-2;
            double[] values = new double[2];
            for (int side = 0; side < 2; side++) {
                double step = (side == 0 ? h : -h) / norm;
                double[] moved = parameters.get(name).clone();
                Arrays.setAll(moved, i -> moved[i] + step * gradient[i]);
                memory(running.layer.getParam(name)).put(0, Doubles.floats(moved), moved.length);
                values[side] = Doubles.dot(running.forward(x, c.sequences(), c.length(), c.width()), dy);
            }
            memory(running.layer.getParam(name)).put(0, Doubles.floats(parameters.get(name)), gradient.length);
            // the loss is not linear over the step, and float32 sums of more than ten thousand outputs have rounding
            // errors
            assertThat((values[0] - values[1]) / (2 * h)).as(name).isCloseTo(norm, within(3e-2 * norm));
        }
    }

    @Test
    void dropoutKeepsFractionAndExpectation() {
        int count = 8192;
        for (double rate : new double[] {0.1, 0.5}) {
            Dropout dropout = new Dropout(rate);
            int kept = 0;
            int pairs = 0;
            for (int key = 0; key < 50; key++) {
                int[] ones = new int[count];
                Arrays.fill(ones, 1);
                dropout.draw(STREAMS.stream("keys", key).nextInt()).clear(ones, count, 0);
                for (int i = 0; i < count; i++) {
                    kept += ones[i];
                    pairs += ones[i] * ones[(i + 1) % count];
                }
            }
            double values = 50.0 * count;
            // five standard deviations of a binomial fraction
            double deviation = Math.sqrt(rate * (1 - rate) / values);
            assertThat(kept / values).isCloseTo(1 - rate, within(5 * deviation));
            assertThat(pairs / values).isCloseTo((1 - rate) * (1 - rate), within(10 * deviation));
            assertThat(dropout.scale()).isCloseTo((float) (1 / (1 - rate)), within(1e-4f));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3})
    void embeddingAgreesWithTheFormula(double dropRate) {
        int length = 5;
        int width = 6;
        int vocabulary = 9;
        double[] ids = {1, 4, 8, 4, 0, 1, 2, 0, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        Running running =
                new Running(new TokenEmbedding(vocabulary, width, dropRate, true), InputType.feedForward(length));
        double[] table = running.randomise().get("W");
        double[] dy = normal(ids.length * width, 1, "dy");
        double[] factors = embeddingMask(ids, length, width, dropRate);
        double[] expected = new double[dy.length];
        double[] slopes = new double[table.length];
        for (int i = 0; i < dy.length; i++) {
            int index = i / width % length;
            int column = i % width;
            if (ids[i / width] == 0 && index > 0) {
                dy[i] = 0;
                continue;
            }
            double angle = index / Math.pow(10_000, (column - column % 2) / (double) width);
            double position = column % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
            int entry = (int) ids[i / width] * width + column;
            expected[i] = factors[i] * (Math.sqrt(width) * table[entry] + position);
            slopes[entry] += factors[i] * Math.sqrt(width) * dy[i];
        }
        for (int repetition = 0; repetition < 2; repetition++) {
            double[] y = running.forward(ids, 4, length);
            assertClose("output", y, expected);
            for (int i = 0; i < y.length; i++) {
                boolean padding = ids[i / width] == 0 && i / width % length > 0;
                assertThat(Float.floatToRawIntBits((float) y[i]) == Float.floatToRawIntBits(-0.0f))
                        .as("padding marker at %d", i)
                        .isEqualTo(padding);
            }
            Map<String, double[]> gradients = running.backward(dy, 4, length, width);
            assertClose("gradient", gradients.get("W"), slopes);
            assertThat(gradients).hasSize(1);
            running.forward(new double[] {1, 5, 6, 7, 2}, 1, length);
            running.backward(normal(length * width, 1, "other"), 1, length, width);
        }
    }

    /** Returns the dropout factors of the values of an embedding, which are drawn one sequence at a time. */
    private static double[] embeddingMask(double[] ids, int length, int width, double dropRate) {
        Dropout.Draw draw = new Dropout(dropRate).draw(firstDrawn());
        double[] factors = new double[ids.length * width];
        for (int from = 0; from < factors.length; from += length * width) {
            int[] ones = new int[length * width + 1];
            Arrays.fill(ones, 1);
            draw.clear(ones, length * width, from);
            for (int i = 0; i < length * width; i++) {
                factors[from + i] = ones[i] * (double) draw.scale();
            }
        }
        return factors;
    }

    @Test
    void unmaskedTokenZeroHasARow() {
        Running running = new Running(new TokenEmbedding(4, 2, 0, false), InputType.feedForward(3));
        double[] table = running.randomise().get("W");
        double[] y = running.forward(new double[] {1, 0, 0}, 1, 3);
        assertThat(y[2]).isCloseTo(Math.sqrt(2) * table[0] + Math.sin(1), within(1e-6));
        assertThat(running.backward(new double[] {0, 0, 1, 0, 1, 0}, 1, 3, 2).get("W")[0])
                .isCloseTo(2 * Math.sqrt(2), within(1e-6));
    }

    @Test
    void firstPositionPropagatesItsGradient() {
        Running running =
                new Running(new SequencePooling(SequencePooling.Steps.FIRST), InputType.recurrent(3, 4, RNNFormat.NWC));
        double[] x = normal(2 * 4 * 3, 1, "x");
        double[] dx = new double[x.length];
        for (int repetition = 0; repetition < 2; repetition++) {
            assertThat(running.forward(x, 2, 4, 3)).containsExactly(x[0], x[1], x[2], x[12], x[13], x[14]);
            double[] gradient =
                    running.backward(new double[] {1, 2, 3, 4, 5, 6}, 2, 3).get("");
            System.arraycopy(new double[] {1, 2, 3}, 0, dx, 0, 3);
            System.arraycopy(new double[] {4, 5, 6}, 0, dx, 12, 3);
            assertThat(gradient).containsExactly(dx);
        }
    }

    @Test
    void sequenceLayersRejectOtherInput() {
        InputType channelsFirst = InputType.recurrent(8, 5, RNNFormat.NCW);
        for (var layer : new org.deeplearning4j.nn.conf.layers.Layer[] {
            new EncoderBlock(2, 8, 0), new TokenEmbedding(9, 8, 0, true)
        }) {
            assertThatThrownBy(() -> configuration(layer, channelsFirst))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("layer")
                    .hasMessageContaining("NCW");
        }
        assertThatThrownBy(() -> configuration(new EncoderBlock(3, 8, 0), InputType.recurrent(8, 5, RNNFormat.NWC)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("3 heads");
    }

    /** Buffers grow to the largest batch only, and no arrays are left for the garbage collector. */
    @Test
    void trainingReusesBuffers() {
        Case c = new Case(8, 20, 16, 2, 0.1, false, true);
        Running running = block(c);
        running.randomise();
        double[] x = input(c.reference());
        double[] dy = normal(x.length, 1, "dy");
        INDArray first = null;
        long address = 0;
        for (int step = 0; step < 5; step++) {
            running.layer.setInput(array(x, c.sequences(), c.length(), c.width()), running.workspaces);
            INDArray y = running.layer.activate(true, running.workspaces);
            INDArray dx = running.layer
                    .backpropGradient(array(dy, c.sequences(), c.length(), c.width()), running.workspaces)
                    .getSecond();
            if (first == null) {
                first = y;
                address = dx.data().address();
            }
            assertThat(y).isSameAs(first);
            assertThat(dx.data().address()).isEqualTo(address);
        }
        assertThat(NativeFloats.dense(first)).isSameAs(first);
    }

    /** Uses the features of two earlier exits and of the exit itself, in a layer with room for one more. */
    @Test
    void earlierFeaturesAgreeWithTheFormula() {
        int batch = 3;
        int width = 4;
        Running running = new Running(new EarlierFeatures(4), InputType.feedForward(width));
        double[] positions = running.randomise().get("W");
        double[][] features = {
            normal(batch * width, 1, "a1"), normal(batch * width, 1, "a2"), normal(batch * width, 1, "a3")
        };
        EarlierFeatureReader.Running layer = (EarlierFeatureReader.Running) running.layer;
        layer.read(List.of(array(features[0], batch, width), array(features[1], batch, width)));
        double[] y = running.forward(features[2], batch, width);
        double[] dy = normal(y.length, 1, "dy");
        Map<String, double[]> gradients = running.backward(dy, batch, 4, width);
        double[] expected = new double[y.length];
        double[][] slopes = new double[3][batch * width];
        double[] positionSlopes = new double[positions.length];
        for (int row = 0; row < batch; row++) {
            for (int position = 0; position < 4; position++) {
                int exit = position == 0 ? 3 : position;
                for (int c = 0; c < width; c++) {
                    int at = (row * 4 + position) * width + c;
                    expected[at] = features[exit - 1][row * width + c] + positions[position * width + c];
                    slopes[exit - 1][row * width + c] += dy[at];
                    positionSlopes[position * width + c] += dy[at];
                }
            }
        }
        assertClose("output", y, expected);
        assertClose("gradient at the exit's own feature", gradients.get(""), slopes[2]);
        assertClose("gradient at the first", doubles(layer.gradientAt(1)), slopes[0]);
        assertClose("gradient at the second", doubles(layer.gradientAt(2)), slopes[1]);
        assertClose("gradient of the positions", gradients.get("W"), positionSlopes);
    }
}
