package org.exeunt.dl4j.kernels.portable;

import org.exeunt.dl4j.kernels.BiasRelu;
import org.exeunt.dl4j.kernels.ConvPool;
import org.exeunt.dl4j.kernels.Filter;
import org.exeunt.dl4j.kernels.Kernels;
import org.exeunt.dl4j.kernels.NormBackward;
import org.exeunt.dl4j.kernels.NormForward;
import org.exeunt.dl4j.kernels.SgdStep;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Kernels that use only ND4J operations on whole arrays, which every backend supports, including CUDA. */
public final class PortableKernels implements Kernels {
    @Override
    public Filter filter(Window vertical, Window horizontal, int in, int out) {
        return new PortableFilter(vertical, horizontal);
    }

    @Override
    public ConvPool convPool(Window vertical, Window horizontal, int in, int out, int poolHeight) {
        return new PortableConvPool(new PortableFilter(vertical, horizontal), out, poolHeight);
    }

    @Override
    public BiasRelu biasRelu(int channels, boolean relu) {
        return new PortableBiasRelu(channels, relu);
    }

    @Override
    public NormForward normForward(int channels) {
        return new PortableNorm();
    }

    @Override
    public NormBackward normBackward(int channels) {
        return new PortableNorm();
    }

    @Override
    public SgdStep sgdStep() {
        return (w, g, v, from, to, training) -> {
            INDArray weights = part(w, from, to);
            INDArray velocity = part(v, from, to);
            velocity.muli(training.momentum()).addi(part(g, from, to)).addi(weights.mul(training.weightDecay()));
            weights.subi(velocity.mul(training.learningRate()));
        };
    }

    private static INDArray part(NativeFloats vector, int from, int to) {
        return vector.shaped(vector.length()).get(NDArrayIndex.interval(from, to));
    }

    /** Returns 1 where a value is positive, and 0 elsewhere. */
    static INDArray positive(INDArray y) {
        return y.gt(0).castTo(DataType.FLOAT);
    }
}
