package org.exeunt.api.tracking;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.exeunt.api.Round;

/**
 * The evaluation of clients' personal models after a round.
 *
 * <p>Unless stated otherwise, means are unweighted means over the clients of the federation that have test examples.
 * New clients, which never train, are not included.
 *
 * @param round the last round before the evaluation
 * @param clients one entry per client of the federation, or per client that {@code evaluation.clients} selects, in
 *     client order
 * @param newClients one entry per new client, in client order
 * @param reliability of exits and exit rules, over the clients of the federation
 */
public record EvaluationRecord(
        Round round, List<ClientEvaluation> clients, List<ClientEvaluation> newClients, Reliability reliability) {
    public EvaluationRecord {
        clients = List.copyOf(clients);
        newClients = List.copyOf(newClients);
    }

    /** Returns the record of a federation without new clients, and without reliability. */
    public static EvaluationRecord of(Round round, List<ClientEvaluation> clients) {
        return new EvaluationRecord(round, clients, List.of(), Reliability.NONE);
    }

    /** Returns a record with the new clients in place of the clients of the federation. */
    public EvaluationRecord ofNewClients() {
        return EvaluationRecord.of(round, newClients);
    }

    /** Returns the mean of a value over clients; 0 if no client has test examples. */
    public double mean(ToDoubleFunction<ClientEvaluation> value) {
        return evaluated().stream().mapToDouble(value).average().orElse(0);
    }

    /** Returns the population standard deviation of a value over clients. */
    public double deviation(ToDoubleFunction<ClientEvaluation> value) {
        double mean = mean(value);
        return Math.sqrt(mean(client -> {
            double difference = value.applyAsDouble(client) - mean;
            return difference * difference;
        }));
    }

    /**
     * Returns the mean of a value over the 10% of clients with the lowest values, rounded down to whole clients but at
     * least one.
     */
    public double worstTenth(ToDoubleFunction<ClientEvaluation> value) {
        return evaluated().stream()
                .mapToDouble(value)
                .sorted()
                .limit(Math.max(1, evaluated().size() / 10))
                .average()
                .orElse(0);
    }

    /**
     * Returns the mean of a value over clients, weighted by their numbers of test examples; 0 without test examples.
     */
    public double meanOverExamples(ToDoubleFunction<ClientEvaluation> value) {
        long examples =
                evaluated().stream().mapToLong(ClientEvaluation::examples).sum();
        double sum = evaluated().stream()
                .mapToDouble(client -> client.examples() * value.applyAsDouble(client))
                .sum();
        return examples == 0 ? 0 : sum / examples;
    }

    /** Returns the mean accuracy of each exit, shallowest first. */
    public List<Double> accuracy() {
        int exits = evaluated().isEmpty() ? 0 : evaluated().get(0).exits().size();
        List<Double> means = new ArrayList<>();
        for (int k = 0; k < exits; k++) {
            int exit = k;
            means.add(mean(client -> client.exits().get(exit).accuracy()));
        }
        return means;
    }

    /** Returns the mean accuracy over exits and clients. */
    public double meanAccuracy() {
        return mean(ClientEvaluation::meanAccuracy);
    }

    /**
     * Returns the mean validation accuracy over the clients with validation examples; empty if there are no such
     * clients.
     */
    public OptionalDouble validationAccuracy() {
        return clients.stream()
                .map(ClientEvaluation::validationAccuracy)
                .flatMap(Optional::stream)
                .mapToDouble(Double::doubleValue)
                .average();
    }

    /** Returns the mean results of each exit rule. */
    public List<ClientEvaluation.RuleResult> rules() {
        return ClientEvaluation.RuleResult.means(
                evaluated().stream().map(ClientEvaluation::rules).toList());
    }

    /** Returns the mean gradient conflicts; empty unless enabled. */
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
