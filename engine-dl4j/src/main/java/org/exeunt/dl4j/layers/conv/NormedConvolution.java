package org.exeunt.dl4j.layers.conv;

import java.util.Map;
import org.exeunt.dl4j.kernels.Epilogue;
import org.exeunt.dl4j.kernels.Filter;
import org.exeunt.dl4j.kernels.NormArithmetic;
import org.exeunt.dl4j.kernels.NormForward;
import org.exeunt.dl4j.kernels.PreparedWeights;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.layers.KernelsInUse;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes a {@link ConvNorm}: the convolution and the statistics of its norm. The caller applies the norm, fused with
 * the operations after it. For one thread.
 */
final class NormedConvolution implements PreparedWeights {
    private final ConvNorm part;
    private final ChannelNorm kind;
    private final Filter convolution;
    private final NormArithmetic norm;
    private final ReusedArray output = new ReusedArray();
    private final float[] channelValues;
    private final float[] channelVariances;
    private INDArray z;

    NormedConvolution(ConvNorm part, ChannelNorm kind) {
        this.part = part;
        this.kind = kind;
        this.convolution = KernelsInUse.get().filter(part.window(), part.window(), part.in(), part.out());
        this.norm = new NormArithmetic(part.out(), kind.channelsPerGroup(part.out()), kind.overBatch());
        this.channelValues = new float[part.out()];
        this.channelVariances = new float[part.out()];
    }

    /**
     * Returns whether a pass computes the statistics of the norm from its own values instead of using running
     * statistics.
     */
    boolean usesBatchStatistics(boolean training) {
        return training || !kind.overBatch();
    }

    NormArithmetic norm() {
        return norm;
    }

    /** Returns the shape of the output for an input. */
    long[] outputShape(INDArray x) {
        Window window = part.window();
        return new long[] {x.size(0), window.outputLength(x.size(1)), window.outputLength(x.size(2)), part.out()};
    }

    @Override
    public void keepPreparedWeights(boolean keep) {
        convolution.keepPreparedWeights(keep);
    }

    /**
     * Computes the convolution, the norm with running statistics, the residual and ReLU, without storing values for a
     * backward pass.
     *
     * @param residual added values; null for none
     * @return {@code y}
     */
    INDArray infer(INDArray x, Map<String, INDArray> parameters, INDArray residual, boolean relu, INDArray y) {
        beginNorm(x, parameters);
        readStatistics(parameters);
        norm.setStatistics(channelValues, channelVariances);
        Epilogue epilogue = new Epilogue(norm.scale(), norm.offset(), residual, relu);
        convolution.forward(x, parameters.get(part.weights()), epilogue, y);
        return y;
    }

    private void beginNorm(INDArray x, Map<String, INDArray> parameters) {
        NativeFloats.of(parameters.get(part.gamma())).get(0, norm.gamma(), 0, part.out());
        NativeFloats.of(parameters.get(part.beta())).get(0, norm.beta(), 0, part.out());
        norm.startBatch((int) x.size(0));
    }

    /**
     * Computes the convolution and prepares the norm.
     *
     * @return the output of the convolution; overwritten by the next call
     */
    NativeFloats forward(INDArray x, Map<String, INDArray> parameters, NormForward passes) {
        z = output.ofShape(outputShape(x));
        convolution.forward(x, parameters.get(part.weights()), null, z);
        beginNorm(x, parameters);
        NativeFloats floats = NativeFloats.of(z);
        passes.measure(norm, floats);
        return floats;
    }

    private void readStatistics(Map<String, INDArray> parameters) {
        NativeFloats.of(parameters.get(part.mean())).get(0, channelValues, 0, part.out());
        NativeFloats.of(parameters.get(part.variance())).get(0, channelVariances, 0, part.out());
    }

    /** Writes the gradients at scales, offsets and running statistics, after the norm has received its sums. */
    void writeNormGradients(Map<String, INDArray> parameters, Map<String, INDArray> gradients) {
        norm.gammaGradient(channelValues);
        NativeFloats.of(gradients.get(part.gamma())).put(0, channelValues, 0, part.out());
        norm.betaGradient(channelValues);
        NativeFloats.of(gradients.get(part.beta())).put(0, channelValues, 0, part.out());
        if (kind.overBatch()) {
            readStatistics(parameters);
            int positions = (int) (z.length() / part.out());
            norm.runningGradients(channelValues, channelVariances, kind.momentum(), positions);
            NativeFloats.of(gradients.get(part.mean())).put(0, channelValues, 0, part.out());
            NativeFloats.of(gradients.get(part.variance())).put(0, channelVariances, 0, part.out());
        }
    }

    /**
     * Computes the gradients at the weights and at the input from the gradient at the output of the convolution.
     *
     * @param dx receives the gradient at the input; null if it is not required
     */
    void backward(
            INDArray x, INDArray dz, INDArray dx, Map<String, INDArray> parameters, Map<String, INDArray> gradients) {
        convolution.backward(x, parameters.get(part.weights()), dz, dx, gradients.get(part.weights()));
    }
}
