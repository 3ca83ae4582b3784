package org.exeunt.dl4j.layers;

import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The weight gradient of a convolution of stride 1 as one matrix product: every input patch becomes a row, and the gradient is
 * {@code dz^T} times those rows. Layouts as in {@link Convolution}. For one thread.
 */
final class PatchGradient {
    private final int kernel;
    private final int in;
    private final int out;
    private final boolean same;
    private final int width;
    private final ReusedArray rows = new ReusedArray();
    private final MatrixProduct product = new MatrixProduct(true, false);
    private final INDArray byTap;
    private final float[] tapMajor;
    private final float[] channelMajor;
    private float[] image = {};
    private float[] patches = {};

    PatchGradient(int kernel, int in, int out, boolean same) {
        this.kernel = kernel;
        this.in = in;
        this.out = out;
        this.same = same;
        this.width = kernel * kernel * in;
        this.byTap = new ReusedArray().ofShape(out, width);
        this.tapMajor = new float[out * width];
        this.channelMajor = new float[out * width];
    }

    void compute(INDArray x, INDArray dz, INDArray dWeights) {
        int places = (int) (dz.size(1) * dz.size(2));
        INDArray patchRows = rows.ofShape(dz.size(0) * places, width);
        gather(x, (int) dz.size(1), (int) dz.size(2), NativeFloats.of(patchRows));
        product.run(dz.reshape('c', dz.size(0) * places, out), patchRows, byTap);
        NativeFloats.of(byTap).get(0, tapMajor, 0, tapMajor.length);
        int taps = kernel * kernel;
        for (int o = 0; o < out; o++) {
            for (int tap = 0; tap < taps; tap++) {
                for (int c = 0; c < in; c++) {
                    channelMajor[(o * in + c) * taps + tap] = tapMajor[(o * taps + tap) * in + c];
                }
            }
        }
        NativeFloats.of(dWeights).put(0, channelMajor, 0, channelMajor.length);
    }

    private void gather(INDArray x, int outHeight, int outWidth, NativeFloats target) {
        int height = (int) x.size(1);
        int columns = (int) x.size(2);
        int pad = same ? (kernel - 1) / 2 : 0;
        NativeFloats source = NativeFloats.of(x);
        if (image.length != height * columns * in || patches.length != outHeight * outWidth * width) {
            image = new float[height * columns * in];
            patches = new float[outHeight * outWidth * width];
        }
        for (int n = 0; n < x.size(0); n++) {
            source.get(n * image.length, image, 0, image.length);
            int place = 0;
            for (int row = 0; row < outHeight; row++) {
                for (int column = 0; column < outWidth; column++) {
                    for (int tap = 0; tap < kernel; tap++) {
                        copyRun(row - pad + tap, column - pad, height, columns, place);
                        place += kernel * in;
                    }
                }
            }
            target.put(n * patches.length, patches, 0, patches.length);
        }
    }

    /** Copies the kernel's width of one image row to a patch, zeros where it lies outside. */
    private void copyRun(int row, int column, int height, int columns, int place) {
        int run = kernel * in;
        if (row < 0 || row >= height) {
            java.util.Arrays.fill(patches, place, place + run, 0f);
        } else if (column >= 0 && column + kernel <= columns) {
            int from = (row * columns + column) * in;
            for (int i = 0; i < run; i++) {
                patches[place + i] = image[from + i];
            }
        } else {
            for (int i = 0; i < run; i++) {
                int at = column + i / in;
                patches[place + i] = at < 0 || at >= columns ? 0f : image[(row * columns + at) * in + i % in];
            }
        }
    }
}
