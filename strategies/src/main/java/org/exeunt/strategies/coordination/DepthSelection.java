package org.exeunt.strategies.coordination;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.exeunt.api.ClientId;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.Similarities;

/** Which clients of a cohort learn at the next depth when not all of them may. Ties go to the lower client. */
public enum DepthSelection {
    /** First the client most similar to all others together, then again and again the one most similar, on average, to those chosen. */
    GREEDY {
        @Override
        List<ClientId> choose(CoordinationRequest request, int count) {
            List<ClientId> left = new ArrayList<>(request.cohort());
            List<ClientId> chosen = new ArrayList<>();
            while (chosen.size() < count) {
                // all candidates are compared with the same number of clients, so sums order them as means do
                List<ClientId> company = chosen.isEmpty() ? request.cohort() : chosen;
                ClientId next = largest(left, 1, client -> sum(client, company, request.similarities()))
                        .get(0);
                left.remove(next);
                chosen.add(next);
            }
            return chosen;
        }
    },
    /** Those most similar to all others together. */
    TOTAL {
        @Override
        List<ClientId> choose(CoordinationRequest request, int count) {
            List<ClientId> cohort = request.cohort();
            return largest(cohort, count, client -> sum(client, cohort, request.similarities()));
        }
    },
    /** Those whose negative similarities to all others sum to the least. */
    LEAST_CONFLICT {
        @Override
        List<ClientId> choose(CoordinationRequest request, int count) {
            return largest(request.cohort(), count, client -> request.cohort().stream()
                    .mapToDouble(other -> Math.min(request.similarities().between(client, other), 0))
                    .reduce(0, Double::sum));
        }
    },
    /** Those whose own final head is most similar to the teacher they were given; there must be teachers. */
    TO_TEACHER {
        @Override
        List<ClientId> choose(CoordinationRequest request, int count) {
            return largest(request.cohort(), count, request.similarities()::toTeacher);
        }

        @Override
        Set<CoordinationRequirement> requirements() {
            return Set.of(CoordinationRequirement.SIMILARITIES, CoordinationRequirement.TEACHERS);
        }
    },
    /** Any, drawn anew in every round; similarities are not looked at. */
    RANDOM {
        @Override
        List<ClientId> choose(CoordinationRequest request, int count) {
            List<ClientId> drawn = new ArrayList<>(request.cohort());
            for (int i = 0; i < count; i++) {
                Collections.swap(drawn, i, i + request.random().nextInt(drawn.size() - i));
            }
            return drawn.subList(0, count);
        }

        @Override
        Set<CoordinationRequirement> requirements() {
            return Set.of();
        }
    };

    /** Returns {@code count} clients of the cohort, which has at least so many, in the order in which they are chosen. */
    abstract List<ClientId> choose(CoordinationRequest request, int count);

    /** Returns what choosing clients requires of the strategy. */
    Set<CoordinationRequirement> requirements() {
        return Set.of(CoordinationRequirement.SIMILARITIES);
    }

    private static double sum(ClientId client, List<ClientId> company, Similarities similarities) {
        return company.stream()
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
