package org.example.methods;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.strategies.Sharing;

/** kNN-Per (Marfoq et al., arXiv 2111.09360): FedAvg, mixed with the nearest training examples of each client. */
public final class KnnPer extends Sharing {
    public record Options(
            @Option(value = "Loss and weights of FedAvg", inPlace = true) Sharing.Options averaging,
            @Option(value = "Number of neighbours", min = 1, defaultValue = "10") int neighbours,
            @Option(value = "Weight of the neighbours", min = 0, max = 1, defaultValue = "0.5") double weight) {}


    /** A client's training examples: features of each exit, row by row, and labels. */
    public record Neighbours(List<float[]> features, List<Integer> labels, int count, double weight)
            implements PersonalRule {
        @Override
        public double[] logits(Reached reached) {
            double[] logits = reached.logits();
            double[] feature = reached.feature();
            double[] squares = new double[labels.size()];
            float[] stored = features.get(reached.exit().index());
            for (int i = 0; i < stored.length; i++) {
                squares[i / feature.length] += Math.pow(stored[i] - feature[i % feature.length], 2);
            }
            double[] nearest = squares.clone();
            Arrays.sort(nearest);
            double farthest = nearest[Math.min(count, nearest.length) - 1];
            double[] votes = new double[squares.length];
            Arrays.setAll(votes, i -> squares[i] > farthest ? Double.NEGATIVE_INFINITY : -Math.sqrt(squares[i]));
            Softmax.row(votes, 0, votes.length, 1, votes);
            double[] mixed = new double[logits.length];
            Softmax.row(logits, 0, logits.length, 1, mixed);
            Arrays.setAll(mixed, c -> (1 - weight) * mixed[c]);
            for (int i = 0; i < votes.length; i++) {
                mixed[labels.get(i)] += weight * votes[i];
            }
            Arrays.setAll(mixed, c -> Math.log(Math.max(mixed[c], 1e-12)));
            return mixed;
        }
    }

    private final Options options;

    public KnnPer(Options options) {
        super(options.averaging());
        this.options = options;
    }

    @Override
    public Optional<PersonalRule> rule(ClientContext client, Network network) {
        List<float[]> features = network.features(client.examples());
        int examples = client.examples().size();
        List<Integer> labels =
                IntStream.range(0, examples).mapToObj(client.examples()::label).toList();
        return Optional.of(new Neighbours(features, labels, options.neighbours, options.weight));
    }

    @Override
    public Optional<Class<? extends PersonalRule>> ruleType() {
        return Optional.of(Neighbours.class);
    }
}
