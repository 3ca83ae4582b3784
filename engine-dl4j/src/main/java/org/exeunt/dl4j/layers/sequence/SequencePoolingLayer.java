package org.exeunt.dl4j.layers.sequence;

import java.util.Arrays;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.layers.ParameterFreeLayer;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The layer of a {@link SequencePooling} configuration: a weighted sum of steps in which padding and ignored steps have
 * weight 0.
 */
final class SequencePoolingLayer extends ParameterFreeLayer<SequencePooling> {
    private float[] sequence = {};
    private float[] vector = {};
    /** The weight of every step of every sequence in the last forward pass. */
    private float[] weights = {};

    private int steps;

    SequencePoolingLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        INDArray x = NativeFloats.dense(input);
        NativeFloats source = NativeFloats.of(x);
        size();
        INDArray y = output.ofShape(x.size(0), vector.length);
        NativeFloats target = NativeFloats.of(y);
        for (int n = 0; n < x.size(0); n++) {
            source.get(n * sequence.length, sequence, 0, sequence.length);
            computeWeights(n);
            sum(n);
            target.put(n * vector.length, vector, 0, vector.length);
        }
        return y;
    }

    @Override
    protected INDArray backward(INDArray epsilon) {
        INDArray dx = inputGradient.ofShape(input.shape());
        NativeFloats source = NativeFloats.of(NativeFloats.dense(epsilon));
        NativeFloats target = NativeFloats.of(dx);
        for (int n = 0; n < dx.size(0); n++) {
            source.get(n * vector.length, vector, 0, vector.length);
            for (int step = 0; step < steps; step++) {
                float weight = weights[n * steps + step];
                for (int c = 0; c < vector.length; c++) {
                    sequence[index(step, c)] = weight * vector[c];
                }
            }
            target.put(n * sequence.length, sequence, 0, sequence.length);
        }
        return dx;
    }

    private void size() {
        steps = (int) input.size(layerConf().channelsLast() ? 1 : 2);
        if (vector.length != width() || sequence.length != steps * width()) {
            vector = new float[width()];
            sequence = new float[steps * width()];
        }
        if (weights.length < input.size(0) * steps) {
            weights = new float[(int) input.size(0) * steps];
        }
    }

    /** Computes the weights of the steps of a sequence. */
    private void computeWeights(int n) {
        int from = n * steps;
        Arrays.fill(weights, from, from + steps, 0);
        int last = 0;
        int count = 0;
        for (int step = 0; step < steps; step++) {
            if (isReal(n, step)) {
                last = step;
                count++;
            }
        }
        switch (layerConf().steps()) {
            case FIRST -> weights[from] = 1;
            case LAST -> weights[from + last] = 1;
            case MEAN -> {
                weights[from] = count == 0 ? 1 : 0;
                for (int step = 0; step < steps; step++) {
                    if (isReal(n, step)) {
                        weights[from + step] = 1f / count;
                    }
                }
            }
        }
    }

    private boolean isReal(int n, int step) {
        if (maskArray != null) {
            return maskArray.getDouble(n, step) != 0;
        }
        if (!layerConf().channelsLast()) {
            return true;
        }
        for (int c = 0; c < vector.length; c++) {
            if (Float.floatToRawIntBits(sequence[index(step, c)]) != Packing.PADDING_BITS) {
                return true;
            }
        }
        return false;
    }

    private void sum(int n) {
        for (int c = 0; c < vector.length; c++) {
            double sum = 0;
            for (int step = 0; step < steps; step++) {
                sum += (double) weights[n * steps + step] * sequence[index(step, c)];
            }
            vector[c] = (float) sum;
        }
    }

    private int index(int step, int channel) {
        return layerConf().channelsLast() ? step * vector.length + channel : channel * steps + step;
    }

    private int width() {
        return (int) input.size(layerConf().channelsLast() ? 2 : 1);
    }

    /** Returns no mask, because the output is not a sequence. */
    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int batch) {
        setMaskArray(mask);
        return new Pair<>(null, state);
    }
}
