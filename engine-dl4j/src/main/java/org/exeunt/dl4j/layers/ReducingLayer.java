package org.exeunt.dl4j.layers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Base class of the layers without parameters that reduce each example to a vector. They process one example at a time.
 *
 * @param <C> their configuration
 */
public abstract class ReducingLayer<C extends FastConfiguration> extends FastLayer<C> {
    /** The values of one example, or their gradient. */
    protected float[] example = {};

    /** The result for one example, or its gradient. */
    protected float[] vector = {};

    protected ReducingLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    /** Returns the length of the vectors for the current input. */
    protected abstract int width();

    /**
     * Computes {@link #vector} from an example.
     *
     * @param source the examples, consecutive in memory
     * @param n index of the example
     */
    protected abstract void reduce(NativeFloats source, int n);

    /** Computes the gradient at {@link #example} from the gradient at {@link #vector}, which may be overwritten. */
    protected abstract void spread(int n);

    @Override
    public final INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        int size = (int) (input.length() / input.size(0));
        if (example.length != size || vector.length != width()) {
            example = new float[size];
            vector = new float[width()];
        }
        INDArray y = output.ofShape(input.size(0), vector.length);
        NativeFloats source = NativeFloats.of(NativeFloats.dense(input));
        NativeFloats target = NativeFloats.of(y);
        for (int n = 0; n < input.size(0); n++) {
            reduce(source, n);
            target.put(n * vector.length, vector, 0, vector.length);
        }
        return y;
    }

    @Override
    protected final void backward(INDArray epsilon, INDArray dx) {
        if (dx == null) {
            return;
        }
        NativeFloats source = NativeFloats.of(NativeFloats.dense(epsilon));
        NativeFloats target = NativeFloats.of(dx);
        for (int n = 0; n < input.size(0); n++) {
            source.get(n * vector.length, vector, 0, vector.length);
            spread(n);
            target.put(n * example.length, example, 0, example.length);
        }
    }
}
