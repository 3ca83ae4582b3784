package org.exeunt.api.tracking;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Whether the confidence of one exit, its largest softmax probability, shows if its answer is correct.
 *
 * <p>Sources: failure prediction as in Hendrycks and Gimpel, arXiv 1610.02136; expected calibration error as in Guo et
 * al., arXiv 1706.04599; overthinking as in Kaya et al., arXiv 1810.07052.
 *
 * @param failurePrediction probability that a correct answer has a higher confidence than a wrong one, equal
 *     confidences counted by half (the area under the ROC curve), in [0, 1]; empty if all answers are correct, or all
 *     wrong
 * @param overthinking fraction of the examples that this exit classifies correctly and the final exit does not, in [0,
 *     1]
 * @param bins sums over the examples in {@value #BINS} equal intervals of confidence, the lowest first
 */
public record ExitConfidence(OptionalDouble failurePrediction, double overthinking, List<Bin> bins) {
    /** The number of intervals of confidence. */
    public static final int BINS = 10;

    /**
     * Sums over the examples in an interval of confidence.
     *
     * @param examples sum of their weights
     * @param confidence sum of their confidences, weighted
     * @param correct sum of the weights of those that are classified correctly
     */
    public record Bin(double examples, double confidence, double correct) {
        /** A bin without examples. */
        public static final Bin EMPTY = new Bin(0, 0, 0);

        public Bin {
            if (!(examples >= 0 && confidence >= 0 && correct >= 0)) {
                throw new IllegalArgumentException(
                        "a bin has sums %s, %s and %s; expected none below 0".formatted(examples, confidence, correct));
            }
        }

        Bin plus(Bin other) {
            return new Bin(examples + other.examples, confidence + other.confidence, correct + other.correct);
        }
    }

    public ExitConfidence {
        bins = List.copyOf(bins);
        if (bins.size() != BINS) {
            throw new IllegalArgumentException("%d bins; expected %d".formatted(bins.size(), BINS));
        }
    }

    /** Returns the interval that contains a confidence in [0, 1]. */
    public static int bin(double confidence) {
        return Math.min(BINS - 1, (int) (BINS * confidence));
    }

    /**
     * Returns the expected calibration error: the mean over examples of the distance between mean confidence and
     * accuracy of their bins, in [0, 1]; 0 without examples.
     */
    public double calibrationError() {
        double examples = bins.stream().mapToDouble(Bin::examples).sum();
        double distance = bins.stream()
                .mapToDouble(bin -> Math.abs(bin.confidence() - bin.correct()))
                .sum();
        return examples == 0 ? 0 : distance / examples;
    }

    /**
     * Returns the figures of one exit over several clients: failure prediction and overthinking as unweighted means
     * over the clients that have them, bins as sums.
     *
     * @param clients one value per client, at least one
     */
    static ExitConfidence over(List<ExitConfidence> clients) {
        List<Bin> bins = new ArrayList<>();
        for (int b = 0; b < BINS; b++) {
            int bin = b;
            bins.add(clients.stream().map(client -> client.bins.get(bin)).reduce(Bin.EMPTY, Bin::plus));
        }
        return new ExitConfidence(
                clients.stream()
                        .map(ExitConfidence::failurePrediction)
                        .flatMapToDouble(OptionalDouble::stream)
                        .average(),
                clients.stream()
                        .mapToDouble(ExitConfidence::overthinking)
                        .average()
                        .orElseThrow(),
                bins);
    }

    /** Returns the figures of all exits over several clients, exit by exit. */
    static List<ExitConfidence> overAll(List<List<ExitConfidence>> clients) {
        int exits = clients.stream().mapToInt(List::size).min().orElse(0);
        return IntStream.range(0, exits)
                .mapToObj(exit ->
                        over(clients.stream().map(client -> client.get(exit)).toList()))
                .toList();
    }
}
