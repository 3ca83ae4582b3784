package org.exeunt.dl4j.layers;

import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.exeunt.dl4j.devicefile.DeviceSteps;
import org.exeunt.dl4j.devicefile.DeviceSteps.Image;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.spi.DeviceEquivalent;
import org.exeunt.dl4j.spi.Dl4jEquivalent;
import org.exeunt.dl4j.spi.MacCounting;
import org.exeunt.dl4j.spi.OnnxEquivalent;
import org.exeunt.dl4j.spi.ReusesBuffers;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dense layer with bias and optional ReLU: {@code [batch, in]} to {@code [batch, out]}.
 *
 * <p>It has the same parameters as Deeplearning4j's {@link DenseLayer}, so that values can be exchanged between them.
 */
public final class Dense extends DenseLayer
        implements MacCounting, ReusesBuffers, OnnxEquivalent, Dl4jEquivalent, DeviceEquivalent {
    private Dense(int out, Activation activation) {
        setNOut(out);
        setActivationFn(activation.getActivationFunction());
    }

    /** Returns the layer without activation. */
    public static Dense linear(int out) {
        return new Dense(out, Activation.IDENTITY);
    }

    /** Returns the layer with ReLU. */
    public static Dense relu(int out) {
        return new Dense(out, Activation.RELU);
    }

    boolean hasRelu() {
        return getActivationFn() instanceof ActivationReLU;
    }

    @Override
    public long macs(InputType inputType) {
        return getNIn() * getNOut();
    }

    @Override
    public Added addDl4j(GraphBuilder graph, String name, String input) {
        graph.addLayer(
                name,
                new DenseLayer.Builder()
                        .nOut(getNOut())
                        .activation(getActivationFn())
                        .build(),
                input);
        return Added.ofWeights(name, name);
    }

    @Override
    public List<Image> addSteps(DeviceSteps steps, List<Image> input) {
        float[] weights = steps.values("W");
        return List.of(steps.convolution(input.get(0), Window.valid(1), weights, steps.values("b"), hasRelu(), null));
    }

    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        String y = nodes.operator("Gemm")
                .integer("transB", 1)
                .on(input, nodes.parameter("W", getNOut(), getNIn()), nodes.parameter("b", getNOut()));
        return hasRelu() ? nodes.add("Relu", y) : y;
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        return new AffineLayer(conf, type).completed(listeners, index, parameters, initialise);
    }
}
