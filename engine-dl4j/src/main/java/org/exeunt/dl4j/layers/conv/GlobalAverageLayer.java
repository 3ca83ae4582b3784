package org.exeunt.dl4j.layers.conv;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.layers.ReducingLayer;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.buffer.DataType;

/** The layer of a {@link GlobalAverage} configuration. */
final class GlobalAverageLayer extends ReducingLayer<GlobalAverage> {
    /**
     * Number of partial sums. It is small because the compiler does not vectorise the loop that adds them up at the end
     * of every image.
     */
    private static final int TILE = 512;

    private float[] tile = {};
    private float[] sums = {};

    GlobalAverageLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    @Override
    protected int width() {
        return (int) input.size(layerConf().channelsLast() ? 3 : 1);
    }

    @Override
    protected void reduce(NativeFloats source, int n) {
        if (layerConf().channelsLast()) {
            averageChannelsLast(source, n * example.length);
        } else {
            averageChannelsFirst(source, n * example.length);
        }
    }

    private void averageChannelsLast(NativeFloats source, int first) {
        int channels = vector.length;
        int length = channels * Math.max(1, TILE / channels);
        if (sums.length != length) {
            tile = new float[length];
            sums = new float[length];
        }
        Arrays.fill(sums, 0f);
        for (int from = 0; from < example.length; from += sums.length) {
            int count = Math.min(sums.length, example.length - from);
            source.get(first + from, tile, 0, count);
            VectorLoops.add(sums, tile, count);
        }
        double[] totals = VectorLoops.fold(sums, channels);
        for (int c = 0; c < channels; c++) {
            vector[c] = (float) (totals[c] * channels / example.length);
        }
    }

    private void averageChannelsFirst(NativeFloats source, int first) {
        int positions = example.length / vector.length;
        source.get(first, example, 0, example.length);
        for (int c = 0; c < vector.length; c++) {
            double sum = 0;
            for (int i = c * positions; i < (c + 1) * positions; i++) {
                sum += example[i];
            }
            vector[c] = (float) (sum / positions);
        }
    }

    @Override
    protected void spread(int n) {
        int channels = vector.length;
        int positions = example.length / channels;
        for (int c = 0; c < channels; c++) {
            vector[c] /= positions;
        }
        if (layerConf().channelsLast()) {
            for (int from = 0; from < example.length; from += channels) {
                System.arraycopy(vector, 0, example, from, channels);
            }
        } else {
            for (int c = 0; c < channels; c++) {
                Arrays.fill(example, c * positions, (c + 1) * positions, vector[c]);
            }
        }
    }
}
