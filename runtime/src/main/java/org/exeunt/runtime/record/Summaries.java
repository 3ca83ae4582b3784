package org.exeunt.runtime.record;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.exeunt.api.Exit;
import org.exeunt.api.Macs;
import org.exeunt.api.network.NetworkFacts;
import org.exeunt.api.record.ClientEvaluation;
import org.exeunt.api.record.ClientEvaluation.RuleResult;
import org.exeunt.api.record.EvaluationRecord;
import org.exeunt.api.record.RoundRecord;

/** Sums a run's history up. */
public final class Summaries {
    private final NetworkFacts network;
    private final List<RuleFamily> families;
    private final RunHistory history;
    private final EvaluationRecord newest;
    private final Macs full;

    private Summaries(NetworkFacts network, List<RuleFamily> families, RunHistory history) {
        this.network = network;
        this.families = families;
        this.history = history;
        this.newest = history.newest();
        this.full = network.costOfOnly(network.finalExit());
    }

    /**
     * Returns the summary of a run.
     *
     * @param families which rule of an evaluation belongs to which policy
     * @param history with at least one evaluation
     */
    public static Summary of(
            RunIdentity identity,
            Summary.Setting setting,
            NetworkFacts network,
            List<RuleFamily> families,
            RunHistory history) {
        Summaries made = new Summaries(network, families, history);
        return new Summary(
                Summary.SCHEMA,
                identity.name(),
                identity.hash(),
                setting,
                made.network(),
                made.finalRound(),
                made.lastEvaluations(),
                history.bestMeanAccuracy(),
                made.rules(),
                made.policies(),
                made.work(),
                history.warnings());
    }

    private Summary.Network network() {
        List<Long> leaving = network.allExits().asList().stream()
                .map(exit -> network.costOfLeavingAt(exit).count())
                .toList();
        return new Summary.Network(
                network.classes(),
                network.layout().trainable().size(),
                network.layout().buffers().size(),
                full.count(),
                leaving);
    }

    private Summary.FinalRound finalRound() {
        List<Summary.ExitFigures> exits = new ArrayList<>();
        for (Exit exit : network.allExits()) {
            exits.add(new Summary.ExitFigures(
                    exit.number(), figure(client -> client.accuracy().get(exit.index())), figure(client -> client.loss()
                            .get(exit.index()))));
        }
        return new Summary.FinalRound(
                newest.round().number(),
                exits,
                figure(ClientEvaluation::meanAccuracy),
                figure(ClientEvaluation::ensembleAccuracy));
    }

    private Summary.Figure figure(ToDoubleFunction<ClientEvaluation> of) {
        return new Summary.Figure(newest.mean(of), newest.deviation(of));
    }

    private Summary.LastEvaluations lastEvaluations() {
        List<EvaluationRecord> last = history.lastEvaluations();
        List<Double> accuracy = new ArrayList<>();
        for (Exit exit : network.allExits()) {
            accuracy.add(mean(
                    last,
                    evaluation -> evaluation.mean(client -> client.accuracy().get(exit.index()))));
        }
        return new Summary.LastEvaluations(last.size(), accuracy, mean(last, EvaluationRecord::meanAccuracy));
    }

    private static double mean(List<EvaluationRecord> evaluations, ToDoubleFunction<EvaluationRecord> figure) {
        return evaluations.stream().mapToDouble(figure).average().orElse(0);
    }

    private List<Summary.Rule> rules() {
        List<RuleResult> results = newest.rules();
        List<Summary.Rule> rules = new ArrayList<>();
        for (RuleFamily family : families) {
            for (int left = results.isEmpty() ? 0 : family.rules(); left > 0; left--) {
                RuleResult result = results.get(rules.size());
                rules.add(new Summary.Rule(
                        family.policy(),
                        result.label(),
                        result.accuracy(),
                        100 * (finalAccuracy() - result.accuracy()),
                        result.shares(),
                        result.expectedMacs(),
                        1 - result.expectedMacs() / full.count()));
            }
        }
        return rules;
    }

    private List<Summary.Policy> policies() {
        List<RuleResult> results = newest.rules();
        List<Summary.Policy> policies = new ArrayList<>();
        int from = 0;
        for (RuleFamily family : families) {
            int to = results.isEmpty() ? 0 : from + family.rules();
            List<MacsReduction.Point> sweep = results.subList(from, to).stream()
                    .map(result -> new MacsReduction.Point(result.expectedMacs(), result.accuracy()))
                    .toList();
            OptionalDouble saved = MacsReduction.of(sweep, finalAccuracy(), full);
            policies.add(new Summary.Policy(family.policy(), saved.isPresent() ? saved.getAsDouble() : null));
            from = to;
        }
        return policies;
    }

    private double finalAccuracy() {
        return newest.mean(client -> client.accuracy().get(network.finalExit().index()));
    }

    private Summary.Work work() {
        List<RoundRecord> rounds = history.rounds();
        return new Summary.Work(
                rounds.stream()
                        .mapToLong(round -> round.totalDownlink().count())
                        .sum(),
                rounds.stream().mapToLong(round -> round.totalUplink().count()).sum(),
                rounds.stream().mapToLong(RoundRecord::epochs).sum(),
                rounds.stream().mapToLong(RoundRecord::headEpochs).sum(),
                rounds.stream().map(RoundRecord::activeExits).toList(),
                rounds.stream().mapToInt(round -> round.failures().size()).sum());
    }
}
