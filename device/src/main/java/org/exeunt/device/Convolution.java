package org.exeunt.device;

import java.util.Arrays;

/**
 * A convolution with bias, max-pooling, the addition of an image, and ReLU, the last three optional; of an image of one
 * position, it is a dense layer. It reads the first channels of an image and writes a range of channels of another.
 *
 * <p>Its numbers are: image to read, number of channels to read, image to write, first channel to write, image to add or
 * -1, whether it has a ReLU, and for height and width the four numbers of a {@link Window}. Its arrays are the bias and
 * the weights {@code [kernel height, kernel width, in][out]}.
 *
 * <p>The innermost loops run over output channels, whose weights and sums are arrays of their own: the compilers of the
 * JVM vectorise loops only over arrays that are indexed by the loop variable.
 */
final class Convolution implements Step {
    /** Limit of the positions that are computed together. */
    static final int POSITIONS = 64;
    /** Number of values whose sums stay in the first-level cache. */
    private static final int SUMS = 4096;

    private final int from;
    private final int in;
    private final int to;
    private final int at;
    private final int added;
    private final boolean relu;
    private final Window vertical;
    private final Window horizontal;
    private final float[][] weights;
    private final float[] bias;
    private final int[] input;
    private final int[] output;
    private final int window;
    private final boolean pads;

    Convolution(ModelFile file, int[][] images) {
        from = file.next("an image that is read", 0, images.length - 1);
        input = images[from];
        in = file.next("the number of channels that are read", 1, input[2]);
        to = file.next("an image that is written", 0, images.length - 1);
        output = images[to];
        bias = file.nextArray("a bias", 1, output[2]);
        at = file.next("the first channel that is written", 0, output[2] - bias.length);
        added = file.next("an image that is added", -1, images.length - 1);
        relu = file.flag("the flag of ReLU");
        vertical = new Window(file, input[0], output[0]);
        horizontal = new Window(file, input[1], output[1]);
        window = vertical.pool * horizontal.pool;
        pads = vertical.extent > input[0] || horizontal.extent > input[1];
        long rows = (long) vertical.kernel * horizontal.kernel * in;
        weights = file.nextArrays("weights", rows, bias.length, bias.length);
        boolean fits = from != to && window <= POSITIONS && padded() <= Network.MOST_VALUES;
        ModelFile.require(
                fits && (added < 0 || added != to && Arrays.equals(images[added], output)),
                "a convolution does not fit its images");
    }

    /** Returns the size of the padded image; 0 if the image is read as it is. */
    long padded() {
        return pads ? (long) vertical.extent * horizontal.extent * in : 0;
    }

    int channels() {
        return bias.length;
    }

    @Override
    public void run(Workspace work) {
        float[] source = pads ? pad(work.images[from], work.padded) : work.images[from];
        int pixel = pads ? in : input[2];
        int line = pixel * horizontal.extent;
        int run = pixel == in ? horizontal.kernel * in : in; // values that follow each other in image and weights
        int chunk = Math.max(1, Math.min(POSITIONS, SUMS / bias.length) / window);
        int positions = output[0] * output[1];
        for (int first = 0; first < positions; first += chunk) {
            int count = Math.min(chunk, positions - first) * window;
            for (int p = 0; p < count; p += window) {
                int position = first + p / window;
                int y = position / output[1] * vertical.pool;
                int x = position % output[1] * horizontal.pool;
                for (int w = 0; w < window; w++) {
                    int down = (y + w / horizontal.pool) * vertical.stride;
                    int right = (x + w % horizontal.pool) * horizontal.stride;
                    work.starts[p + w] = down * line + right * pixel;
                    System.arraycopy(bias, 0, work.sums[p + w], 0, bias.length);
                }
            }
            for (int row = 0; row < weights.length; row += run) {
                int tap = row / in;
                int offset = tap / horizontal.kernel * line + tap % horizontal.kernel * pixel - row;
                int five = row + run - run % 5;
                for (int k = row; k < row + run; k += k < five ? 5 : 1) {
                    for (int p = 0; p < count; p++) {
                        if (k < five) {
                            addFive(work.sums[p], source, work.starts[p] + offset + k, weights, k, bias.length);
                        } else {
                            add(work.sums[p], source[work.starts[p] + offset + k], weights[k], bias.length);
                        }
                    }
                }
            }
            for (int p = 0; p < count; p += window) {
                finish(work, p, (first + p / window) * output[2] + at);
            }
        }
    }

    private float[] pad(float[] image, float[] target) {
        Arrays.fill(target, 0, (int) padded(), 0);
        for (int i = 0; i < input[0] * input[1]; i++) {
            int y = i / input[1] + vertical.before;
            int x = i % input[1] + horizontal.before;
            System.arraycopy(image, i * input[2], target, (y * horizontal.extent + x) * in, in);
        }
        return target;
    }

    private static void addFive(float[] sums, float[] source, int i, float[][] weights, int k, int count) {
        float a = source[i];
        float b = source[i + 1];
        float c = source[i + 2];
        float d = source[i + 3];
        float e = source[i + 4];
        float[] ofA = weights[k];
        float[] ofB = weights[k + 1];
        float[] ofC = weights[k + 2];
        float[] ofD = weights[k + 3];
        float[] ofE = weights[k + 4];
        for (int o = 0; o < count; o++) {
            sums[o] += a * ofA[o] + b * ofB[o] + c * ofC[o] + d * ofD[o] + e * ofE[o];
        }
    }

    private static void add(float[] sums, float a, float[] ofA, int count) {
        for (int o = 0; o < count; o++) {
            sums[o] += a * ofA[o];
        }
    }

    private static void max(float[] result, float[] other, int count) {
        for (int o = 0; o < count; o++) {
            result[o] = Math.max(result[o], other[o]);
        }
    }

    /** Writes the pooled result of the positions from {@code p}. */
    private void finish(Workspace work, int p, int target) {
        float[] result = work.sums[p];
        for (int other = p + 1; other < p + window; other++) {
            max(result, work.sums[other], bias.length);
        }
        for (int o = 0; added >= 0 && o < bias.length; o++) {
            result[o] += work.images[added][target + o];
        }
        if (relu) {
            max(result, work.zeros, bias.length);
        }
        System.arraycopy(result, 0, work.images[to], target, bias.length);
    }
}
