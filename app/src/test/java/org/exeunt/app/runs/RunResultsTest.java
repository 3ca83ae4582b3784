package org.exeunt.app.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.app.findings.GivenRuns;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.store.identity.ClassDistribution;
import org.exeunt.runtime.store.identity.RunInputs;
import org.exeunt.runtime.store.records.RunOutline;
import org.junit.jupiter.api.Test;

/** The table at the end of a run. */
class RunResultsTest {
    private static List<String> lines(RunSummary summary) {
        return RunResults.lines(new RunRecords(
                summary,
                List.of(),
                List.of(),
                EvaluationRecord.of(new Round(1), List.of()),
                new RunInputs("{}", null, new ClassDistribution(List.of(), List.of()))));
    }

    private static String table(double accuracy, double saved, int clients, long examples) {
        return table(accuracy, saved, clients, examples, rule("0.80", accuracy, 0, -1e-9));
    }

    private static RunSummary.Rule rule(String threshold, double accuracy, double drop, double saved) {
        return new RunSummary.Rule(
                "confidence", "confidence " + threshold, accuracy, drop, List.of(0.75, 0.25), 100.0, saved);
    }

    private static String table(double accuracy, Double saved, int clients, long examples, RunSummary.Rule... rules) {
        RunSummary given = new GivenRuns().summary(accuracy, saved, new RunSummary.Counts(clients, examples));
        RunSummary summary = new RunSummary(
                given.schemaVersion(),
                given.name(),
                given.hash(),
                given.setting(),
                given.network(),
                given.finalRound(),
                null,
                given.lastEvaluations(),
                given.bestOnTest(),
                List.of(rules),
                given.equalAccuracy(),
                given.policies(),
                given.reliability(),
                new RunSummary.NewClients(
                        1,
                        new RunSummary.Counts(1, 1),
                        given.finalRound().exits(),
                        given.finalRound().meanAccuracy(),
                        given.finalRound().ensembleAccuracy(),
                        given.lastEvaluations(),
                        List.of()),
                given.work(),
                List.of());
        return String.join("\n", lines(summary));
    }

    @Test
    void namesClientsAndExamplesOfFigures() {
        assertThat(table(0.5, 0.25, 20, 1403))
                .contains(
                        "20 clients with 1,403 test examples",
                        "1 new client, which never trained, in % (1 client with 1 test example):",
                        "1 local epoch");
    }

    @Test
    void hasNoUnknownMacs() {
        RunSummary given = new GivenRuns().summary(0.5, null, new RunSummary.Counts(2, 4));
        RunSummary summary = new RunSummary(
                given.schemaVersion(),
                given.name(),
                given.hash(),
                given.setting(),
                new RunOutline.Network(2, 2, 10, 0, null, List.of()),
                given.finalRound(),
                null,
                given.lastEvaluations(),
                given.bestOnTest(),
                List.of(new RunSummary.Rule("confidence", "confidence 0.80", 0.5, 0, List.of(0.75, 0.25), null, null)),
                given.equalAccuracy(),
                given.policies(),
                given.reliability(),
                null,
                given.work(),
                List.of());
        assertThat(String.join("\n", lines(summary)))
                .containsPattern("exit 1 +50\\.0 +10\\.0 +50\\.0 +–")
                .contains("Leaving early, in %; the MACs of a layer are not known")
                .containsPattern("confidence 0\\.80 +50\\.0 +– +75\\.0")
                .doesNotContain("no setting is as accurate");
    }

    @Test
    void costIsStatedIfNoSettingIsAsAccurate() {
        String none = "confidence: no setting is as accurate as the final exit";
        // the least costly of those that save MACs
        assertThat(table(
                        0.5,
                        null,
                        2,
                        4,
                        rule("0.80", 0.44, 0.06, 0.4),
                        rule("0.90", 0.48, 0.02, 0.226),
                        rule("0.99", 0.495, 0.005, -0.1)))
                .contains(none + "; confidence 0.90 saves 22.6 % of MACs at a loss of 2.0 points")
                .endsWith("\nAccuracy: 50.0 % at the final exit, 50.0 % in the worst tenth of clients\n"
                        + "Leaving early: confidence 0.90 saves 22.6 % of MACs at a loss of 2.0 points (chosen on test"
                        + " examples)");
        // the highest saving within one point
        assertThat(table(0.5, null, 2, 4, rule("0.90", 0.491, 0.009, 0.3), rule("0.95", 0.499, 0.001, 0.1)))
                .contains(none + "; confidence 0.90 saves 30.0 % of MACs at a loss of 0.9 points");
        assertThat(table(0.5, null, 2, 4, rule("0.90", 0.503, -0.003, 0.3)))
                .contains("confidence 0.90 saves 30.0 % of MACs at a gain of 0.3 points (chosen on test examples)");
        assertThat(table(0.5, null, 2, 4, rule("0.99", 0.49, 0.01, -0.1)))
                .contains(none + "\n\nAccuracy: ")
                .doesNotContain("Leaving early: ");
    }

    @Test
    void hasNoSignBeforeZero() {
        assertThat(table(-0.0, -0.0001, 2, 4))
                .doesNotContain("-0.0")
                .contains("0.0 % of MACs saved at the accuracy of the final exit, interpolated between settings on"
                        + " the test examples");
    }

    @Test
    void lossesAreNotCalledSavings() {
        assertThat(table(0.5, -0.003, 2, 4))
                .contains("0.3 % more MACs at the accuracy of")
                .doesNotContain("of MACs saved");
    }

    @Test
    void hasNoFiguresWithoutClients() {
        assertThat(table(0, 0.25, 0, 0))
                .contains("no client has test examples, so there are no accuracies")
                .doesNotContain("Leaving early", "Accuracy: ")
                .containsPattern("exit 1 +– +– +– +10");
        assertThat(table(0.5, 0.25, 1, 4)).containsPattern("exit 1 +50\\.0 +– +50\\.0 +10");
    }
}
