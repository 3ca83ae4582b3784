package org.exeunt.strategies.aggregation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.AggregatorPlugin;
import org.exeunt.strategies.PairwiseSimilarity;
import org.exeunt.strategies.ParameterVector;

/**
 * Takes the uploads that lie closest to their neighbours: the score of an upload is the sum of its squared distances to the {@code n - f - 2} others
 * nearest to it, and of those with the lowest scores the weighted mean is taken. Of equal scores the earlier client's counts as lower.
 *
 * <p>Withstands f uploads of any kind out of {@code n >= 2 f + 3}; of unlike clients it takes whom most resemble and forgets the rest. Source:
 * Blanchard, El Mhamdi, Guerraoui, Stainer, Machine Learning with Adversaries: Byzantine Tolerant Gradient Descent, NeurIPS 2017, section 3 and,
 * of several, multi-Krum; of uploads in place of gradients. Ours: f is a share of the uploads there are, so that it fits a cohort of which some are
 * missing, and at least one neighbour is looked at.
 */
public final class Krum implements Aggregator {
    /**
     * Who is trusted.
     *
     * @param fraction f of n
     * @param chosen m
     */
    public record Options(
            @Option(value = "Share of the uploads that may be wrong", min = 0, below = 0.5, defaultValue = "0.2")
                    double fraction,
            @Option(
                            value =
                                    "How many uploads are taken, at most as many as there are; 1 is Krum, more are multi-Krum",
                            min = 1,
                            defaultValue = "1",
                            unit = "uploads")
                    int chosen) {}

    /** Registers {@code krum}. */
    @Citation(
            "Blanchard et al.: Machine Learning with Adversaries: Byzantine Tolerant Gradient Descent, NeurIPS 2017, arXiv 1703.02757")
    public static final class Plugin extends AggregatorPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "krum",
                    "Takes the uploads closest to their neighbours",
                    Options.class,
                    (options, context) -> new Krum(options, context.linearAlgebra()));
        }
    }

    private final Options options;
    private final LinearAlgebra algebra;

    private Krum(Options options, LinearAlgebra algebra) {
        this.options = options;
        this.algebra = algebra;
    }

    @Override
    public ParameterSet aggregate(ParameterSet previous, List<ParameterSet> uploads, double[] weights) {
        double[] scores = scores(uploads);
        int[] chosen = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .limit(options.chosen())
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        return chosen.length == 1
                ? uploads.get(chosen[0])
                : ParameterMath.weightedMean(
                        Arrays.stream(chosen).mapToObj(uploads::get).toList(),
                        Arrays.stream(chosen).mapToDouble(i -> weights[i]).toArray());
    }

    private double[] scores(List<ParameterSet> uploads) {
        int count = uploads.size();
        double[][] distances = PairwiseSimilarity.of(
                        algebra, uploads.stream().map(ParameterVector::of).toList())
                .squaredDistances();
        int neighbours = Math.max(1, count - (int) Math.floor(options.fraction() * count) - 2);
        double[] scores = new double[count];
        for (int i = 0; i < count; i++) {
            int self = i;
            scores[i] = IntStream.range(0, count)
                    .filter(j -> j != self)
                    .mapToDouble(j -> distances[self][j])
                    .sorted()
                    .limit(neighbours)
                    .sum();
        }
        return scores;
    }
}
