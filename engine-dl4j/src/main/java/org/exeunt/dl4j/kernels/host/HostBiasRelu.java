package org.exeunt.dl4j.kernels.host;

import java.util.Arrays;
import org.exeunt.dl4j.kernels.BiasRelu;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Processes tiles of whole rows that stay in the first-level cache. */
final class HostBiasRelu implements BiasRelu {
    private final int channels;
    private final boolean relu;
    private final float[] values;
    private final float[] biases;
    private final float[] sums;
    private final int[] gradients;
    private final int[] outputs;

    HostBiasRelu(int channels, boolean relu) {
        this.channels = channels;
        this.relu = relu;
        int tile = VectorLoops.tileLength(channels);
        this.values = new float[tile];
        this.biases = new float[tile];
        this.sums = new float[tile];
        this.gradients = new int[tile];
        this.outputs = new int[tile];
    }

    @Override
    public void forward(INDArray y, INDArray bias) {
        NativeFloats results = NativeFloats.of(y);
        NativeFloats.of(bias).get(0, values, 0, channels);
        VectorLoops.repeat(values, 0, channels, biases);
        for (int from = 0; from < results.length(); from += values.length) {
            int count = Math.min(values.length, results.length() - from);
            results.get(from, values, 0, count);
            if (relu) {
                VectorLoops.addAndClip(values, biases, 1, count);
            } else {
                VectorLoops.add(values, biases, count);
            }
            results.put(from, values, 0, count);
        }
    }

    @Override
    public void backward(INDArray dy, INDArray y, INDArray dz, INDArray dBias) {
        NativeFloats source = NativeFloats.of(dy);
        NativeFloats results = NativeFloats.of(y);
        NativeFloats target = NativeFloats.of(dz);
        Arrays.fill(sums, 0f);
        for (int from = 0; from < source.length(); from += values.length) {
            int count = Math.min(values.length, source.length() - from);
            source.getBits(from, gradients, count);
            if (relu) {
                results.getBits(from, outputs, count);
                VectorLoops.dropWhereZero(gradients, outputs, count);
            }
            target.putBits(from, gradients, count);
            target.get(from, values, 0, count);
            VectorLoops.add(sums, values, count);
        }
        VectorLoops.round(VectorLoops.fold(sums, channels), values);
        NativeFloats.of(dBias).put(0, values, 0, channels);
    }
}
