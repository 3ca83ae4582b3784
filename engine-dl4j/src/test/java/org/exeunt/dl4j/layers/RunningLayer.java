package org.exeunt.dl4j.layers;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.api.random.RandomStreams;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A layer in a graph of its own. Its input is {@code x} among the parameters and gradients by name. */
public final class RunningLayer {
    private static final int SEED = 77;
    private static final LayerWorkspaceMgr WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

    private final Layer layer;
    private long[] outputShape = {};

    public RunningLayer(org.deeplearning4j.nn.conf.layers.Layer configuration, InputType type) {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.NONE)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(type)
                .addLayer("layer", configuration, "in")
                .setOutputs("layer")
                .build());
        graph.init();
        graph.initGradientsView();
        layer = graph.getLayer("layer");
    }

    public Layer layer() {
        return layer;
    }

    /** Sets all parameters to values far from their initial ones: scales around 1, variances above 0.5. */
    public Map<String, double[]> randomise(RandomStreams streams) {
        Map<String, double[]> values = new LinkedHashMap<>();
        layer.paramTable().forEach((name, array) -> {
            double[] drawn =
                    Doubles.normal(streams.stream(name), (int) array.length(), name.contains("gamma") ? 1 : 0, 0.3);
            if (name.endsWith("var")) {
                Arrays.setAll(drawn, i -> (float) (0.5 + Math.abs(drawn[i])));
            }
            Doubles.put(array, drawn);
            values.put(name, drawn);
        });
        return values;
    }

    public INDArray activate(boolean training, double[] x, long... shape) {
        Nd4j.getRandom().setSeed(SEED);
        layer.setInput(Doubles.array(x, shape), WORKSPACES);
        INDArray y = layer.activate(training, WORKSPACES);
        outputShape = y.shape();
        return y;
    }

    public double[] forward(boolean training, double[] x, long... shape) {
        return Doubles.of(activate(training, x, shape));
    }

    /** Returns the first number that dropout draws in {@link #forward}. */
    public static int firstDrawn() {
        Nd4j.getRandom().setSeed(SEED);
        return Nd4j.getRandom().nextInt();
    }

    /** Returns all gradients. */
    public Map<String, double[]> backward(double[] dy) {
        Pair<Gradient, INDArray> pair = layer.backpropGradient(Doubles.array(dy, outputShape), WORKSPACES);
        Map<String, double[]> gradients = new LinkedHashMap<>();
        pair.getFirst().gradientForVariable().forEach((name, gradient) -> gradients.put(name, Doubles.of(gradient)));
        if (pair.getSecond() != null) {
            gradients.put("x", Doubles.of(pair.getSecond()));
        }
        return gradients;
    }
}
