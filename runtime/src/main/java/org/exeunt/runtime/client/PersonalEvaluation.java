package org.exeunt.runtime.client;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.exeunt.api.Exit;
import org.exeunt.api.Round;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.strategy.EvaluationResult;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientEvaluation.RuleResult;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.Reliability;
import org.exeunt.runtime.federation.Client;
import org.exeunt.runtime.federation.ExitRules;
import org.exeunt.runtime.federation.Federation;

/**
 * Evaluates one client's personal model on the client's test examples.
 *
 * @param federation with the exit rules
 * @param client with the examples
 * @param notFinite creates the exception that is thrown if a logit is not finite
 */
public record PersonalEvaluation(Federation federation, Client client, Supplier<ExeuntException> notFinite) {

    public boolean hasTestExamples() {
        return client.test().size() > 0;
    }

    /**
     * Returns the record of an evaluation, in which all clients have chosen the rules that they share. New clients,
     * which are not in the federation, use these rules, and do not count.
     *
     * @param results in client order, one per client
     */
    public static EvaluationRecord record(Federation federation, Round round, List<EvaluationResult> results) {
        Map<Boolean, List<EvaluationResult>> byNew = results.stream()
                .collect(Collectors.partitioningBy(
                        result -> federation.isNew(result.evaluation().client())));
        List<ExitRules.Choice> choices = federation
                .rules()
                .choose(
                        byNew.get(false).stream().map(EvaluationResult::counts).toList(),
                        federation.design().spec().exits());
        UnaryOperator<List<RuleResult>> chosen =
                rules -> choices.stream().map(choice -> choice.of(rules)).toList();
        Function<Boolean, List<ClientEvaluation>> evaluations = isNew -> byNew.get(isNew).stream()
                .map(EvaluationResult::evaluation)
                .map(evaluation -> evaluation.withRules(chosen.apply(evaluation.rules())))
                .toList();
        return new EvaluationRecord(
                round,
                evaluations.apply(false),
                evaluations.apply(true),
                Reliability.over(byNew.get(false).stream()
                        .map(result -> result.reliability().withRules(chosen))
                        .toList()));
    }

    /** Returns the evaluation of a client without test examples, which needs no model. */
    public EvaluationResult withoutTestExamples() {
        CalibrationSet none = CalibrationSet.none(network().exits());
        return new EvaluationResult(
                new ExitMetrics(network(), rules(none), client.classWeights()).result(client.id()),
                Reliability.NONE,
                federation.rules().counts(none),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Evaluates the model that a network holds, after calibrating exit rules on the client's validation examples if
     * needed. The result has no model; it has a calibration if one was needed.
     *
     * @throws ExeuntException if a logit is not finite
     */
    public EvaluationResult evaluate(Network network) {
        if (!hasTestExamples()) {
            return withoutTestExamples();
        }
        Optional<CalibrationSet> calibration =
                federation.rules().needsValidation() ? Optional.of(calibration(network)) : Optional.empty();
        CalibrationSet known = calibration.orElse(CalibrationSet.none(network().exits()));
        List<ExitRule> rules = rules(known);
        Optional<ClientEvaluation> validation = validate(network, rules);
        ExitMetrics metrics = new ExitMetrics(network.spec(), rules, client.classWeights());
        network.forward(client.test(), metrics::add);
        if (!metrics.isFinite()) {
            throw notFinite.get();
        }
        return new EvaluationResult(
                metrics.result(
                        client.id(),
                        validation.map(own -> new ClientEvaluation.Validation(own.examples(), own.meanAccuracy()))),
                new Reliability(
                        metrics.confidences(),
                        validation.map(own -> new Reliability.Validation(
                                own.exit(network().finalExit()).accuracy(), own.rules()))),
                federation.rules().counts(known),
                Optional.empty(),
                Optional.empty(),
                calibration);
    }

    private NetworkSpec network() {
        return federation.design().spec();
    }

    private List<ExitRule> rules(CalibrationSet calibration) {
        return federation.rules().calibrated(calibration);
    }

    /** Returns the predictions of all exits of the model that a network holds on validation examples, if any. */
    public CalibrationSet calibration(Network network) {
        int classes = network().classes();
        int[] labels = new int[client.validation().size()];
        double[][][] probabilities = new double[network().exits()][labels.length][classes];
        network.forward(client.validation(), pass -> {
            for (int row = 0; row < pass.size(); row++) {
                int example = pass.example(row);
                labels[example] = pass.label(row);
                for (Exit exit : network().allExits()) {
                    Softmax.row(pass.logits(exit), row * classes, classes, 1, probabilities[exit.index()][example]);
                }
            }
        });
        return new CalibrationSet(probabilities, labels);
    }

    /** Returns the evaluation on validation examples, all of the same weight; empty if there are none. */
    private Optional<ClientEvaluation> validate(Network network, List<ExitRule> rules) {
        if (client.validation().size() == 0) {
            return Optional.empty();
        }
        ExitMetrics metrics = new ExitMetrics(
                network.spec(), rules, Collections.nCopies(network().classes(), 1.0));
        network.forward(client.validation(), metrics::add);
        return Optional.of(metrics.result(client.id()));
    }
}
