package org.exeunt.dl4j.layers.sequence;

import java.util.Arrays;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.exeunt.dl4j.layers.ReducingLayer;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The layer of a {@link SequencePooling} configuration: a weighted sum of steps in which padding and ignored steps have
 * weight 0.
 */
final class SequencePoolingLayer extends ReducingLayer<SequencePooling> {
    /** The weight of every step of every sequence in the last forward pass. */
    private float[] weights = {};

    private int steps;

    SequencePoolingLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    @Override
    protected int width() {
        return (int) input.size(layerConf().channelsLast() ? 2 : 1);
    }

    @Override
    protected void reduce(NativeFloats source, int n) {
        source.get(n * example.length, example, 0, example.length);
        steps = example.length / vector.length;
        if (weights.length < input.size(0) * steps) {
            weights = new float[(int) input.size(0) * steps];
        }
        computeWeights(n);
        for (int c = 0; c < vector.length; c++) {
            double sum = 0;
            for (int step = 0; step < steps; step++) {
                sum += (double) weights[n * steps + step] * example[index(step, c)];
            }
            vector[c] = (float) sum;
        }
    }

    @Override
    protected void spread(int n) {
        for (int step = 0; step < steps; step++) {
            float weight = weights[n * steps + step];
            for (int c = 0; c < vector.length; c++) {
                example[index(step, c)] = weight * vector[c];
            }
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
            if (Float.floatToRawIntBits(example[index(step, c)]) != Packing.PADDING_BITS) {
                return true;
            }
        }
        return false;
    }

    private int index(int step, int channel) {
        return layerConf().channelsLast() ? step * vector.length + channel : channel * steps + step;
    }

    /** Returns no mask, because the output is not a sequence. */
    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int batch) {
        setMaskArray(mask);
        return new Pair<>(null, state);
    }
}
