package org.exeunt.strategies.aggregation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.DecimalProduct;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.strategies.PairwiseSimilarity;
import org.exeunt.strategies.ParameterVector;

/**
 * Takes the uploads that are closest to their nearest neighbours.
 *
 * <p>The score of an upload is the sum of its squared distances to the {@code n - f - 2} nearest other uploads. The
 * result is the weighted mean of the m uploads with the lowest scores; of equal scores, the earlier client is
 * preferred.
 *
 * <p>Robust to f arbitrary uploads if {@code n >= 2 f + 3}. With heterogeneous clients, the uploads of unusual clients
 * are ignored.
 *
 * <p>Source: Blanchard, El Mhamdi, Guerraoui, Stainer, Machine Learning with Adversaries: Byzantine Tolerant Gradient
 * Descent, NeurIPS 2017, section 3, and multi-Krum for more than one chosen upload. Deviations: parameters after local
 * training instead of gradients; f is a fraction of the received uploads, so that it also applies when clients fail; at
 * least one neighbour is used.
 *
 * @param options its options
 * @param algebra computes the distances
 */
public record Krum(Options options, LinearAlgebra algebra) implements Aggregator {
    /**
     * Options of Krum.
     *
     * @param fraction f / n
     * @param chosen m
     */
    public record Options(
            @Option(value = "Assumed fraction of faulty uploads", min = 0, below = 0.5, defaultValue = "0.2")
                    double fraction,
            @Option(
                            value = "Number of uploads that are averaged; 1 is Krum, more is multi-Krum",
                            min = 1,
                            defaultValue = "1",
                            unit = "uploads")
                    int chosen) {}

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
        int faulty = DecimalProduct.floor(options.fraction(), count);
        int neighbours = Math.max(1, count - faulty - 2);
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
