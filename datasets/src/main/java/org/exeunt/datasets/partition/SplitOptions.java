package org.exeunt.datasets.partition;

import java.math.BigDecimal;
import java.util.Optional;
import org.exeunt.api.plugin.Option;

/**
 * What clients train, choose and are tested on.
 *
 * @param split what is dealt out, and what clients are tested on
 * @param testFraction share of a client's examples kept for its test; of no meaning unless training and test set are merged
 * @param validationFraction share of a client's examples kept for validation; filled in if it is left out
 * @param subsample share of what a client is dealt that it holds; the rest is left out
 */
public record SplitOptions(
        @Option(
                        value = "Whether training and test set are dealt out together, and what clients are tested on",
                        defaultValue = "merge-split")
                Split split,
        @Option(
                        value = "Share of a client's examples kept for its test (merge-split alone)",
                        defaultValue = "0.25",
                        min = 0,
                        below = 1)
                double testFraction,
        @Option(
                        value =
                                "Share of a client's examples kept for validation; 0 if left out, 0.2 with train-only-reweight",
                        min = 0,
                        below = 1)
                Optional<Double> validationFraction,
        @Option(
                        value =
                                "Share of what a client is dealt that it uses at all, drawn at random; below 1 for smaller experiments",
                        defaultValue = "1",
                        above = 0,
                        max = 1)
                double subsample) {
    private static final double OF_PFEDGRAPH = 0.2;

    public SplitOptions {
        validationFraction =
                Optional.of(validationFraction.orElse(split == Split.TRAIN_ONLY_REWEIGHT ? OF_PFEDGRAPH : 0));
        BigDecimal kept = BigDecimal.valueOf(testFraction).add(BigDecimal.valueOf(validationFraction.get()));
        if (split == Split.MERGE_SPLIT && kept.compareTo(BigDecimal.ONE) >= 0) {
            throw new IllegalArgumentException(
                    "test-fraction = %s and validation-fraction = %s leave nothing to train on; together they must be below 1"
                            .formatted(testFraction, validationFraction.get()));
        }
    }

    /** Returns the share of what a client holds that is kept for its test. */
    double keptForTest() {
        return split == Split.MERGE_SPLIT ? testFraction : 0;
    }

    /** Returns the share of what a client holds that is kept for validation. */
    double keptForValidation() {
        return validationFraction.orElseThrow();
    }
}
