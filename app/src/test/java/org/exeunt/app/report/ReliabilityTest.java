package org.exeunt.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.exeunt.api.tracking.ExitConfidence;
import org.exeunt.app.findings.Clauses;
import org.exeunt.app.findings.GivenRuns;
import org.exeunt.app.findings.Results;
import org.exeunt.app.table.CsvTable;
import org.exeunt.app.table.Table;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.archive.RunSummary.ChosenRule;
import org.exeunt.runtime.archive.RunSummary.Tradeoff;
import org.junit.jupiter.api.Test;

class ReliabilityTest {
    private static final ChosenRule KEPT =
            new ChosenRule("confidence", "confidence 0.80", new Tradeoff(-0.01, 0.25), new Tradeoff(0.005, 0.2));
    /** No setting saves MACs. */
    static final ChosenRule NONE = new ChosenRule("confidence", null, new Tradeoff(0, 0), new Tradeoff(0, 0));

    private static final ChosenRule LESS =
            new ChosenRule("patience", "patience 1", new Tradeoff(0, 0.1), new Tradeoff(0, 0.1));

    /** Returns the figures of an exit, all answers of which are wrong and as confident as the calibration error. */
    private static ExitConfidence exit(OptionalDouble failurePrediction, double error, double overthinking) {
        List<ExitConfidence.Bin> bins =
                new ArrayList<>(Collections.nCopies(ExitConfidence.BINS, ExitConfidence.Bin.EMPTY));
        bins.set(0, new ExitConfidence.Bin(1, error, 0));
        return new ExitConfidence(failurePrediction, overthinking, bins);
    }

    static RunRecords with(RunRecords run, List<ExitConfidence> exits, ChosenRule... chosen) {
        RunSummary own = run.summary();
        RunSummary summary = new RunSummary(
                own.schemaVersion(),
                own.name(),
                own.hash(),
                own.setting(),
                own.network(),
                own.finalRound(),
                own.stop(),
                own.lastEvaluations(),
                own.bestOnTest(),
                own.rules(),
                own.equalAccuracy(),
                own.policies(),
                new RunSummary.Reliability(exits, List.of(chosen), List.of()),
                own.newClients(),
                own.work(),
                own.warnings());
        return run.with(summary);
    }

    private static RunRecords run(String method) {
        return new GivenRuns()
                .add("default", method, 0.5)
                .results()
                .runs()
                .get("default")
                .get(method)
                .get(1L);
    }

    private static Table reliability(Results results) {
        return Tables.details(results.settings().get(0)).stream()
                .filter(table -> table.title().equals(RunTables.RELIABILITY))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void methodsHaveMeansOverExits() {
        List<ExitConfidence> exits =
                List.of(exit(OptionalDouble.of(0.75), 0.125, 0.06), exit(OptionalDouble.of(0.5), 0.25, 0));
        Results results = new GivenRuns()
                .add("default", "a", new TreeMap<>(Map.of(1L, with(run("a"), exits, LESS, KEPT))))
                .add("default", "b", new TreeMap<>(Map.of(1L, with(run("b"), List.of()))))
                .results();
        assertThat(GivenRuns.texts(reliability(results)))
                .containsExactly(
                        List.of("a", "62.5", "18.8", "6.0", "25.0", "20.0", "-1.0", "0.5"),
                        List.of("b", "–", "–", "–", "–", "–", "–", "–"));
        assertThat(CsvTable.of(DataTables.results(results))
                        .lines()
                        .skip(1)
                        .findFirst()
                        .orElseThrow())
                .endsWith(",0.625,0.1875,0.06,0.25,0.2,-0.01,0.005");
    }

    @Test
    void runHasARowForEachExit() {
        List<ExitConfidence> exits =
                List.of(exit(OptionalDouble.empty(), 0.1, 0.06), exit(OptionalDouble.of(0.9), 0.2, 0));
        RunRecords run = with(run("a"), exits, KEPT);
        assertThat(GivenRuns.texts(reliability(Results.of(run))))
                .containsExactly(List.of("exit 1", "–", "10.0", "6.0"), List.of("exit 2", "90.0", "20.0", "–"));
        assertThat(Clauses.chosenRule(run.summary()))
                .hasValue("Chosen on validation examples: confidence 0.80, with 25.0 % of MACs saved at a gain of 1.0"
                        + " points there, and 20.0 % of MACs saved at a loss of 0.5 points on test examples.");
        assertThat(Clauses.leaving(run.summary()))
                .hasValue("20.0 % of MACs saved at a loss of 0.5 points (confidence 0.80, chosen on validation"
                        + " examples)");
    }

    @Test
    void costOfAChosenRuleIsNoSaving() {
        ChosenRule costly =
                new ChosenRule("confidence", "confidence 0.50", new Tradeoff(0, -0.103), new Tradeoff(0.02, -0.2));
        assertThat(Clauses.chosenRule(with(run("a"), List.of(), costly).summary()))
                .hasValue(
                        "Chosen on validation examples: confidence 0.50, with 10.3 % more MACs at a loss of 0.0 points"
                                + " there, and 20.0 % more MACs at a loss of 2.0 points on test examples.");
        RunSummary none = with(run("a"), List.of(), NONE).summary();
        assertThat(Clauses.chosenRule(none))
                .hasValue(
                        "No setting of confidence saves MACs at the accuracy of the final exit on validation examples.")
                .isEqualTo(Clauses.leaving(none));
    }
}
