package org.exeunt.datasets.partition;

import java.math.BigDecimal;
import java.util.Optional;
import org.exeunt.api.plugin.Option;

/**
 * What clients train, choose and are tested on.
 *
 * @param split what is dealt out, and what clients are tested on
 * @param testShare share of a client's examples kept for its test; of no meaning unless training and test set are merged
 * @param validationShare share of a client's examples kept for validation; filled in if it is left out
 * @param usedShare share of what a client is dealt that it holds; the rest is left out
 */
public record SplitOptions(
        @Option(
                        value = "Whether training and test set are dealt out together, and what clients are tested on",
                        byDefault = "merge-split")
                Split split,
        @Option(
                        value = "Share of a client's examples kept for its test (merge-split alone)",
                        byDefault = "0.25",
                        min = 0,
                        below = 1)
                double testShare,
        @Option(
                        value =
                                "Share of a client's examples kept for validation; 0 if left out, 0.2 with train-only-reweight",
                        min = 0,
                        below = 1)
                Optional<Double> validationShare,
        @Option(
                        value =
                                "Share of what a client is dealt that it uses at all, drawn at random; below 1 for smaller experiments",
                        byDefault = "1",
                        above = 0,
                        max = 1)
                double usedShare) {
    private static final double OF_PFEDGRAPH = 0.2;

    public SplitOptions {
        validationShare = Optional.of(validationShare.orElse(split == Split.TRAIN_ONLY_REWEIGHT ? OF_PFEDGRAPH : 0));
        BigDecimal kept = BigDecimal.valueOf(testShare).add(BigDecimal.valueOf(validationShare.get()));
        if (split == Split.MERGE_SPLIT && kept.compareTo(BigDecimal.ONE) >= 0) {
            throw new IllegalArgumentException(
                    "test-share = %s and validation-share = %s leave nothing to train on; together they must be below 1"
                            .formatted(testShare, validationShare.get()));
        }
    }

    /** Returns the share of what a client holds that is kept for its test. */
    double keptForTest() {
        return split == Split.MERGE_SPLIT ? testShare : 0;
    }

    /** Returns the share of what a client holds that is kept for validation. */
    double keptForValidation() {
        return validationShare.orElseThrow();
    }
}
