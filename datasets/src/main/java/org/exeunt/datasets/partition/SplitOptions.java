package org.exeunt.datasets.partition;

import java.math.BigDecimal;
import java.util.Optional;
import org.exeunt.api.plugin.Option;

/**
 * Options of the split into training, validation and test examples.
 *
 * @param split which examples are assigned, and which clients are tested on
 * @param testFraction fraction of a client's examples held out for its test; only used with {@link Split#MERGE_SPLIT}
 * @param validationFraction fraction of a client's examples held out for validation; never empty, as the constructor
 *     sets the default
 * @param subsample fraction of the assigned examples that a client uses
 * @param serverFraction fraction of the examples, or with {@link Natural} of the owners, that the server has and no
 *     client; empty rather than 0
 */
public record SplitOptions(
        @Option(
                        value = "Which examples are assigned to clients, and which clients are tested on",
                        defaultValue = "merge-split")
                Split split,
        @Option(
                        value = "Fraction of a client's examples held out for its test; only used with merge-split",
                        defaultValue = "0.25",
                        min = 0,
                        below = 1)
                double testFraction,
        @Option(
                        value = "Fraction of a client's examples held out for validation; if omitted 0, or 0.2 "
                                + "with train-only-reweight",
                        min = 0,
                        below = 1)
                Optional<Double> validationFraction,
        @Option(
                        value = "Fraction of the assigned examples that a client uses, drawn at random; below 1 "
                                + "for smaller experiments",
                        defaultValue = "1",
                        above = 0,
                        max = 1)
                double subsample,
        @Option(
                        value = "Fraction of the examples, or with natural of the owners, that the server has and no "
                                + "client; none if omitted",
                        min = 0,
                        below = 1)
                Optional<Double> serverFraction) {
    private static final double PFEDGRAPH_VALIDATION_FRACTION = 0.2;

    public SplitOptions {
        validationFraction = Optional.of(
                validationFraction.orElse(split == Split.TRAIN_ONLY_REWEIGHT ? PFEDGRAPH_VALIDATION_FRACTION : 0));
        serverFraction = serverFraction.filter(fraction -> fraction > 0);
        BigDecimal kept = BigDecimal.valueOf(testFraction).add(BigDecimal.valueOf(validationFraction.get()));
        if (split == Split.MERGE_SPLIT && kept.compareTo(BigDecimal.ONE) >= 0) {
            throw new IllegalArgumentException(
                    "test-fraction = %s and validation-fraction = %s leave no training examples; expected a sum below 1"
                            .formatted(testFraction, validationFraction.get()));
        }
    }

    /** Returns the effective fraction held out for the test: 0 unless training and test set are merged. */
    double heldOutForTest() {
        return split == Split.MERGE_SPLIT ? testFraction : 0;
    }

    /** Returns the fraction held out for validation. */
    double heldOutForValidation() {
        return validationFraction.orElseThrow();
    }
}
