package org.exeunt.dl4j.layers.conv;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.kernels.NormArithmetic;
import org.exeunt.dl4j.kernels.NormBackward;
import org.exeunt.dl4j.kernels.NormForward;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.layers.KernelsInUse;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layer of a {@link ResidualBlock} configuration. */
final class ResidualBlockLayer extends FastLayer<ResidualBlock> {
    private final NormedConvolution first;
    private final NormedConvolution second;
    /** Null if the input is added directly. */
    private final NormedConvolution shortcut;
    /** Null if the input is added directly. */
    private final NormArithmetic shortcutNorm;

    private final NormForward forward;
    private final NormBackward backward;
    private final ReusedArray inner = new ReusedArray();
    private final ReusedArray shortcutOutput = new ReusedArray();
    private final ReusedArray sumGradient = new ReusedArray();
    private final ReusedArray convolvedGradient = new ReusedArray();
    private final ReusedArray innerGradient = new ReusedArray();
    private final ReusedArray shortcutGradient = new ReusedArray();
    private INDArray x;
    private INDArray y1;
    private NativeFloats y;
    private NativeFloats z1;
    private NativeFloats z2;
    /** The input, or the output of the convolution of the shortcut. */
    private NativeFloats added;

    ResidualBlockLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        List<ConvNorm> parts = layerConf().parts();
        ChannelNorm norm = layerConf().norm();
        this.first = preparing(new NormedConvolution(parts.get(0), norm));
        this.second = preparing(new NormedConvolution(parts.get(1), norm));
        this.shortcut = parts.size() == 2 ? null : preparing(new NormedConvolution(parts.get(2), norm));
        this.shortcutNorm = shortcut == null ? null : shortcut.norm();
        this.forward = KernelsInUse.get().normForward(parts.get(0).out());
        this.backward = KernelsInUse.get().normBackward(parts.get(0).out());
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        x = NativeFloats.dense(input);
        long[] shape = first.outputShape(x);
        y1 = inner.ofShape(shape);
        INDArray result = output.ofShape(shape);
        y = NativeFloats.of(result);
        if (first.usesBatchStatistics(training)) {
            forwardWithBatchStatistics();
        } else {
            first.infer(x, params, null, true, y1);
            INDArray residual =
                    shortcut == null ? x : shortcut.infer(x, params, null, false, shortcutOutput.ofShape(shape));
            second.infer(y1, params, residual, true, result);
        }
        return result;
    }

    /** Computes the output with norms that use the statistics of the batch. */
    private void forwardWithBatchStatistics() {
        z1 = first.forward(x, params, forward);
        forward.clip(first.norm(), z1, NativeFloats.of(y1));
        z2 = second.forward(y1, params, forward);
        added = shortcut == null ? NativeFloats.of(x) : shortcut.forward(x, params, forward);
        forward.addAndClip(second.norm(), z2, shortcutNorm, added, y);
    }

    @Override
    protected void backward(INDArray epsilon, INDArray dx) {
        long[] shape = first.outputShape(x);
        NativeFloats dSum = backwardToSum(NativeFloats.of(NativeFloats.dense(epsilon)), shape);
        INDArray dz = convolvedGradient.ofShape(shape);
        NativeFloats dzFloats = NativeFloats.of(dz);
        backward.apply(second.norm(), dSum, z2, dzFloats, false);
        INDArray dy1 = innerGradient.ofShape(shape);
        second.backward(y1, dz, dy1, params, gradientViews);

        NativeFloats dy1Floats = NativeFloats.of(dy1);
        backward.gather(first.norm(), dy1Floats, z1);
        first.writeNormGradients(params, gradientViews);
        backward.apply(first.norm(), dy1Floats, z1, dy1Floats, true);
        first.backward(x, dy1, dx, params, gradientViews);

        if (shortcut != null) {
            backward.apply(shortcutNorm, dSum, added, dzFloats, false);
            INDArray dxToo = dx == null ? null : shortcutGradient.ofShape(x.shape());
            shortcut.backward(x, dz, dxToo, params, gradientViews);
            if (dx != null) {
                backward.add(NativeFloats.of(dx), NativeFloats.of(dxToo));
            }
        } else if (dx != null) {
            backward.add(NativeFloats.of(dx), dSum);
        }
    }

    /** Returns the gradient at the sum before the last ReLU and writes the gradients of the norms before the sum. */
    private NativeFloats backwardToSum(NativeFloats dy, long[] shape) {
        NativeFloats dSum = NativeFloats.of(sumGradient.ofShape(shape));
        backward.gatherSum(dy, y, dSum, second.norm(), z2, shortcutNorm, added);
        if (shortcut != null) {
            shortcut.writeNormGradients(params, gradientViews);
        }
        second.writeNormGradients(params, gradientViews);
        return dSum;
    }
}
