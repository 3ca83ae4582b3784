package org.exeunt.dl4j.layers.sequence;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layer of a {@link SequencePooling} configuration that reads the first position of a sequence. */
final class FirstPositionLayer extends FastLayer<SequencePooling> {

    FirstPositionLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        INDArray y = output.ofShape(input.size(0), input.size(2));
        copy(Matrix.of(NativeFloats.dense(input)), (int) input.size(1), Matrix.of(y), 1);
        return y;
    }

    @Override
    protected void backward(INDArray epsilon, INDArray dx) {
        if (dx == null) {
            return;
        }
        Matrix target = Matrix.of(dx);
        target.fill(0);
        copy(Matrix.of(NativeFloats.dense(epsilon)), 1, target, (int) input.size(1));
    }

    /** Copies every {@code sourceStep}-th row to every {@code targetStep}-th row. */
    private static void copy(Matrix source, int sourceStep, Matrix target, int targetStep) {
        for (int from = 0, to = 0; from < source.rows(); from += sourceStep, to += targetStep) {
            target.copyRows(to, source, from, 1);
        }
    }
}
