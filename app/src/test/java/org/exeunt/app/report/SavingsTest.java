package org.exeunt.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.exeunt.app.findings.GivenRuns;
import org.exeunt.app.findings.Results;
import org.exeunt.app.findings.StaticSavings;
import org.exeunt.app.table.CsvTable;
import org.junit.jupiter.api.Test;

/** Static networks cost 100 MACs; the last of the two exits costs 20, as given by {@link GivenRuns}. */
class SavingsTest {
    private static List<List<String>> texts(GivenRuns given) {
        return GivenRuns.texts(Tables.savings(given.results().settings().get(0)));
    }

    /** Between the points (10, 0.5) and (15, 0.6), an accuracy of 0.55 costs 12.5 MACs. */
    @Test
    void savingsAreInterpolatedAtTheAccuracyOfEachStaticNetwork() {
        GivenRuns given = new GivenRuns()
                .withCurve(10, 0.5, 15, 0.6)
                .add("default", "cafe", 0.7)
                .add("default", "weak", 0.4)
                .add("default", "equal", 0.55)
                .add("default", "strong", 0.71);
        assertThat(texts(given))
                .containsExactly(
                        // without leaving early, the run costs its 20 MACs
                        List.of("cafe", "70.0", "80.0", "–"),
                        List.of("weak", "40.0", "90.0", "–"),
                        List.of("equal", "55.0", "87.5", "–"),
                        List.of("strong", "71.0", "–", "–"));
    }

    /** The interval of two values a, b is their mean +- 12.706 |a - b| / 2. */
    @Test
    void intervalIsOverSeeds() {
        GivenRuns given = new GivenRuns()
                .withCurve(10, 0.5, 15, 0.6)
                .add("default", "cafe", 0.7, 0.7)
                .add("default", "other", 0.55, 0.56);
        assertThat(texts(given).get(1)).containsExactly("other", "55.5 ± 0.7", "87.3 ± 0.4", "84.1 to 90.4");
    }

    @Test
    void seedsOnWhichTheAccuracyIsNotReachedAreCounted() {
        GivenRuns given = new GivenRuns()
                .withCurve(10, 0.5, 15, 0.6)
                .add("default", "cafe", 0.7, 0.7)
                .add("default", "other", 0.55, 0.8);
        assertThat(texts(given).get(1)).containsExactly("other", "67.5 ± 17.7", "87.5 (1 of 2)", "–");
    }

    @Test
    void accuracyOfSomeSeedsIsMarked() {
        GivenRuns given = new GivenRuns()
                .withCurve(10, 0.5, 15, 0.6)
                .add("default", "cafe", 0.7, 0.7, Double.NaN)
                .add("default", "other", 0.55, 0.56, 0.1);
        assertThat(texts(given).get(1)).containsExactly("other", "55.5 ± 0.7 (2 of 3)", "87.3 ± 0.4", "84.1 to 90.4");
    }

    @Test
    void runsWithoutExitPoliciesHaveNone() {
        Results results = new GivenRuns()
                .add("default", "a", 0.5)
                .add("default", "b", 0.6)
                .results();
        assertThat(StaticSavings.of(results.settings().get(0), "a")).isEmpty();
        assertThat(CsvTable.of(DataTables.savings(results)).lines())
                .containsExactly("setting,method,static-network-of,seed,accuracy,macs-saved");
    }

    /** Multiplied and divided by 100, a sixth ends with 63. */
    @Test
    void fileHasTheAccuraciesOfTheFilesOfRuns() {
        Results results = new GivenRuns()
                .withCurve(10, 1 / 6.0)
                .add("default", "a", 1 / 6.0)
                .add("default", "b", 1 / 6.0)
                .results();
        assertThat(CsvTable.of(DataTables.savings(results))).contains("default,a,b,1,0.16666666666666666,0.9");
        assertThat(CsvTable.of(DataTables.results(results))).contains("0.16666666666666666,");
    }

    @Test
    void fileHasEveryPairOfMethods() {
        Results results = new GivenRuns()
                .withCurve(10, 0.5, 15, 0.6)
                .add("default", "a", 0.5)
                .add("default", "b", 0.7)
                .results();
        assertThat(CsvTable.of(DataTables.savings(results)).lines())
                .containsExactly(
                        "setting,method,static-network-of,seed,accuracy,macs-saved",
                        "default,a,a,1,0.5,0.9",
                        "default,a,b,1,0.7,",
                        "default,b,a,1,0.5,0.9",
                        "default,b,b,1,0.7,0.8");
    }

    @Test
    void severalExitPoliciesHaveColumnsInCsv() {
        Results results = new GivenRuns()
                .withCurve(60, 0.4, 80, 0.5)
                .add("default", "a", 0.5)
                .withSecondPolicy("ensemble", 0.75)
                .add("default", "b", 0.45)
                .results();
        assertThat(CsvTable.of(DataTables.savings(results)).lines())
                .containsExactly(
                        "setting,method,static-network-of,seed,accuracy,macs-saved,macs-saved-confidence,"
                                + "macs-saved-ensemble",
                        "default,a,a,1,0.5,0.8,0.8,",
                        "default,a,b,1,0.45,0.8,0.8,",
                        "default,b,a,1,0.5,0.75,0.19999999999999996,0.75",
                        "default,b,b,1,0.45,0.8,0.8,0.8");
    }
}
