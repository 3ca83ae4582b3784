package org.exeunt.api.record;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.exeunt.api.Round;

/**
 * All clients' personal models after one round.
 *
 * <p>Figures of the federation are unweighted means over clients with test examples.
 *
 * @param round after which it was taken
 * @param clients one entry a client, in client order
 */
public record EvaluationRecord(Round round, List<ClientEvaluation> clients) {
    public EvaluationRecord {
        clients = List.copyOf(clients);
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
                    mean(client -> client.rules().get(rule).expectedMacs())));
        }
        return results;
    }

    private List<ClientEvaluation> evaluated() {
        return clients.stream().filter(client -> client.examples() > 0).toList();
    }
}
