package org.exeunt.dl4j.kernels.portable;

import org.exeunt.dl4j.kernels.BiasRelu;
import org.exeunt.dl4j.kernels.ConvPool;
import org.exeunt.dl4j.kernels.Filter;
import org.exeunt.dl4j.kernels.Kernels;
import org.exeunt.dl4j.kernels.NormBackward;
import org.exeunt.dl4j.kernels.NormForward;
import org.exeunt.dl4j.kernels.SgdStep;
import org.exeunt.dl4j.kernels.Window;

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
        return new PortableNormForward();
    }

    @Override
    public NormBackward normBackward(int channels) {
        return new PortableNormBackward();
    }

    @Override
    public SgdStep sgdStep() {
        return new PortableSgdStep();
    }
}
