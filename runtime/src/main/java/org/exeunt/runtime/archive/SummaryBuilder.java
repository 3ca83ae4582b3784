package org.exeunt.runtime.archive;

import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Macs;
import org.exeunt.api.exit.Promise;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientEvaluation.RuleResult;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.Reliability;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.runtime.archive.RunSummary.Accuracy;
import org.exeunt.runtime.archive.RunSummary.ChosenRule;
import org.exeunt.runtime.archive.RunSummary.Counts;
import org.exeunt.runtime.archive.RunSummary.ExitFigures;
import org.exeunt.runtime.archive.RunSummary.Figure;
import org.exeunt.runtime.archive.RunSummary.LastEvaluations;
import org.exeunt.runtime.archive.RunSummary.NewClients;
import org.exeunt.runtime.archive.RunSummary.Policy;
import org.exeunt.runtime.archive.RunSummary.Promised;
import org.exeunt.runtime.archive.RunSummary.Rule;
import org.exeunt.runtime.archive.RunSummary.Tradeoff;
import org.exeunt.runtime.archive.RunSummary.Unpromised;
import org.exeunt.runtime.archive.RunSummary.Work;
import org.exeunt.runtime.store.records.RunHistory;
import org.exeunt.runtime.store.records.RunOutline;

/** Computes the parts of a {@link RunSummary}. */
record SummaryBuilder(RunOutline outline, RunHistory history) {
    private boolean costsAreUnknown() {
        return outline.network().fullMacs() == null;
    }

    List<ExitFigures> exits(EvaluationRecord evaluation) {
        List<ExitFigures> exits = new ArrayList<>();
        for (Exit exit : ExitSet.upTo(outline.network().exits())) {
            ToDoubleFunction<ClientEvaluation> loss =
                    client -> client.exit(exit).loss();
            exits.add(new ExitFigures(
                    exit.number(),
                    Accuracy.of(evaluation, client -> client.exit(exit).accuracy()),
                    new Figure(evaluation.mean(loss), evaluation.deviation(loss))));
        }
        return exits;
    }

    static Counts tested(EvaluationRecord evaluation) {
        return counts(
                evaluation.clients().stream().map(ClientEvaluation::examples).filter(examples -> examples > 0));
    }

    private static Counts validated(EvaluationRecord evaluation) {
        return counts(evaluation.clients().stream()
                .flatMap(client -> client.validation().stream())
                .map(ClientEvaluation.Validation::examples));
    }

    private static Counts counts(Stream<Integer> examples) {
        IntSummaryStatistics all = examples.mapToInt(Integer::intValue).summaryStatistics();
        return new Counts((int) all.getCount(), all.getSum());
    }

    LastEvaluations lastEvaluations(List<EvaluationRecord> last) {
        List<Double> accuracy = ExitSet.upTo(outline.network().exits()).asList().stream()
                .map(exit -> mean(
                        last,
                        evaluation ->
                                evaluation.mean(client -> client.exit(exit).accuracy())))
                .toList();
        OptionalDouble validation = RunSummary.validationAccuracy(last);
        return new LastEvaluations(
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

    List<Rule> rules(EvaluationRecord evaluation) {
        List<Rule> rules = new ArrayList<>();
        for (RuleResult result : evaluation.rules()) {
            rules.add(new Rule(
                    outline.policies().get(rules.size()),
                    result.label(),
                    result.accuracy(),
                    finalAccuracy(evaluation) - result.accuracy(),
                    result.shares(),
                    costsAreUnknown() ? null : cost(result),
                    costsAreUnknown() ? null : macsSaved(result)));
        }
        return rules;
    }

    /** Returns the numbers of the rules of a policy. */
    private IntStream rulesOf(String policy) {
        return IntStream.range(0, outline.policies().size())
                .filter(rule -> outline.policies().get(rule).equals(policy));
    }

    List<Policy> savings() {
        List<RuleResult> results = history.newest().rules();
        List<Policy> savings = new ArrayList<>();
        for (String policy : new LinkedHashSet<>(outline.policies())) {
            List<MacsReduction.Point> sweep = rulesOf(policy)
                    .limit(results.size())
                    .mapToObj(results::get)
                    .filter(result -> result.expectedMacs().isPresent())
                    .map(result -> new MacsReduction.Point(result.expectedMacs().getAsDouble(), result.accuracy()))
                    .toList();
            savings.add(new Policy(
                    policy, saved(sweep, finalAccuracy(history.newest())), saved(sweep, outline.baselineAccuracy())));
        }
        return savings;
    }

    /**
     * Returns the saving at a reference accuracy minus the slack; null if no rule reaches it, the reference is null, or
     * costs are unknown.
     */
    private Double saved(List<MacsReduction.Point> sweep, Double reference) {
        return reference == null || costsAreUnknown()
                ? null
                : orNull(MacsReduction.of(
                        sweep,
                        reference - outline.accuracySlack(),
                        new Macs(outline.network().fullMacs())));
    }

    List<ChosenRule> chosen() {
        Optional<Reliability.Validation> validation =
                history.newest().reliability().validation();
        List<RuleResult> test = history.newest().rules();
        if (validation.isEmpty() || test.isEmpty() || costsAreUnknown()) {
            return List.of();
        }
        return new LinkedHashSet<>(outline.policies())
                .stream().map(policy -> chosen(policy, validation.get(), test)).toList();
    }

    private ChosenRule chosen(String policy, Reliability.Validation validation, List<RuleResult> test) {
        return rulesOf(policy)
                .filter(rule ->
                        tradeoff(validation.finalAccuracy(), validation.rules().get(rule))
                                        .accuracyDrop()
                                <= outline.accuracySlack())
                .boxed()
                // the first of several that save equally
                .reduce((best, next) -> cost(validation.rules().get(next))
                                < cost(validation.rules().get(best))
                        ? next
                        : best)
                .map(rule -> new ChosenRule(
                        policy,
                        test.get(rule).label(),
                        tradeoff(validation.finalAccuracy(), validation.rules().get(rule)),
                        tradeoff(finalAccuracy(history.newest()), test.get(rule))))
                .orElseGet(() -> new ChosenRule(policy, null, new Tradeoff(0, 0), new Tradeoff(0, 0)));
    }

    List<Promised> promises() {
        List<ClientEvaluation> tested = history.newest().clients().stream()
                .filter(client -> client.examples() > 0)
                .toList();
        List<Promised> promises = new ArrayList<>();
        for (int rule = 0; !tested.isEmpty() && rule < tested.get(0).rules().size(); rule++) {
            int place = rule;
            tested.get(0).rules().get(rule).promise().ifPresent(first -> promises.add(promised(place, first, tested)));
        }
        return promises;
    }

    private Promised promised(int rule, Promise first, List<ClientEvaluation> tested) {
        Function<ClientEvaluation, Promise> promise =
                client -> client.rules().get(rule).promise().orElseThrow();
        EvaluationRecord holding = EvaluationRecord.of(
                history.newest().round(),
                tested.stream().filter(client -> promise.apply(client).holds()).toList());
        return new Promised(
                tested.get(0).rules().get(rule).label(),
                first.risk(),
                first.scope(),
                first.epsilon(),
                first.delta(),
                first.needed(),
                outline.promisesBrokenBy(),
                tested.size(),
                holding.clients().size(),
                holding.clients().isEmpty() || costsAreUnknown()
                        ? null
                        : tradeoff(finalAccuracy(holding), holding.rules().get(rule)),
                tested.stream()
                        .filter(client -> !promise.apply(client).holds())
                        .map(client -> new Unpromised(
                                client.client(),
                                promise.apply(client).examples(),
                                promise.apply(client).count(),
                                promise.apply(client).bound()))
                        .toList());
    }

    private Tradeoff tradeoff(double finalAccuracy, RuleResult rule) {
        return new Tradeoff(finalAccuracy - rule.accuracy(), macsSaved(rule));
    }

    private double macsSaved(RuleResult rule) {
        return 1 - cost(rule) / outline.network().fullMacs();
    }

    private static double cost(RuleResult rule) {
        return rule.expectedMacs().orElseThrow();
    }

    double finalAccuracy(EvaluationRecord evaluation) {
        return evaluation.mean(
                client -> client.exit(new Exit(outline.network().exits())).accuracy());
    }

    NewClients newClients() {
        if (history.newest().newClients().isEmpty()) {
            return null;
        }
        EvaluationRecord ofNew = history.newest().ofNewClients();
        return new NewClients(
                ofNew.clients().size(),
                tested(ofNew),
                exits(ofNew),
                Accuracy.of(ofNew, ClientEvaluation::meanAccuracy),
                Accuracy.of(ofNew, ClientEvaluation::ensembleAccuracy),
                lastEvaluations(history.lastEvaluations().stream()
                        .map(EvaluationRecord::ofNewClients)
                        .toList()),
                rules(ofNew));
    }

    Work work() {
        List<RoundRecord> rounds = history.rounds();
        return new Work(
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
