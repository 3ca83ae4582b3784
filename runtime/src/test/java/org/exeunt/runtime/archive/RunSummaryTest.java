package org.exeunt.runtime.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.exeunt.api.ClientId;
import org.exeunt.api.Macs;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientEvaluation.ExitResult;
import org.exeunt.api.tracking.ClientEvaluation.RuleResult;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.Reliability;
import org.exeunt.runtime.store.identity.RunIdentity;
import org.exeunt.runtime.store.records.RunHistory;
import org.exeunt.runtime.store.records.RunOutline;
import org.junit.jupiter.api.Test;

class RunSummaryTest {
    /** A network with costs of 100, 250 and 600 at its exits and free heads. */
    private static final NetworkSpec NETWORK = NetworkSpec.of(
            new ParameterLayout.Builder()
                    .add("stage", BlockRole.BACKBONE, 1, List.of(1))
                    .build(),
            InputShape.vector(1),
            3,
            List.of(new Macs(100), new Macs(150), new Macs(350)),
            List.of(new Macs(0), new Macs(0), new Macs(0)));

    /** Four confidence thresholds with hand-computed results, and a patience rule that never exits early. */
    private static final List<RuleResult> RULES = List.of(
            new RuleResult("confidence 0.00", .5, List.of(1.0, 0.0, 0.0), OptionalDouble.of(100)),
            new RuleResult("confidence 0.60", .75, List.of(.5, .25, .25), OptionalDouble.of(262.5)),
            new RuleResult("confidence 0.70", 1, List.of(.5, 0.0, .5), OptionalDouble.of(350)),
            new RuleResult("confidence 1.10", 1, List.of(0.0, 0.0, 1.0), OptionalDouble.of(600)),
            new RuleResult("patience 2", .7, List.of(0.0, 0.0, 1.0), OptionalDouble.of(600)));

    private static final List<String> POLICIES =
            List.of("confidence", "confidence", "confidence", "confidence", "patience");

    private static List<ExitResult> exits(double... accuracy) {
        return List.of(
                new ExitResult(accuracy[0], 1), new ExitResult(accuracy[1], .5), new ExitResult(accuracy[2], .25));
    }

    private static ClientEvaluation client(int id, double... accuracy) {
        return ClientEvaluation.of(new ClientId(id), 4, exits(accuracy), accuracy[2], RULES);
    }

    private static EvaluationRecord evaluation(int round, double... accuracy) {
        return new EvaluationRecord(
                new Round(round), List.of(client(0, accuracy)), List.of(client(1, .1, .2, .5)), Reliability.NONE);
    }

    private static RunSummary summary(Optional<Double> baseline, double slack, EvaluationRecord... evaluations) {
        RunHistory history = new RunHistory();
        List.of(evaluations).forEach(history::evaluationFinished);
        return RunSummary.of(
                new RunIdentity("small", "0".repeat(64)), outline(NETWORK, baseline.orElse(null), slack), history);
    }

    private static RunOutline outline(NetworkSpec network, Double baseline, double slack) {
        return new RunOutline(
                "small",
                new RunOutline.Setting(1, "data", List.of(1), "strategy", "policy", "engine", 1, 1, 1),
                RunOutline.Network.of(network),
                POLICIES,
                baseline,
                slack,
                null,
                null,
                List.of());
    }

    @Test
    void savesAtTheAccuracyOfTheFinalExit() {
        RunSummary summary = summary(Optional.empty(), 0, evaluation(1, .5, .5, 1));
        assertThat(summary.network().fullMacs()).isEqualTo(600);
        assertThat(summary.policies())
                .containsExactly(
                        new RunSummary.Policy("confidence", 1 - 350.0 / 600, null),
                        new RunSummary.Policy("patience", null, null));
        assertThat(summary.equalAccuracy()).isEqualTo(new RunSummary.EqualAccuracy(1, null, 0));
    }

    /** At accuracy 0.75 the cheapest rule is confidence 0.6: {@code 1 - 262.5 / 600}. */
    @Test
    void savesAtTheBaselineAccuracyMinusSlack() {
        RunSummary baseline = summary(Optional.of(.75), 0, evaluation(1, .5, .5, 1));
        assertThat(baseline.policies().get(0).macsSavedAtBaselineAccuracy()).isEqualTo(.5625);
        assertThat(baseline.policies().get(0).macsSavedAtEqualAccuracy()).isEqualTo(1 - 350.0 / 600);
        assertThat(baseline.policies().get(1).macsSavedAtBaselineAccuracy())
                .as("absent, not 0")
                .isNull();
        RunSummary slack = summary(Optional.of(.8), .25, evaluation(1, .5, .5, 1));
        assertThat(slack.policies().get(0).macsSavedAtEqualAccuracy()).isEqualTo(.5625);
        assertThat(slack.policies().get(1).macsSavedAtBaselineAccuracy()).isEqualTo(0);
        assertThat(slack.equalAccuracy()).isEqualTo(new RunSummary.EqualAccuracy(1, .8, .25));
    }

    /**
     * On validation examples "confidence 0.60" is as accurate as the final exit (0.7) and saves most; on test examples
     * it is 0.25 less accurate.
     */
    @Test
    void ruleIsChosenOnValidationExamplesAndMeasuredOnTestExamples() {
        List<RuleResult> validation = List.of(
                new RuleResult("confidence 0.00", .6, List.of(1.0, 0.0, 0.0), OptionalDouble.of(100)),
                new RuleResult("confidence 0.60", .7, List.of(.5, .25, .25), OptionalDouble.of(240)),
                new RuleResult("confidence 0.70", .8, List.of(.5, 0.0, .5), OptionalDouble.of(300)),
                new RuleResult("confidence 1.10", .7, List.of(0.0, 0.0, 1.0), OptionalDouble.of(600)),
                new RuleResult("patience 2", .65, List.of(0.0, 0.0, 1.0), OptionalDouble.of(600)));
        EvaluationRecord evaluation = new EvaluationRecord(
                new Round(1),
                List.of(client(0, .5, .5, 1)),
                List.of(),
                new Reliability(List.of(), Optional.of(new Reliability.Validation(.7, validation))));
        assertThat(summary(Optional.empty(), 0, evaluation).reliability().chosen())
                .containsExactly(
                        new RunSummary.ChosenRule(
                                "confidence",
                                "confidence 0.60",
                                new RunSummary.Tradeoff(0, 1 - 240.0 / 600),
                                new RunSummary.Tradeoff(.25, 1 - 262.5 / 600)),
                        new RunSummary.ChosenRule(
                                "patience", null, new RunSummary.Tradeoff(0, 0), new RunSummary.Tradeoff(0, 0)));
        assertThat(summary(Optional.empty(), .125, evaluation)
                        .reliability()
                        .chosen()
                        .get(0)
                        .label())
                .as("with a slack of 0.125")
                .isEqualTo("confidence 0.00");
        assertThat(summary(Optional.empty(), 0, evaluation(1, .5, .5, 1))
                        .reliability()
                        .chosen())
                .as("without validation examples")
                .isEmpty();
    }

    @Test
    void reportsCostAndSavingOfEveryRule() {
        RunSummary.Rule rule =
                summary(Optional.empty(), 0, evaluation(1, .5, .5, 1)).rules().get(1);
        assertThat(rule.policy()).isEqualTo("confidence");
        assertThat(rule.label()).isEqualTo("confidence 0.60");
        assertThat(rule.accuracyDrop()).isCloseTo(.25, within(1e-12));
        assertThat(rule.expectedMacs()).isEqualTo(262.5);
        assertThat(rule.macsSaved()).isEqualTo(.5625);
    }

    @Test
    void unknownMacsGiveNoSavings() {
        List<RuleResult> rules = RULES.stream()
                .map(rule -> new RuleResult(rule.label(), rule.accuracy(), rule.shares(), OptionalDouble.empty()))
                .toList();
        ClientEvaluation client = ClientEvaluation.of(new ClientId(0), 4, exits(.5, .5, 1), 1, rules);
        RunHistory history = new RunHistory();
        history.evaluationFinished(EvaluationRecord.of(new Round(1), List.of(client)));
        NetworkSpec network = new NetworkSpec(
                NETWORK.layout(),
                NETWORK.input(),
                3,
                NETWORK.stageMacs(),
                NETWORK.headMacs(),
                Optional.empty(),
                List.of(),
                List.of(),
                false);
        RunSummary summary = RunSummary.of(new RunIdentity("small", "0".repeat(64)), outline(network, .5, 0), history);
        assertThat(summary.network().fullMacs()).isNull();
        assertThat(summary.network().leavingMacs()).isEmpty();
        assertThat(summary.exits()).isEqualTo(3);
        assertThat(summary.rules()).hasSize(5).allSatisfy(rule -> {
            assertThat(rule.expectedMacs()).isNull();
            assertThat(rule.macsSaved()).isNull();
        });
        assertThat(summary.policies())
                .containsExactly(
                        new RunSummary.Policy("confidence", null, null), new RunSummary.Policy("patience", null, null));
    }

    @Test
    void averagesTheLastFiveRoundsAndLabelsTheBest() {
        RunSummary summary = summary(
                Optional.empty(),
                0,
                evaluation(1, 0, 0, 0),
                evaluation(2, .9, .9, .9),
                evaluation(3, .2, .3, .4),
                evaluation(4, .2, .3, .4),
                evaluation(5, .9, .9, .9),
                evaluation(6, .1, .2, .6));
        assertThat(summary.lastEvaluations().evaluations()).isEqualTo(5);
        assertThat(summary.lastEvaluations().meanAccuracy()).isCloseTo((.9 + .3 + .3 + .9 + .3) / 5, within(1e-12));
        assertThat(summary.lastEvaluations().accuracy().get(2)).isCloseTo((.9 + .4 + .4 + .9 + .6) / 5, within(1e-12));
        assertThat(summary.bestOnTest().round()).as("the first of two").isEqualTo(2);
        assertThat(summary.bestOnTest().meanAccuracy()).isCloseTo(.9, within(1e-12));
        assertThat(summary.finalRound().round()).isEqualTo(6);
        assertThat(summary.finalRound().meanAccuracy().mean()).isCloseTo(.3, within(1e-12));
    }

    @Test
    void averagesOnlyTheLastFiveRounds() {
        RunSummary summary = summary(
                Optional.empty(), 0, evaluation(5, .1, .1, .1), evaluation(10, .2, .2, .2), evaluation(14, .4, .4, .4));
        assertThat(summary.lastEvaluations().evaluations()).isEqualTo(2);
        assertThat(summary.lastEvaluations().meanAccuracy()).isCloseTo(.3, within(1e-12));
    }

    @Test
    void countsTestedAndValidatedClients() {
        ClientEvaluation with = new ClientEvaluation(
                new ClientId(0),
                7,
                exits(.5, .5, 1),
                1,
                RULES,
                Optional.of(new ClientEvaluation.Validation(3, .5)),
                List.of());
        ClientEvaluation untested =
                ClientEvaluation.of(new ClientId(2), 0, Collections.nCopies(3, new ExitResult(0, 0)), 0, RULES);
        RunSummary summary = summary(
                Optional.empty(),
                0,
                new EvaluationRecord(
                        new Round(1),
                        List.of(with, client(1, .5, .5, 1), untested),
                        List.of(client(3, 0, 0, 0)),
                        Reliability.NONE));
        assertThat(summary.finalRound().tested()).isEqualTo(new RunSummary.Counts(2, 11));
        assertThat(summary.lastEvaluations().validated()).isEqualTo(new RunSummary.Counts(1, 3));
        assertThat(summary.newClients().tested()).isEqualTo(new RunSummary.Counts(1, 4));
        assertThat(summary.newClients().lastEvaluations().validated()).isNull();
    }

    @Test
    void summarisesNewClientsSeparately() {
        RunSummary.NewClients figures =
                summary(Optional.empty(), 0, evaluation(1, .5, .5, 1)).newClients();
        assertThat(figures.clients()).isEqualTo(1);
        assertThat(figures.exits().get(2).accuracy().mean()).isEqualTo(.5);
        assertThat(figures.ensembleAccuracy().mean()).isEqualTo(.5);
        assertThat(figures.rules().get(1).accuracyDrop()).isCloseTo(-.25, within(1e-12));
        assertThat(figures.lastEvaluations().meanAccuracy()).isCloseTo(.8 / 3, within(1e-12));
    }
}
