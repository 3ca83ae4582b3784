package org.exeunt.runtime.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientEvaluation.RuleResult;

/**
 * Counts, over the batches of one client's test examples, what every exit, their ensemble and every exit rule get right. Every share is weighted
 * by how much examples of a class count.
 */
final class ExitMetrics {
    private final NetworkSpec network;
    private final List<ExitRule> rules;
    private final double[] classWeights;
    private final double[] right;
    private final double[] loss;
    private final double[][] left;
    private final double[] rightLeaving;
    private final double[][] probabilities;
    private final double[] meanLogits;
    private double rightTogether;
    private double weight;
    private int examples;

    /**
     * Begins to count.
     *
     * @param classWeights how much an example of each class counts
     */
    ExitMetrics(NetworkSpec network, List<ExitRule> rules, List<Double> classWeights) {
        int exits = network.exits();
        this.network = network;
        this.rules = rules;
        this.classWeights =
                classWeights.stream().mapToDouble(Double::doubleValue).toArray();
        this.right = new double[exits];
        this.loss = new double[exits];
        this.left = new double[rules.size()][exits];
        this.rightLeaving = new double[rules.size()];
        this.probabilities = new double[exits][network.classes()];
        this.meanLogits = new double[network.classes()];
    }

    /** Adds a batch in which all exits answered. */
    void add(ForwardPass pass) {
        for (int example = 0; example < pass.size(); example++) {
            add(pass, example);
        }
    }

    private void add(ForwardPass pass, int example) {
        int classes = network.classes();
        int row = example * classes;
        int label = pass.label(example);
        double counts = classWeights[label];
        int[] predictions = new int[network.exits()];
        Arrays.fill(meanLogits, 0);
        for (Exit exit : network.allExits()) {
            int k = exit.index();
            double[] logits = pass.logits(exit);
            predictions[k] = largest(logits, row, classes);
            right[k] += predictions[k] == label ? counts : 0;
            loss[k] += counts * (Softmax.row(logits, row, classes, 1, probabilities[k]) - logits[row + label]);
            for (int c = 0; c < classes; c++) {
                meanLogits[c] += logits[row + c] / network.exits();
            }
        }
        rightTogether += largest(meanLogits, 0, classes) == label ? counts : 0;
        for (int r = 0; r < rules.size(); r++) {
            int k = leaving(rules.get(r), predictions);
            left[r][k] += counts;
            rightLeaving[r] += predictions[k] == label ? counts : 0;
        }
        weight += counts;
        examples++;
    }

    /** The place of the largest value of a row, the lowest on ties. */
    private static int largest(double[] values, int offset, int length) {
        int best = 0;
        for (int i = 1; i < length; i++) {
            if (values[offset + i] > values[offset + best]) {
                best = i;
            }
        }
        return best;
    }

    private int leaving(ExitRule rule, int[] predictions) {
        int last = network.exits() - 1;
        for (int k = 0; k < last; k++) {
            ExitInput view = new ExitInput(new Exit(k + 1), probabilities[k], Arrays.copyOf(predictions, k + 1));
            if (rule.shouldExit(view)) {
                return k;
            }
        }
        return last;
    }

    /** Returns whether every logit so far was finite. */
    boolean isFinite() {
        return Arrays.stream(loss).allMatch(Double::isFinite);
    }

    /** Returns the mean over exits of the share of right answers. */
    double meanAccuracy() {
        return Arrays.stream(right).map(this::share).average().orElse(0);
    }

    /** Returns what was counted of a client without validation examples. */
    ClientEvaluation result(ClientId client) {
        return result(client, Optional.empty());
    }

    /**
     * Returns what was counted.
     *
     * @param validation of the client
     */
    ClientEvaluation result(ClientId client, Optional<ClientEvaluation.Validation> validation) {
        List<RuleResult> results = new ArrayList<>();
        for (int r = 0; r < rules.size(); r++) {
            results.add(result(r));
        }
        return new ClientEvaluation(
                client,
                examples,
                Arrays.stream(right).mapToObj(this::share).toList(),
                Arrays.stream(loss).mapToObj(this::share).toList(),
                share(rightTogether),
                results,
                validation,
                List.of());
    }

    private RuleResult result(int rule) {
        return new RuleResult(
                rules.get(rule).label(),
                share(rightLeaving[rule]),
                Arrays.stream(left[rule]).mapToObj(this::share).toList(),
                network.allMacsKnown() ? OptionalDouble.of(share(cost(rule))) : OptionalDouble.empty());
    }

    private double cost(int rule) {
        double cost = 0;
        for (Exit exit : network.allExits()) {
            cost += left[rule][exit.index()]
                    * network.costOfLeavingAt(exit).orElseThrow().count();
        }
        return cost;
    }

    private double share(double sum) {
        return examples == 0 ? 0 : sum / weight;
    }
}
