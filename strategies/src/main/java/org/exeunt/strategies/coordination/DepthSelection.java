package org.exeunt.strategies.coordination;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.exeunt.api.ClientId;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.Similarities;

/**
 * Rule that selects the clients that train one exit more than the others. Ties are resolved in favour of the lower
 * client id.
 */
public enum DepthSelection {
    /**
     * First the client with the largest total similarity to all others, then repeatedly the client with the largest
     * mean similarity to those already chosen.
     */
    GREEDY {
        @Override
        List<ClientId> choose(CoordinationRequest request, int count) {
            List<ClientId> cohort = request.cohort();
            Similarities similarities = request.similarities();
            SortedMap<ClientId, Double> sums = new TreeMap<>();
            cohort.forEach(client -> sums.put(client, sum(client, cohort, similarities)));
            List<ClientId> chosen = new ArrayList<>();
            while (chosen.size() < count) {
                ClientId next = Collections.max(sums.entrySet(), BY_SCORE).getKey();
                sums.remove(next);
                // every candidate is compared with the same number of clients, so sums and means give the same order;
                // similarities to all others decide only the first choice
                boolean isFirst = chosen.isEmpty();
                sums.replaceAll((client, sum) -> (isFirst ? 0 : sum) + similarities.between(client, next));
                chosen.add(next);
            }
            return chosen;
        }
    },
    /** The clients with the smallest total of negative similarities to all others. */
    LEAST_CONFLICT {
        @Override
        List<ClientId> choose(CoordinationRequest request, int count) {
            return largest(request.cohort(), count, client -> request.cohort().stream()
                    .mapToDouble(other -> Math.min(request.similarities().between(client, other), 0))
                    .reduce(0, Double::sum));
        }
    },
    /** Random clients, drawn in every round; similarities are not used. */
    RANDOM {
        @Override
        List<ClientId> choose(CoordinationRequest request, int count) {
            List<ClientId> cohort = request.cohort();
            return Arrays.stream(RandomOrder.draw(count, cohort.size(), request.random()))
                    .mapToObj(cohort::get)
                    .toList();
        }

        @Override
        Set<CoordinationRequirement> requirements() {
            return Set.of();
        }
    };

    private static final Comparator<Map.Entry<ClientId, Double>> BY_SCORE =
            Map.Entry.<ClientId, Double>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder()));

    /**
     * Returns {@code count} clients of the cohort in the order in which they are chosen.
     *
     * @param count at most the size of the cohort
     */
    abstract List<ClientId> choose(CoordinationRequest request, int count);

    /** Returns the requirements of this selection on the strategy. */
    Set<CoordinationRequirement> requirements() {
        return Set.of(CoordinationRequirement.SIMILARITIES);
    }

    private static double sum(ClientId client, List<ClientId> others, Similarities similarities) {
        return others.stream()
                .filter(other -> !other.equals(client))
                .mapToDouble(other -> similarities.between(client, other))
                .reduce(0, Double::sum);
    }

    private static List<ClientId> largest(List<ClientId> clients, int count, ToDoubleFunction<ClientId> score) {
        record Scored(ClientId client, double score) {}
        return clients.stream()
                .map(client -> new Scored(client, score.applyAsDouble(client)))
                .sorted(Comparator.comparingDouble(Scored::score).reversed().thenComparing(Scored::client))
                .limit(count)
                .map(Scored::client)
                .toList();
    }
}
