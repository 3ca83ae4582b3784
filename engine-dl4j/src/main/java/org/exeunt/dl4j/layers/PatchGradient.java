package org.exeunt.dl4j.layers;

import java.util.Arrays;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The weight gradient of a convolution of stride 1 as one matrix product: for every weight of a filter one row holds the input values it
 * meets at all places of the batch, and those rows times {@code dz} are the gradient, transposed. A row of the image is a run of such a row, so
 * gathering is copying runs. Layouts as in {@link Convolution}. For one thread.
 */
final class PatchGradient {
    private final Window window;
    private final int kernel;
    private final int in;
    private final int out;
    private final ReusedArray rows = new ReusedArray();
    private final MatrixProduct product = new MatrixProduct(false, false);
    private final INDArray byWeight;
    private final float[] weightMajor;
    private final float[] outMajor;
    private float[] image = {};
    private float[] plane = {};
    private float[] met = {};

    /** @param window of stride 1 */
    PatchGradient(Window window, int in, int out) {
        this.window = window;
        this.kernel = window.kernel();
        this.in = in;
        this.out = out;
        this.byWeight = new ReusedArray().ofShape((long) in * kernel * kernel, out);
        this.weightMajor = new float[(int) byWeight.length()];
        this.outMajor = new float[weightMajor.length];
    }

    void compute(INDArray x, INDArray dz, INDArray dWeights) {
        long places = dz.size(0) * dz.size(1) * dz.size(2);
        int weights = in * kernel * kernel;
        // the batch leads in a reused array, so the rows are a view of it
        INDArray patches =
                rows.ofShape(dz.size(0), weights * dz.size(1) * dz.size(2)).reshape('c', weights, places);
        gather(x, (int) dz.size(1), (int) dz.size(2), NativeFloats.of(patches));
        product.run(patches, dz.reshape('c', places, out), byWeight);
        NativeFloats.of(byWeight).get(0, weightMajor, 0, weightMajor.length);
        for (int o = 0; o < out; o++) {
            for (int w = 0; w < weights; w++) {
                outMajor[o * weights + w] = weightMajor[w * out + o];
            }
        }
        NativeFloats.of(dWeights).put(0, outMajor, 0, outMajor.length);
    }

    private void gather(INDArray x, int outHeight, int outWidth, NativeFloats target) {
        int batch = (int) x.size(0);
        int height = (int) x.size(1);
        int width = (int) x.size(2);
        int places = outHeight * outWidth;
        if (plane.length != height * width || met.length != places) {
            plane = new float[height * width];
            image = new float[plane.length * in];
            met = new float[places];
        }
        NativeFloats source = NativeFloats.of(x);
        for (int n = 0; n < batch; n++) {
            source.get(n * image.length, image, 0, image.length);
            for (int channel = 0; channel < in; channel++) {
                for (int i = 0, from = channel; i < plane.length; i++, from += in) {
                    plane[i] = image[from];
                }
                for (int tap = 0; tap < kernel * kernel; tap++) {
                    shift(
                            tap / kernel - window.before(),
                            tap % kernel - window.before(),
                            height,
                            width,
                            outHeight,
                            outWidth);
                    target.put(((channel * kernel * kernel + tap) * batch + n) * places, met, 0, places);
                }
            }
        }
    }

    /** Copies the plane, moved by some rows and columns, zeros where it ends. */
    private void shift(int down, int right, int height, int width, int outHeight, int outWidth) {
        int first = Math.max(0, -right);
        int end = Math.min(outWidth, width - right);
        for (int row = 0; row < outHeight; row++) {
            int to = row * outWidth;
            int from = row + down;
            if (from < 0 || from >= height) {
                Arrays.fill(met, to, to + outWidth, 0f);
                continue;
            }
            Arrays.fill(met, to, to + first, 0f);
            System.arraycopy(plane, from * width + first + right, met, to + first, end - first);
            Arrays.fill(met, to + end, to + outWidth, 0f);
        }
    }
}
