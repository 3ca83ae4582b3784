package org.exeunt.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.app.findings.GivenRuns;
import org.exeunt.app.findings.MostFrequentClassTest;
import org.exeunt.app.table.Table;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.store.records.RunOutline;
import org.junit.jupiter.api.Test;

/** The tables of comparisons. */
class TablesTest {
    private static Table main(GivenRuns given) {
        return Tables.methods(given.results().settings().get(0), true);
    }

    private static Table detail(GivenRuns given, String title) {
        return Tables.details(given.results().settings().get(0)).stream()
                .filter(table -> table.title().startsWith(title))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> row(Table table, int place) {
        Map<String, String> row = new TreeMap<>();
        List<String> texts = GivenRuns.texts(table).get(place);
        for (int column = 0; column < texts.size(); column++) {
            row.put(table.columns().get(column).title(), texts.get(column));
        }
        return row;
    }

    @Test
    void everyMeasureIsAColumn() {
        Table table = main(new GivenRuns()
                .withVotingAndNewClients(0.625, 0.375)
                .withSimulatedSeconds(0.01481)
                .add("default", "a", 0.5, 0.25, 0.25));
        assertThat(row(table, 0))
                .containsEntry("seeds", "3")
                .containsEntry("exit 1", "33.3 ± 14.4")
                .containsEntry("mean of exits", "33.3 ± 14.4")
                .containsEntry("new clients", "37.5 ± 0.0")
                .containsEntry("all voting", "62.5 ± 0.0")
                .containsEntry("MACs saved", "25.0 ± 0.0 (2 of 3)")
                .containsEntry("MB down", "1.50")
                .containsEntry("epochs", "1")
                .containsEntry("simulated s", "0.0148");
    }

    @Test
    void methodsMayHaveDifferentNumbersOfExits() {
        Table table = main(
                new GivenRuns().add("default", "two", 0.5, 0.6).withExits(3).add("default", "three", 0.4, 0.5));
        assertThat(row(table, 0)).containsEntry("exit 2", "55.0 ± 7.1").containsEntry("exit 3", "–");
    }

    @Test
    void severalExitPoliciesHaveColumns() {
        Table table = main(new GivenRuns()
                .withCurve(75, 0.5)
                .add("default", "a", 0.5)
                .withSecondPolicy("confidence (2)", 0.375)
                .add("default", "b", 0.5));
        assertThat(row(table, 0))
                .containsEntry("MACs saved, confidence", "25.0")
                .containsEntry("MACs saved, confidence (2)", "–");
        assertThat(row(table, 1)).containsEntry("MACs saved", "37.5").containsEntry("MACs saved, confidence", "25.0");
    }

    @Test
    void marksAreThoseOfTheSetting() {
        Table table = main(new GivenRuns()
                .add("default", "highest", 0.60, 0.62, 0.61, 0.63, 0.64)
                .add("default", "close", 0.62, 0.59, 0.62, 0.60, 0.61)
                .add("default", "low", 0.30, 0.31, 0.33, 0.32, 0.31));
        int mean = table.columns().stream().map(Table.Column::title).toList().indexOf("mean of exits");
        assertThat(table.rows()).extracting(row -> row.get(mean).isBest()).containsExactly(true, true, false);
        // the reference is the first
        assertThat(table.rows()).extracting(row -> row.get(mean).differs()).containsExactly(false, false, true);
        assertThat(table.rows()).extracting(row -> row.get(mean - 1).differs()).containsOnly(false);
    }

    @Test
    void notesExplainWhatTheTableHas() {
        GivenRuns given = new GivenRuns().withClients(MostFrequentClassTest.OWN).add("default", "a", 0.5);
        assertThat(main(given).notes())
                .contains(
                        "Accuracy after the last round, in %, mean over 20 clients with 1,403 test examples (each run's"
                                + " own test examples).",
                        "Predicting each client's most frequent training class: 62.5 %.")
                .noneMatch(note -> note.startsWith("Worst 10 %") || note.startsWith("Above local"));
        given.withTestedClients(19).withSlack(0.01).add("default", "local", 0.4);
        assertThat(main(given).notes())
                .contains("Worst 10 %: of fewer than 20 clients, the least accurate one.")
                .anyMatch(note -> note.startsWith("Above local"))
                .anyMatch(note -> note.contains("final exit less 0.0 to 1.0 points"));
    }

    /**
     * Differences of a: 1, 2, 3 points, deviation 1, t = 4.3027 with 2 degrees of freedom, so 4.3027 / sqrt(3) = 2.5;
     * of b: three times as far apart.
     */
    @Test
    void aNoteNamesTheDifferencesThatTheSeedsCannotShow() {
        GivenRuns given = new GivenRuns().add("default", "reference", 0.50, 0.50, 0.50);
        assertThat(main(given).notes()).noneMatch(note -> note.contains("told from 0"));
        given.add("default", "constant", 0.40, 0.40, 0.40);
        assertThat(main(given).notes()).noneMatch(note -> note.contains("told from 0"));
        given.add("default", "a", 0.51, 0.52, 0.53);
        assertThat(main(given).notes())
                .contains("With 3 seeds, differences from reference below 2.5 points (mean of exits) cannot be told"
                        + " from 0 (paired t test at 0.05, uncorrected).");
        given.add("default", "b", 0.53, 0.56, 0.59);
        assertThat(main(given).notes()).anyMatch(note -> note.contains("below 2.5 to 7.5 points (mean of exits)"));
    }

    @Test
    void earlyEndsAreNoted() {
        GivenRuns given = new GivenRuns()
                .withStop(new RunOutline.Stop(1, RunOutline.StopReason.TARGET_REACHED, 0.9, 1, 0.9))
                .add("default", "a", 0.5, 0.5);
        assertThat(GivenRuns.texts(detail(given, "Warnings")))
                .contains(List.of("a", "stopped after round 1 of 1: the validation accuracy reached 90.0 %", "seed 1"));
    }

    @Test
    void clientsAreComparedWithTheMethodNamedLocal() {
        SortedMap<Long, RunRecords> longer = new GivenRuns()
                .add("default", "local", 0.8, 0.8)
                .results()
                .runs()
                .get("default")
                .get("local");
        GivenRuns given = new GivenRuns().add("default", "local long", longer).add("default", "cafe", 0.95, 0.75);
        assertThat(main(given).notes()).anyMatch(note -> note.contains("than local long. Gain"));
        given.add("default", "local", new TreeMap<>());
        assertThat(main(given).columns()).extracting(Table.Column::title).doesNotContain("above local");
        given.add("default", "local", 0.6, 0.6);
        assertThat(main(given).notes()).anyMatch(note -> note.contains("than local. Gain"));
        assertThat(row(main(given), 1)).containsEntry("gain, worst 10 %", "25.0 ± 14.1");
    }

    @Test
    void testsHaveReasonsIfTheyAreOmitted() {
        GivenRuns given =
                new GivenRuns().add("default", "reference", 0.50, 0.51, 0.53).add("default", "a", 0.41, 0.40, 0.42);
        assertThat(row(detail(given, "Against reference"), 0))
                .containsEntry("seeds", "3")
                .containsEntry("difference, points", "-10.3")
                .doesNotContainKey("signed-rank test, p");
        given = new GivenRuns().add("default", "a", 0.5, 0.6, 0.7).add("default", "b", 0.4, 0.5, 0.6);
        assertThat(GivenRuns.texts(detail(given, "Against a")))
                .containsExactly(List.of("b", "3", "-10.0", "-10.0 to -10.0", "–", "differences do not vary"));
        given = new GivenRuns().add("default", "a", 0.5, 0.6).add("default", "b", 0.4, 0.50002);
        assertThat(row(detail(given, "Against a"), 0))
                .containsEntry("effect (d_z)", "–")
                .containsEntry("paired t test, p", "tests need three seeds");
        assertThat(main(given).notes()).noneMatch(note -> note.contains("cannot be told"));
    }
}
