package org.exeunt.strategies.aggregation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.AggregatorPlugin;

/**
 * Takes the weighted mean after every upload's change, upload less previous, was shortened to a greatest length:
 * {@code w + sum_i p_i d_i min(1, M / ||d_i||)}.
 *
 * <p>Withstands long updates, and not those that point the wrong way at an ordinary length. Source: Sun, Kairouz, Suresh, McMahan, Can You Really
 * Backdoor Federated Learning?, 2019, arXiv 1911.07963, section 5, where M is a constant; that M can be the cohort's median length is ours.
 */
public final class NormClipping implements Aggregator {
    /**
     * What is too long.
     *
     * @param maxNorm M
     */
    public record Options(
            @Option(
                            value =
                                    "Greatest Euclidean length of a client's change; the median length in the round if left out",
                            above = 0)
                    Optional<Double> maxNorm) {}

    /** Registers {@code norm-clipping}. */
    @Citation("Sun et al.: Can You Really Backdoor Federated Learning?, 2019, arXiv 1911.07963")
    public static final class Plugin extends AggregatorPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "norm-clipping",
                    "Shortens long updates, then takes the weighted mean",
                    Options.class,
                    (options, context) -> new NormClipping(options));
        }
    }

    private final Optional<Double> maxNorm;

    private NormClipping(Options options) {
        this.maxNorm = options.maxNorm();
    }

    @Override
    public ParameterSet aggregate(ParameterSet previous, List<ParameterSet> uploads, double[] weights) {
        List<ParameterSet> changes = uploads.stream()
                .map(upload -> ParameterMath.subtract(upload, previous))
                .toList();
        double[] norms = changes.stream().mapToDouble(ParameterMath::norm).toArray();
        double greatest = maxNorm.orElseGet(() -> lowerMedian(norms));
        List<ParameterSet> clipped = new ArrayList<>();
        for (int i = 0; i < norms.length; i++) {
            clipped.add(
                    norms[i] <= greatest
                            ? uploads.get(i)
                            : ParameterMath.axpy(greatest / norms[i], changes.get(i), previous));
        }
        return ParameterMath.weightedSum(clipped, weights);
    }

    /** Of two in the middle the shorter one, so that half of the cohort cannot lengthen it. */
    private static double lowerMedian(double[] norms) {
        double[] sorted = norms.clone();
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }
}
