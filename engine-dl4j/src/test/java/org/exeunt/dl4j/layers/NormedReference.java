package org.exeunt.dl4j.layers;

import java.util.Arrays;
import java.util.Map;
import org.exeunt.dl4j.kernels.Window;

/**
 * Convolutions with norms in double precision.
 *
 * <p>{@code groups} is the number of groups of a group norm, 0 for batch norm. {@code statistics} receives the means
 * and unbiased variances of the batch; with null, the running ones among the parameters are used.
 */
public final class NormedReference {
    private NormedReference() {}

    /** Returns the output of a 3x3 convolution, a norm and a ReLU. */
    public static Images stem(
            Images x,
            Map<String, double[]> parameters,
            String prefix,
            int stride,
            int groups,
            Map<String, double[]> statistics) {
        return normed(x, parameters, prefix, Window.centred(3, stride), groups, statistics)
                .relu();
    }

    /** Returns the output of a residual block. */
    public static Images block(
            Images x, Map<String, double[]> parameters, int stride, int groups, Map<String, double[]> statistics) {
        Images inner = stem(x, parameters, "conv1/", stride, groups, statistics);
        Images added = parameters.containsKey("shortcut/W")
                ? normed(x, parameters, "shortcut/", Window.centred(1, stride), groups, statistics)
                : x;
        return normed(inner, parameters, "conv2/", Window.same(3), groups, statistics)
                .plus(added)
                .relu();
    }

    private static Images normed(
            Images x,
            Map<String, double[]> parameters,
            String prefix,
            Window window,
            int groups,
            Map<String, double[]> ofBatch) {
        double[] gamma = parameters.get(prefix + "gamma");
        Images z = x.convolve(parameters.get(prefix + "W"), gamma.length, window, window);
        double[][] statistics = {parameters.get(prefix + "mean"), parameters.get(prefix + "var")};
        if (ofBatch != null) {
            statistics = z.statistics(groups);
            double count = (double) z.values().length / gamma.length;
            ofBatch.put(prefix + "mean", statistics[0]);
            ofBatch.put(
                    prefix + "var",
                    Arrays.stream(statistics[1])
                            .map(biased -> biased * count / (count - 1))
                            .toArray());
        }
        return z.normalise(gamma, parameters.get(prefix + "beta"), statistics, groups);
    }
}
