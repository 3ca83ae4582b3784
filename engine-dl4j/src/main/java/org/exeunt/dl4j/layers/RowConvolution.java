package org.exeunt.dl4j.layers;

import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedMatrix;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolution along rows, with stride 1 and kernels of height 1, as a series needs: one matrix product of what the kernel meets at each place and
 * the weights. The gradient at the input is a convolution too, of the gradient at the result by the kernel turned round.
 *
 * <p>Weights {@code [out, in, 1, kernel]} are copied by tap before each product.
 */
final class RowConvolution implements Filter {
    private final Window window;
    private final int kernel;
    private final int in;
    private final int out;
    private final RowPatches met;
    private final RowPatches metBack;
    private final MatrixProduct product = new MatrixProduct(false, true);
    private final MatrixProduct gradient = new MatrixProduct(true, false);
    private final Matrix byTap;
    private final Matrix turned;
    private final float[] given;
    private final float[] ordered;

    /** @param window of stride 1 */
    RowConvolution(Window window, int in, int out) {
        this.window = window;
        this.kernel = window.kernel();
        this.in = in;
        this.out = out;
        this.met = new RowPatches(window, in);
        this.metBack =
                new RowPatches(new Window(kernel, 1, kernel - 1 - window.before(), kernel - 1 - window.after()), out);
        this.byTap = new ReusedMatrix(kernel * in).ofRows(out);
        this.turned = new ReusedMatrix(kernel * out).ofRows(in);
        this.given = new float[out * in * kernel];
        this.ordered = new float[given.length];
    }

    @Override
    public long outputHeight(long inputHeight) {
        return inputHeight;
    }

    @Override
    public long outputWidth(long inputWidth) {
        return window.outputLength(inputWidth);
    }

    @Override
    public void forward(INDArray x, INDArray weights, INDArray z) {
        NativeFloats.of(weights).get(0, given, 0, given.length);
        for (int o = 0; o < out; o++) {
            for (int c = 0; c < in; c++) {
                for (int tap = 0; tap < kernel; tap++) {
                    ordered[(o * kernel + tap) * in + c] = given[(o * in + c) * kernel + tap];
                }
            }
        }
        byTap.put(0, ordered, ordered.length);
        product.run(met.of(x), byTap, Matrix.of(z));
    }

    @Override
    public void backward(INDArray x, INDArray weights, INDArray dz, INDArray dx, INDArray dWeights) {
        weightGradient(x, weights, dz, dWeights);
        NativeFloats.of(weights).get(0, given, 0, given.length);
        for (int o = 0; o < out; o++) {
            for (int c = 0; c < in; c++) {
                for (int tap = 0; tap < kernel; tap++) {
                    ordered[(c * kernel + kernel - 1 - tap) * out + o] = given[(o * in + c) * kernel + tap];
                }
            }
        }
        turned.put(0, ordered, ordered.length);
        product.run(metBack.of(dz), turned, Matrix.of(dx));
    }

    @Override
    public void weightGradient(INDArray x, INDArray weights, INDArray dz, INDArray dWeights) {
        gradient.run(Matrix.of(dz), met.of(x), byTap);
        byTap.get(0, ordered, ordered.length);
        for (int o = 0; o < out; o++) {
            for (int c = 0; c < in; c++) {
                for (int tap = 0; tap < kernel; tap++) {
                    given[(o * in + c) * kernel + tap] = ordered[(o * kernel + tap) * in + c];
                }
            }
        }
        NativeFloats.of(dWeights).put(0, given, 0, given.length);
    }
}
