package org.exeunt.dl4j.kernels.host;

import org.exeunt.dl4j.kernels.BiasRelu;
import org.exeunt.dl4j.kernels.ConvPool;
import org.exeunt.dl4j.kernels.Filter;
import org.exeunt.dl4j.kernels.Kernels;
import org.exeunt.dl4j.kernels.NormBackward;
import org.exeunt.dl4j.kernels.NormForward;
import org.exeunt.dl4j.kernels.SgdStep;
import org.exeunt.dl4j.kernels.Window;

/** Kernels for host memory: Java loops over tiles that fit in the cache, and ND4J's matrix products on addresses. */
public final class HostKernels implements Kernels {
    @Override
    public Filter filter(Window vertical, Window horizontal, int in, int out) {
        return new HostFilter(new Convolution(vertical, horizontal, in, out));
    }

    @Override
    public ConvPool convPool(Window vertical, Window horizontal, int in, int out, int poolHeight) {
        return new HostConvPool(new Convolution(vertical, horizontal, in, out), poolHeight);
    }

    @Override
    public BiasRelu biasRelu(int channels, boolean relu) {
        return new HostBiasRelu(channels, relu);
    }

    @Override
    public NormForward normForward(int channels) {
        return new HostNormForward(channels);
    }

    @Override
    public NormBackward normBackward(int channels) {
        return new HostNormBackward(channels);
    }

    @Override
    public SgdStep sgdStep() {
        return new HostSgdStep();
    }
}
