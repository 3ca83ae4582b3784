package org.exeunt.runtime.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientEvaluation.ExitResult;
import org.exeunt.api.tracking.ClientEvaluation.RuleResult;
import org.exeunt.api.tracking.ExitConfidence;

/**
 * Accumulates the accuracy and loss of all exits, their ensemble and all exit rules over the batches of one client's
 * test examples. All means are weighted by the class of the examples.
 */
final class ExitMetrics {
    private final NetworkSpec network;
    private final List<ExitRule> rules;
    private final double[] classWeights;
    private final double[] correct;
    private final double[] loss;
    private final double[][] exited;
    private final double[] correctAtExit;
    private final double[][] probabilities;
    private final double[] meanLogits;
    private final List<ConfidenceMetrics> confidences;
    private double correctEnsemble;
    private double totalWeight;
    private int examples;

    /**
     * Creates empty metrics.
     *
     * @param classWeights weight of an example of each class
     */
    ExitMetrics(NetworkSpec network, List<ExitRule> rules, List<Double> classWeights) {
        int exits = network.exits();
        this.network = network;
        this.rules = rules;
        this.classWeights =
                classWeights.stream().mapToDouble(Double::doubleValue).toArray();
        this.correct = new double[exits];
        this.loss = new double[exits];
        this.exited = new double[rules.size()][exits];
        this.correctAtExit = new double[rules.size()];
        this.probabilities = new double[exits][network.classes()];
        this.meanLogits = new double[network.classes()];
        this.confidences = Stream.generate(ConfidenceMetrics::new).limit(exits).toList();
    }

    /** Adds a batch for which all exits were computed. */
    void add(ForwardPass pass) {
        for (int example = 0; example < pass.size(); example++) {
            add(pass, example);
        }
    }

    private void add(ForwardPass pass, int example) {
        int classes = network.classes();
        int row = example * classes;
        int label = pass.label(example);
        double weight = classWeights[label];
        int[] predictions = new int[network.exits()];
        ExitInput[] inputs = new ExitInput[network.exits()];
        Arrays.fill(meanLogits, 0);
        for (Exit exit : network.allExits()) {
            int k = exit.index();
            double[] logits = pass.logits(exit);
            loss[k] += weight * (Softmax.row(logits, row, classes, 1, probabilities[k]) - logits[row + label]);
            predictions[k] = Softmax.likeliest(probabilities[k]);
            correct[k] += predictions[k] == label ? weight : 0;
            for (int c = 0; c < classes; c++) {
                meanLogits[c] += logits[row + c] / network.exits();
            }
            inputs[k] = new ExitInput(Arrays.copyOf(probabilities, k + 1));
        }
        int last = predictions[network.exits() - 1];
        for (int k = 0; k < predictions.length; k++) {
            double confidence = probabilities[k][predictions[k]];
            confidences.get(k).add(confidence, weight, predictions[k] == label, last == label);
        }
        correctEnsemble += Softmax.likeliest(meanLogits) == label ? weight : 0;
        totalWeight += weight;
        examples++;
        if (!isFinite()) {
            return; // the evaluation fails; rules may expect probabilities
        }
        for (int r = 0; r < rules.size(); r++) {
            ExitDecision decision = ExitDecision.of(rules.get(r), inputs[exitIndex(rules.get(r), inputs)]);
            exited[r][decision.exit().index()] += weight;
            correctAtExit[r] += decision.label() == label ? weight : 0;
        }
    }

    private static int exitIndex(ExitRule rule, ExitInput[] inputs) {
        int exit = 0;
        while (exit < inputs.length - 1 && !rule.shouldExit(inputs[exit])) {
            exit++;
        }
        return exit;
    }

    /** Returns whether all logits so far were finite. */
    boolean isFinite() {
        return Arrays.stream(loss).allMatch(Double::isFinite);
    }

    /** Returns the confidences of all exits, shallowest first; empty without examples. */
    List<ExitConfidence> confidences() {
        return examples == 0
                ? List.of()
                : confidences.stream().map(ConfidenceMetrics::result).toList();
    }

    /** Returns the evaluation of a client without validation examples. */
    ClientEvaluation result(ClientId client) {
        return result(client, Optional.empty());
    }

    /**
     * Returns the evaluation of a client.
     *
     * @param validation result on the client's validation examples
     */
    ClientEvaluation result(ClientId client, Optional<ClientEvaluation.Validation> validation) {
        List<RuleResult> results = new ArrayList<>();
        for (int r = 0; r < rules.size(); r++) {
            results.add(result(r));
        }
        return new ClientEvaluation(
                client,
                examples,
                IntStream.range(0, loss.length)
                        .mapToObj(exit -> new ExitResult(mean(correct[exit]), mean(loss[exit])))
                        .toList(),
                mean(correctEnsemble),
                results,
                validation,
                List.of());
    }

    private RuleResult result(int rule) {
        return new RuleResult(
                rules.get(rule).label(),
                mean(correctAtExit[rule]),
                Arrays.stream(exited[rule]).mapToObj(this::mean).toList(),
                examples > 0 && network.allMacsKnown() ? OptionalDouble.of(mean(cost(rule))) : OptionalDouble.empty(),
                rules.get(rule).promise());
    }

    private double cost(int rule) {
        double cost = 0;
        for (Exit exit : network.allExits()) {
            cost += exited[rule][exit.index()]
                    * network.costOfLeavingAt(exit).orElseThrow().count();
        }
        return cost;
    }

    private double mean(double sum) {
        return sum / totalWeight; // NaN without examples
    }
}
