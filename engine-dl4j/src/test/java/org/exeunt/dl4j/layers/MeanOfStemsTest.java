package org.exeunt.dl4j.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.dl4j.layers.conv.MeanOfStems;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.junit.jupiter.api.Test;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares the mean of stems, example by example, with the mean of references of single stems, which
 * {@link LayerGradientTest} compares with central differences.
 */
class MeanOfStemsTest {
    private static final int TIME = 12;
    private static final int KERNEL = 4;
    private static final int WIDTH = 5;
    private static final int POOLED = 4;
    private static final int CHANNELS = 4;
    private static final int[][] GROUPS = {{3, 0}, {1, 2}};
    /** For each example, whether the groups are present. */
    private static final boolean[][] PRESENT = {{true, true}, {true, false}, {false, true}, {false, false}};

    private final LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
    private final Layer layer = layer();
    private final double[][] weights = new double[2][];
    private final double[][] biases = new double[2][];

    private static Layer layer() {
        Map<String, List<Integer>> groups = new LinkedHashMap<>();
        groups.put("g0", List.of(3, 0));
        groups.put("g1", List.of(1, 2));
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.NONE)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(1, TIME, CHANNELS, CNN2DFormat.NHWC))
                .addLayer("layer", MeanOfStems.of(groups, KERNEL, WIDTH), "in")
                .setOutputs("layer")
                .build());
        graph.init();
        graph.initGradientsView();
        return graph.getLayer("layer");
    }

    private void drawParameters(RandomStreams streams) {
        for (int g = 0; g < 2; g++) {
            weights[g] = Doubles.normal(streams.stream("weights", g), WIDTH * 2 * KERNEL, 0, 0.3);
            biases[g] = Doubles.normal(streams.stream("bias", g), WIDTH, 0.2, 0.3);
            put(layer.getParam("g" + g + "/W"), weights[g]);
            put(layer.getParam("g" + g + "/b"), biases[g]);
        }
    }

    private static void put(INDArray target, double[] values) {
        NativeFloats.of(target).put(0, Doubles.floats(values), 0, values.length);
    }

    private static double[] doubles(INDArray array) {
        float[] floats = new float[(int) array.length()];
        NativeFloats.of(NativeFloats.dense(array)).get(0, floats, 0, floats.length);
        return Doubles.of(floats);
    }

    private static int index(int n, int time, int channel) {
        return (n * TIME + time) * CHANNELS + channel;
    }

    /** Returns normal values, of which those of absent groups are 0. */
    private static double[] inputs(RandomStreams streams, boolean[][] present) {
        double[] x = Doubles.normal(streams.stream("x"), present.length * TIME * CHANNELS, 0, 1);
        for (int n = 0; n < present.length; n++) {
            for (int g = 0; g < 2; g++) {
                for (int t = 0; t < TIME && !present[n][g]; t++) {
                    for (int channel : GROUPS[g]) {
                        x[index(n, t, channel)] = 0;
                    }
                }
            }
        }
        return x;
    }

    private void assertAgrees(boolean[][] present, RandomStreams streams) {
        int batch = present.length;
        double[] x = inputs(streams, present);
        double[] dy = Doubles.normal(streams.stream("dy"), batch * POOLED * WIDTH, 0, 1);
        double[] y = new double[dy.length];
        double[] dx = new double[x.length];
        double[][] dWeights = new double[2][WIDTH * 2 * KERNEL];
        double[][] dBiases = new double[2][WIDTH];
        Reference stem = Reference.ConvReluPool.ofSeries(1, KERNEL, 2, WIDTH, TIME);
        for (int n = 0; n < batch; n++) {
            int count = (present[n][0] ? 1 : 0) + (present[n][1] ? 1 : 0);
            for (int g = 0; g < 2; g++) {
                if (present[n][g]) {
                    double[] part = new double[TIME * 2];
                    for (int i = 0; i < part.length; i++) {
                        part[i] = x[index(n, i / 2, GROUPS[g][i % 2])];
                    }
                    double[] share = new double[POOLED * WIDTH];
                    double[] result = stem.forward(part, weights[g], biases[g]);
                    for (int i = 0; i < share.length; i++) {
                        share[i] = dy[n * share.length + i] / count;
                        y[n * share.length + i] += result[i] / count;
                    }
                    Reference.Gradients gradients = stem.backward(part, weights[g], biases[g], share);
                    for (int i = 0; i < part.length; i++) {
                        dx[index(n, i / 2, GROUPS[g][i % 2])] = gradients.input()[i];
                    }
                    add(dWeights[g], gradients.weights());
                    add(dBiases[g], gradients.bias());
                }
            }
        }
        layer.setInput(Nd4j.createFromArray(Doubles.floats(x)).reshape('c', batch, 1, TIME, CHANNELS), workspaces);
        Doubles.assertClose("output", doubles(layer.activate(true, workspaces)), y, 1e-5);
        Pair<Gradient, INDArray> actual = layer.backpropGradient(
                Nd4j.createFromArray(Doubles.floats(dy)).reshape('c', batch, 1, POOLED, WIDTH), workspaces);
        Doubles.assertClose("input gradient", doubles(actual.getSecond()), dx, 1e-5);
        for (int g = 0; g < 2; g++) {
            double[] ofWeights = doubles(actual.getFirst().getGradientFor("g" + g + "/W"));
            double[] ofBias = doubles(actual.getFirst().getGradientFor("g" + g + "/b"));
            Doubles.assertClose("weight gradient " + g, ofWeights, dWeights[g], 5e-5);
            Doubles.assertClose("bias gradient " + g, ofBias, dBiases[g], 5e-5);
            int group = g;
            if (List.of(present).stream().noneMatch(example -> example[group])) {
                assertThat(ofWeights).containsOnly(0);
                assertThat(ofBias).containsOnly(0);
            }
        }
    }

    private static void add(double[] sum, double[] values) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
    }

    @Test
    void agreesWithTheMeanOverPresentStems() {
        RandomStreams streams = new RandomStreams(4);
        drawParameters(streams);
        // batches of several sizes, because buffers are reused
        assertAgrees(PRESENT, streams.derive("all", 0));
        assertAgrees(new boolean[][] {{true, false}, {true, false}}, streams.derive("first", 0));
        assertAgrees(new boolean[][] {{false, true}}, streams.derive("second", 0));
        assertAgrees(new boolean[][] {{false, false}}, streams.derive("none", 0));
        assertAgrees(PRESENT, streams.derive("again", 0));
    }
}
