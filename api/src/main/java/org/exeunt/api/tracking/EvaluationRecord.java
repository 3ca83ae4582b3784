package org.exeunt.api.tracking;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.exeunt.api.Round;

/**
 * All clients' personal models after one round.
 *
 * <p>Figures of the federation are unweighted means over its clients with test examples. New clients, which never train, are no part of it.
 *
 * @param round after which it was taken
 * @param clients one entry a client of the federation, in client order
 * @param newClients one entry a new client, in client order
 */
public record EvaluationRecord(Round round, List<ClientEvaluation> clients, List<ClientEvaluation> newClients) {
    public EvaluationRecord {
        clients = List.copyOf(clients);
        newClients = List.copyOf(newClients);
    }

    /** Makes the record of a federation without new clients. */
    public EvaluationRecord(Round round, List<ClientEvaluation> clients) {
        this(round, clients, List.of());
    }

    /** Returns the record of the new clients alone, as if they were a federation. */
    public EvaluationRecord ofNewClients() {
        return new EvaluationRecord(round, newClients);
    }

    /** Returns the mean over clients of a figure; 0 without a client that has test examples. */
    public double mean(ToDoubleFunction<ClientEvaluation> figure) {
        return evaluated().stream().mapToDouble(figure).average().orElse(0);
    }

    /** Returns the population standard deviation over clients of a figure. */
    public double deviation(ToDoubleFunction<ClientEvaluation> figure) {
        double mean = mean(figure);
        return Math.sqrt(mean(client -> {
            double gap = figure.applyAsDouble(client) - mean;
            return gap * gap;
        }));
    }

    /** Returns the mean of a figure over the tenth of clients, rounded down but at least one, for which it is lowest. */
    public double worstTenth(ToDoubleFunction<ClientEvaluation> figure) {
        return evaluated().stream()
                .mapToDouble(figure)
                .sorted()
                .limit(Math.max(1, evaluated().size() / 10))
                .average()
                .orElse(0);
    }

    /** Returns the mean of a figure over clients weighted by their test examples; 0 without any. */
    public double meanOverExamples(ToDoubleFunction<ClientEvaluation> figure) {
        long examples =
                evaluated().stream().mapToLong(ClientEvaluation::examples).sum();
        double sum = evaluated().stream()
                .mapToDouble(client -> client.examples() * figure.applyAsDouble(client))
                .sum();
        return examples == 0 ? 0 : sum / examples;
    }

    /** Returns the mean accuracy of each exit, shallowest first. */
    public List<Double> accuracy() {
        int exits = evaluated().isEmpty() ? 0 : evaluated().get(0).accuracy().size();
        List<Double> means = new ArrayList<>();
        for (int k = 0; k < exits; k++) {
            int exit = k;
            means.add(mean(client -> client.accuracy().get(exit)));
        }
        return means;
    }

    /** Returns the mean over exits and clients of the accuracy. */
    public double meanAccuracy() {
        return mean(ClientEvaluation::meanAccuracy);
    }

    /** Returns the mean over clients with validation examples of the accuracy on these; empty if there are none. */
    public OptionalDouble validationAccuracy() {
        return clients.stream()
                .map(ClientEvaluation::validationAccuracy)
                .flatMap(Optional::stream)
                .mapToDouble(Double::doubleValue)
                .average();
    }

    /** Returns what each exit rule gave, averaged over clients. */
    public List<ClientEvaluation.RuleResult> rules() {
        List<ClientEvaluation.RuleResult> results = new ArrayList<>();
        int rules = evaluated().isEmpty() ? 0 : evaluated().get(0).rules().size();
        for (int r = 0; r < rules; r++) {
            int rule = r;
            ClientEvaluation.RuleResult first = evaluated().get(0).rules().get(r);
            List<Double> shares = new ArrayList<>();
            for (int k = 0; k < first.shares().size(); k++) {
                int exit = k;
                shares.add(mean(client -> client.rules().get(rule).shares().get(exit)));
            }
            results.add(new ClientEvaluation.RuleResult(
                    first.label(),
                    mean(client -> client.rules().get(rule).accuracy()),
                    shares,
                    first.expectedMacs().isEmpty()
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(mean(client ->
                                    client.rules().get(rule).expectedMacs().orElseThrow()))));
        }
        return results;
    }

    /** Returns how exits interfere, averaged over clients; empty if it was not asked for. */
    public List<GradientConflict> interference() {
        List<GradientConflict> means = new ArrayList<>();
        int pairs = evaluated().stream()
                .mapToInt(client -> client.interference().size())
                .min()
                .orElse(0);
        for (int p = 0; p < pairs; p++) {
            int pair = p;
            GradientConflict first = evaluated().get(0).interference().get(p);
            means.add(new GradientConflict(
                    first.stage(), first.shallower(), first.deeper(), mean(client -> client.interference()
                            .get(pair)
                            .cosine())));
        }
        return means;
    }

    private List<ClientEvaluation> evaluated() {
        return clients.stream().filter(client -> client.examples() > 0).toList();
    }
}
