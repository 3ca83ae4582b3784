package org.exeunt.onnx;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.layers.FastConfiguration;
import org.exeunt.dl4j.layers.FastLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A stage of a {@link FrozenNetwork}, without parameters: from the feature of the exit before, which the first stage
 * does not have, and the values of the example, to the feature of its own exit and the values of the example.
 */
final class FrozenStage extends FastConfiguration {
    private final transient FrozenNetwork network;
    private final int stage;

    FrozenStage(FrozenNetwork network, int stage) {
        super((conf, type) -> new Running(conf, type, network, stage));
        this.network = network;
        this.stage = stage;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return InputType.feedForward(network.features(stage) + example(inputType));
    }

    private long example(InputType inputType) {
        return inputType.arrayElementsPerExample() - before(network, stage);
    }

    private static int before(FrozenNetwork network, int stage) {
        return stage == 1 ? 0 : network.features(stage - 1);
    }

    @Override
    public long macs(InputType inputType) {
        return network.macs(stage, (int) example(inputType));
    }

    private static final class Running extends FastLayer<FrozenStage> {
        private final transient FrozenNetwork network;
        private final int stage;

        Running(NeuralNetConfiguration conf, DataType type, FrozenNetwork network, int stage) {
            super(conf, type);
            this.network = network;
            this.stage = stage;
        }

        @Override
        public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
            float[][] rows = input.toFloatMatrix();
            float[][] results = new float[rows.length][];
            for (int row = 0; row < rows.length; row++) {
                float[] raw = Arrays.copyOfRange(rows[row], before(network, stage), rows[row].length);
                float[] feature = network.feature(stage, raw);
                results[row] = Arrays.copyOf(feature, feature.length + raw.length);
                System.arraycopy(raw, 0, results[row], feature.length, raw.length);
            }
            INDArray result = output.ofShape(results.length, results[0].length);
            result.assign(Nd4j.createFromArray(results));
            return result;
        }

        /** The network is frozen, so that nothing depends on the gradient before it. */
        @Override
        protected void backward(INDArray epsilon, INDArray dx) {
            if (dx != null) {
                dx.assign(0);
            }
        }
    }
}
