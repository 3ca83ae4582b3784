package org.exeunt.strategies.coordination;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.exeunt.api.ClientId;
import org.exeunt.api.round.Similarities;

/** Which clients of a cohort learn at the next depth when not all of them may. Ties go to the lower client. */
public enum Tier2 {
    /** First the client most similar to all others together, then again and again the one most similar, on average, to those chosen. */
    GREEDY {
        @Override
        List<ClientId> choose(List<ClientId> cohort, Similarities similarities, int count) {
            List<ClientId> left = new ArrayList<>(cohort);
            List<ClientId> chosen = new ArrayList<>();
            while (chosen.size() < count) {
                // all candidates are compared with the same number of clients, so sums order them as means do
                List<ClientId> company = chosen.isEmpty() ? cohort : chosen;
                ClientId next = best(left, client -> sum(client, company, similarities));
                left.remove(next);
                chosen.add(next);
            }
            return chosen;
        }
    },
    /** Those most similar to all others together. */
    TOTAL {
        @Override
        List<ClientId> choose(List<ClientId> cohort, Similarities similarities, int count) {
            return largest(cohort, count, client -> sum(client, cohort, similarities));
        }
    },
    /** Those whose negative similarities to all others sum to the least. */
    LEAST_CONFLICT {
        @Override
        List<ClientId> choose(List<ClientId> cohort, Similarities similarities, int count) {
            return largest(cohort, count, client -> cohort.stream()
                    .mapToDouble(other -> Math.min(similarities.between(client, other), 0))
                    .reduce(0, Double::sum));
        }
    },
    /** Those whose own final head is most similar to the teacher they were given. */
    TO_TEACHER {
        @Override
        List<ClientId> choose(List<ClientId> cohort, Similarities similarities, int count) {
            return largest(cohort, count, similarities::toTeacher);
        }
    };

    /**
     * Returns {@code count} clients in the order in which they are chosen.
     *
     * @param cohort in client order, at least {@code count}
     */
    abstract List<ClientId> choose(List<ClientId> cohort, Similarities similarities, int count);

    private static double sum(ClientId client, List<ClientId> company, Similarities similarities) {
        return company.stream()
                .filter(other -> !other.equals(client))
                .mapToDouble(other -> similarities.between(client, other))
                .reduce(0, Double::sum);
    }

    private static ClientId best(List<ClientId> clients, ToDoubleFunction<ClientId> score) {
        return largest(clients, 1, score).get(0);
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
