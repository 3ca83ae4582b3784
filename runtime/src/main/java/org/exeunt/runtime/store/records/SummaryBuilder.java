package org.exeunt.runtime.store.records;

import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.Exit;
import org.exeunt.api.Macs;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientEvaluation.RuleResult;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.ExitConfidence;
import org.exeunt.api.tracking.Reliability;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.config.EvaluationConfig;
import org.exeunt.runtime.store.identity.RunIdentity;

/**
 * Builds the summary of a run from its history.
 *
 * @param policies the policy of each rule
 */
public record SummaryBuilder(NetworkSpec network, List<String> policies, EvaluationConfig config, RunHistory history) {
    /**
     * Returns the summary of a run.
     *
     * @param stop why the run ended early; empty if it did not
     * @param policies name of the exit policy of each rule
     * @param config with the reference accuracies for early exits
     * @param history with at least one evaluation
     */
    public static Summary of(
            RunIdentity identity,
            Summary.Setting setting,
            Optional<Summary.Stop> stop,
            NetworkSpec network,
            List<String> policies,
            EvaluationConfig config,
            RunHistory history) {
        SummaryBuilder builder = new SummaryBuilder(network, policies, config, history);
        EvaluationRecord newest = history.newest();
        return new Summary(
                Summary.SCHEMA,
                identity.name(),
                identity.hash(),
                setting,
                builder.networkFigures(),
                new Summary.FinalRound(
                        newest.round().number(),
                        tested(newest),
                        builder.exits(newest),
                        accuracy(newest, ClientEvaluation::meanAccuracy),
                        accuracy(newest, ClientEvaluation::ensembleAccuracy)),
                stop.orElse(null),
                builder.lastEvaluations(history.lastEvaluations()),
                new Summary.BestOnTest(history.best().round(), history.best().meanAccuracy()),
                builder.rules(newest),
                new Summary.EqualAccuracy(
                        builder.finalAccuracy(newest), config.baselineAccuracy().orElse(null), config.accuracySlack()),
                builder.savings(),
                new Summary.Reliability(builder.confidences(), builder.chosen()),
                builder.newClients(),
                builder.work(),
                history.warnings());
    }

    private Optional<Macs> full() {
        return network.costOfOnly(network.finalExit());
    }

    private Summary.Network networkFigures() {
        List<Long> leaving = network.allExits().asList().stream()
                .flatMap(exit -> network.costOfLeavingAt(exit).stream())
                .map(Macs::count)
                .toList();
        return new Summary.Network(
                network.classes(),
                network.layout().trainable().size(),
                network.layout().buffers().size(),
                full().map(Macs::count).orElse(null),
                leaving);
    }

    private List<Summary.ExitFigures> exits(EvaluationRecord evaluation) {
        List<Summary.ExitFigures> exits = new ArrayList<>();
        for (Exit exit : network.allExits()) {
            ToDoubleFunction<ClientEvaluation> loss =
                    client -> client.exit(exit).loss();
            exits.add(new Summary.ExitFigures(
                    exit.number(),
                    accuracy(evaluation, client -> client.exit(exit).accuracy()),
                    new Summary.Figure(evaluation.mean(loss), evaluation.deviation(loss))));
        }
        return exits;
    }

    private static Summary.Counts tested(EvaluationRecord evaluation) {
        return counts(
                evaluation.clients().stream().map(ClientEvaluation::examples).filter(examples -> examples > 0));
    }

    private static Summary.Counts validated(EvaluationRecord evaluation) {
        return counts(evaluation.clients().stream()
                .flatMap(client -> client.validation().stream())
                .map(ClientEvaluation.Validation::examples));
    }

    private static Summary.Counts counts(Stream<Integer> examples) {
        IntSummaryStatistics all = examples.mapToInt(Integer::intValue).summaryStatistics();
        return new Summary.Counts((int) all.getCount(), all.getSum());
    }

    private static Summary.Accuracy accuracy(EvaluationRecord evaluation, ToDoubleFunction<ClientEvaluation> of) {
        return new Summary.Accuracy(
                evaluation.mean(of),
                evaluation.deviation(of),
                evaluation.worstTenth(of),
                evaluation.meanOverExamples(of));
    }

    private Summary.LastEvaluations lastEvaluations(List<EvaluationRecord> last) {
        List<Double> accuracy = network.allExits().asList().stream()
                .map(exit -> mean(
                        last,
                        evaluation ->
                                evaluation.mean(client -> client.exit(exit).accuracy())))
                .toList();
        OptionalDouble validation = last.stream()
                .map(EvaluationRecord::validationAccuracy)
                .flatMapToDouble(OptionalDouble::stream)
                .average();
        return new Summary.LastEvaluations(
                last.size(),
                accuracy,
                mean(last, EvaluationRecord::meanAccuracy),
                orNull(validation),
                validation.isEmpty() ? null : validated(last.get(last.size() - 1)));
    }

    /** Returns a number as a component that is absent from JSON if the number is. */
    private static Double orNull(OptionalDouble number) {
        return number.isPresent() ? number.getAsDouble() : null;
    }

    private static double mean(List<EvaluationRecord> evaluations, ToDoubleFunction<EvaluationRecord> figure) {
        return evaluations.stream().mapToDouble(figure).average().orElse(0);
    }

    private List<Summary.Rule> rules(EvaluationRecord evaluation) {
        List<Summary.Rule> rules = new ArrayList<>();
        for (RuleResult result : evaluation.rules()) {
            rules.add(new Summary.Rule(
                    policies.get(rules.size()),
                    result.label(),
                    result.accuracy(),
                    finalAccuracy(evaluation) - result.accuracy(),
                    result.shares(),
                    full().isEmpty() ? null : cost(result),
                    full().isEmpty() ? null : macsSaved(result)));
        }
        return rules;
    }

    /** Returns the numbers of the rules of a policy. */
    private IntStream rulesOf(String policy) {
        return IntStream.range(0, policies.size())
                .filter(rule -> policies.get(rule).equals(policy));
    }

    private List<Summary.Policy> savings() {
        List<RuleResult> results = history.newest().rules();
        List<Summary.Policy> savings = new ArrayList<>();
        for (String policy : new LinkedHashSet<>(policies)) {
            List<MacsReduction.Point> sweep = rulesOf(policy)
                    .limit(results.size())
                    .mapToObj(results::get)
                    .filter(result -> result.expectedMacs().isPresent())
                    .map(result -> new MacsReduction.Point(result.expectedMacs().getAsDouble(), result.accuracy()))
                    .toList();
            savings.add(new Summary.Policy(
                    policy,
                    saved(sweep, Optional.of(finalAccuracy(history.newest()))),
                    saved(sweep, config.baselineAccuracy())));
        }
        return savings;
    }

    /**
     * Returns the saving at a reference accuracy minus the slack; null if no rule reaches it, the reference is empty,
     * or costs are unknown.
     */
    private Double saved(List<MacsReduction.Point> sweep, Optional<Double> reference) {
        return reference.isEmpty() || full().isEmpty()
                ? null
                : orNull(MacsReduction.of(sweep, reference.get() - config.accuracySlack(), full().get()));
    }

    private List<Summary.ExitReliability> confidences() {
        List<Summary.ExitReliability> exits = new ArrayList<>();
        for (ExitConfidence exit : history.newest().reliability().exits()) {
            double examples = exit.bins().stream()
                    .mapToDouble(ExitConfidence.Bin::examples)
                    .sum();
            exits.add(new Summary.ExitReliability(
                    exits.size() + 1,
                    orNull(exit.failurePrediction()),
                    exit.calibrationError(),
                    exit.overthinking(),
                    exit.bins().stream().map(bin -> bin(bin, examples)).toList()));
        }
        return exits;
    }

    private static Summary.ReliabilityBin bin(ExitConfidence.Bin bin, double examples) {
        return bin.examples() == 0
                ? new Summary.ReliabilityBin(0, 0, 0)
                : new Summary.ReliabilityBin(
                        bin.examples() / examples, bin.confidence() / bin.examples(), bin.correct() / bin.examples());
    }

    private List<Summary.ChosenRule> chosen() {
        Optional<Reliability.Validation> validation =
                history.newest().reliability().validation();
        List<RuleResult> test = history.newest().rules();
        if (validation.isEmpty() || test.isEmpty() || full().isEmpty()) {
            return List.of();
        }
        return new LinkedHashSet<>(policies)
                .stream().map(policy -> chosen(policy, validation.get(), test)).toList();
    }

    private Summary.ChosenRule chosen(String policy, Reliability.Validation validation, List<RuleResult> test) {
        return rulesOf(policy)
                .filter(rule ->
                        tradeoff(validation.finalAccuracy(), validation.rules().get(rule))
                                        .accuracyDrop()
                                <= config.accuracySlack())
                .boxed()
                // the first of several that save equally
                .reduce((best, next) -> cost(validation.rules().get(next))
                                < cost(validation.rules().get(best))
                        ? next
                        : best)
                .map(rule -> new Summary.ChosenRule(
                        policy,
                        test.get(rule).label(),
                        tradeoff(validation.finalAccuracy(), validation.rules().get(rule)),
                        tradeoff(finalAccuracy(history.newest()), test.get(rule))))
                .orElseGet(() ->
                        new Summary.ChosenRule(policy, null, new Summary.Tradeoff(0, 0), new Summary.Tradeoff(0, 0)));
    }

    private Summary.Tradeoff tradeoff(double finalAccuracy, RuleResult rule) {
        return new Summary.Tradeoff(finalAccuracy - rule.accuracy(), macsSaved(rule));
    }

    private double macsSaved(RuleResult rule) {
        return 1 - cost(rule) / full().orElseThrow().count();
    }

    private static double cost(RuleResult rule) {
        return rule.expectedMacs().orElseThrow();
    }

    private double finalAccuracy(EvaluationRecord evaluation) {
        return evaluation.mean(client -> client.exit(network.finalExit()).accuracy());
    }

    private Summary.NewClients newClients() {
        if (history.newest().newClients().isEmpty()) {
            return null;
        }
        EvaluationRecord ofNew = history.newest().ofNewClients();
        return new Summary.NewClients(
                ofNew.clients().size(),
                tested(ofNew),
                exits(ofNew),
                accuracy(ofNew, ClientEvaluation::meanAccuracy),
                accuracy(ofNew, ClientEvaluation::ensembleAccuracy),
                lastEvaluations(history.lastEvaluations().stream()
                        .map(EvaluationRecord::ofNewClients)
                        .toList()),
                rules(ofNew));
    }

    private Summary.Work work() {
        List<RoundRecord> rounds = history.rounds();
        return new Summary.Work(
                rounds.stream()
                        .mapToLong(round -> round.totalDownlink().count())
                        .sum(),
                rounds.stream().mapToLong(round -> round.totalUplink().count()).sum(),
                rounds.stream().mapToDouble(RoundRecord::epochs).sum(),
                rounds.stream().mapToDouble(RoundRecord::headEpochs).sum(),
                rounds.stream().map(RoundRecord::activeExits).toList(),
                rounds.stream().mapToInt(round -> round.failures().size()).sum(),
                rounds.stream()
                        .flatMap(round -> round.time().stream())
                        .map(RoundRecord.SimulatedTime::seconds)
                        .reduce(Double::sum)
                        .orElse(null));
    }
}
