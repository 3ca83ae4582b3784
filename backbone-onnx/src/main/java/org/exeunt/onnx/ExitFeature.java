package org.exeunt.onnx;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.layers.FastConfiguration;
import org.exeunt.dl4j.layers.FastLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Selects the feature of an exit, {@code [batch, features]}, from the output of a {@link FrozenStage}. */
final class ExitFeature extends FastConfiguration {
    private final int features;

    ExitFeature(int features) {
        super((conf, type) -> new Running(conf, type, features));
        this.features = features;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return InputType.feedForward(features);
    }

    private static final class Running extends FastLayer<ExitFeature> {
        private final int features;

        Running(NeuralNetConfiguration conf, DataType type, int features) {
            super(conf, type);
            this.features = features;
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            INDArray result = output.ofShape(input.size(0), features);
            result.assign(input.get(NDArrayIndex.all(), NDArrayIndex.interval(0, features)));
            return result;
        }

        /** The stage before is frozen and reads no gradient. */
        @Override
        protected void backward(INDArray epsilon, INDArray dx) {
            if (dx != null) {
                dx.assign(0);
            }
        }
    }
}
