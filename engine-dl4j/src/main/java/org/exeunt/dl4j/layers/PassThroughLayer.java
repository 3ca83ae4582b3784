package org.exeunt.dl4j.layers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layer of a {@link PassThrough} configuration. */
final class PassThroughLayer extends ParameterFreeLayer<PassThrough> {
    PassThroughLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        return input;
    }

    @Override
    protected INDArray backward(INDArray epsilon) {
        return epsilon;
    }
}
