package org.exeunt.dl4j.layers.conv;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.layers.ParameterFreeLayer;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layer of a {@link GlobalAverage} configuration. */
final class GlobalAverageLayer extends ParameterFreeLayer<GlobalAverage> {
    /**
     * Number of partial sums. It is small because the compiler does not vectorise the loop that adds them up at the end
     * of every image.
     */
    private static final int TILE = 512;

    private float[] image = {};
    private float[] means = {};
    private float[] tile = {};
    private float[] sums = {};

    GlobalAverageLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        INDArray x = NativeFloats.dense(input);
        NativeFloats source = NativeFloats.of(x);
        INDArray y = output.ofShape(x.size(0), channels(x));
        NativeFloats target = NativeFloats.of(y);
        sizeTiles(x);
        for (int n = 0; n < x.size(0); n++) {
            if (layerConf().channelsLast()) {
                averageChannelsLast(source, n * image.length);
            } else {
                averageChannelsFirst(source, n * image.length);
            }
            target.put(n * means.length, means, 0, means.length);
        }
        return y;
    }

    @Override
    protected INDArray backward(INDArray epsilon) {
        INDArray dx = inputGradient.ofShape(input.shape());
        NativeFloats source = NativeFloats.of(NativeFloats.dense(epsilon));
        NativeFloats target = NativeFloats.of(dx);
        sizeTiles(dx);
        for (int n = 0; n < dx.size(0); n++) {
            source.get(n * means.length, means, 0, means.length);
            distribute();
            target.put(n * image.length, image, 0, image.length);
        }
        return dx;
    }

    private void averageChannelsLast(NativeFloats source, int first) {
        int channels = means.length;
        Arrays.fill(sums, 0f);
        for (int from = 0; from < image.length; from += sums.length) {
            int count = Math.min(sums.length, image.length - from);
            source.get(first + from, tile, 0, count);
            VectorLoops.add(sums, tile, count);
        }
        double[] totals = VectorLoops.fold(sums, channels);
        for (int c = 0; c < channels; c++) {
            means[c] = (float) (totals[c] * channels / image.length);
        }
    }

    private void averageChannelsFirst(NativeFloats source, int first) {
        int positions = image.length / means.length;
        source.get(first, image, 0, image.length);
        for (int c = 0; c < means.length; c++) {
            double sum = 0;
            for (int i = c * positions; i < (c + 1) * positions; i++) {
                sum += image[i];
            }
            means[c] = (float) (sum / positions);
        }
    }

    private void distribute() {
        int channels = means.length;
        int positions = image.length / channels;
        for (int c = 0; c < channels; c++) {
            means[c] /= positions;
        }
        if (layerConf().channelsLast()) {
            for (int from = 0; from < image.length; from += channels) {
                System.arraycopy(means, 0, image, from, channels);
            }
        } else {
            for (int c = 0; c < channels; c++) {
                Arrays.fill(image, c * positions, (c + 1) * positions, means[c]);
            }
        }
    }

    private void sizeTiles(INDArray x) {
        int values = (int) (x.length() / x.size(0));
        int channels = (int) channels(x);
        if (image.length != values || means.length != channels) {
            image = new float[values];
            means = new float[channels];
            tile = new float[channels * Math.max(1, TILE / channels)];
            sums = new float[tile.length];
        }
    }

    private long channels(INDArray x) {
        return x.size(layerConf().channelsLast() ? 3 : 1);
    }
}
