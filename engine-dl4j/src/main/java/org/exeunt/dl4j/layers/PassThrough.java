package org.exeunt.dl4j.layers;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.devicefile.DeviceSteps;
import org.exeunt.dl4j.devicefile.DeviceSteps.Image;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.spi.DeviceEquivalent;
import org.exeunt.dl4j.spi.Dl4jEquivalent;
import org.exeunt.dl4j.spi.OnnxEquivalent;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer that returns its input. Used for stages without layers, because Deeplearning4j requires at least one layer.
 */
public final class PassThrough extends FastConfiguration implements OnnxEquivalent, Dl4jEquivalent, DeviceEquivalent {
    /** Creates the layer. */
    public PassThrough() {
        super(Running::new);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return inputType;
    }

    @Override
    public Added addDl4j(GraphBuilder graph, String name, String input) {
        return new Added(input, Map.of());
    }

    @Override
    public List<Image> addSteps(DeviceSteps steps, List<Image> input) {
        return input;
    }

    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        return input;
    }

    /** The layer that returns its input. */
    private static final class Running extends FastLayer<PassThrough> {
        Running(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            return input;
        }

        @Override
        protected void backward(INDArray epsilon, INDArray dx) {
            if (dx != null) {
                dx.assign(epsilon);
            }
        }
    }
}
