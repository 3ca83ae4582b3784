package org.exeunt.strategies.aggregation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.Aggregator;

/**
 * Limits the norm of every client's change, then takes the weighted mean: {@code w + sum_i p_i d_i min(1, M / ||d_i||)}
 * with the change {@code d_i} of upload i from the previous parameters.
 *
 * <p>Robust to updates with a large norm, but not to updates of ordinary norm in a wrong direction.
 *
 * <p>Blocks that were uploaded by different clients, such as heads of exits that are inactive on some, are clipped
 * separately, each group with its own norms and median.
 *
 * <p>Source: Sun, Kairouz, Suresh, McMahan, Can You Really Backdoor Federated Learning?, 2019, arXiv 1911.07963,
 * section 5. Deviation: M is a constant in the paper; here it can also be the median norm in the cohort.
 *
 * @param options its options
 */
public record NormClipping(Options options) implements Aggregator {
    /**
     * Options of norm clipping.
     *
     * @param maxNorm M
     */
    public record Options(
            @Option(value = "Largest L2 norm of a client's change; if absent, the median norm in the round", above = 0)
                    Optional<Double> maxNorm) {}

    @Override
    public ParameterSet aggregate(ParameterSet previous, List<ParameterSet> uploads, double[] weights) {
        List<ParameterSet> changes = uploads.stream()
                .map(upload -> ParameterMath.subtract(upload, previous))
                .toList();
        double[] norms = changes.stream().mapToDouble(ParameterMath::norm).toArray();
        double limit = options.maxNorm().orElseGet(() -> lowerMedian(norms));
        List<ParameterSet> clipped = new ArrayList<>();
        for (int i = 0; i < norms.length; i++) {
            clipped.add(
                    norms[i] <= limit
                            ? uploads.get(i)
                            : ParameterMath.axpy(limit / norms[i], changes.get(i), previous));
        }
        return ParameterMath.weightedSum(clipped, weights);
    }

    /** Returns the median; of the two middle values the smaller one, so that half of the cohort cannot raise it. */
    private static double lowerMedian(double[] norms) {
        double[] sorted = norms.clone();
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }
}
