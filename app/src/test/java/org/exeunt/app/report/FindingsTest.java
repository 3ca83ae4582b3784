package org.exeunt.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.exeunt.app.runs.ResultTable;
import org.exeunt.runtime.store.identity.ClassDistribution.ClientCounts;
import org.exeunt.runtime.store.records.RunArchive;
import org.junit.jupiter.api.Test;

/** The paragraph that answers a comparison; p values are computed by hand. */
class FindingsTest {
    private static String findings(GivenRuns given) {
        Results results = given.results();
        String text = Findings.of(results);
        assertThat(MarkdownReport.of(results)).contains("\n" + MarkdownText.of(text) + "\n");
        assertThat(HtmlReport.of(results)).contains("\"findings\":\"" + text.replace("<", "\\u003c"));
        return text;
    }

    @Test
    void leaderIsComparedWithAllOthers() {
        String text = findings(new GivenRuns()
                .add("default", "cafe", 0.60, 0.62, 0.61, 0.64)
                .add("default", "next", 0.59, 0.60, 0.60, 0.62)
                .add("default", "local", 0.30, 0.31, 0.33, 0.32));
        // next: differences 1, 2, 1, 2 points, t = 1.5 / (0.577 / 2) = 5.196 with 3 degrees of freedom, p = 0.0138;
        // of two tests it is the larger, so Holm's correction leaves it
        assertThat(text)
                .startsWith("cafe (the reference) is the most accurate with 61.8 % (mean of exits, 4 seeds), 1.5 points"
                        + " ahead of next; this difference is significant (p = 0.014, corrected for 2 comparisons).")
                .contains("Significantly less accurate than cafe: 2 of the other 2.")
                .contains("cafe is 30.3 points above local (significant).")
                .contains("100 % of the clients are more accurate with cafe than without federation, 0 % equally,"
                        + " 0 % less.")
                .contains("Early exits of cafe save 25.0 % of the MACs at the accuracy of its final exit on 2 of 4")
                .contains(", interpolated between settings of its best exit policy on the test examples.")
                .endsWith("cafe sends 4.0 MB (local: 4.0 MB).");
    }

    @Test
    void exitsThatCostMoreAreNotCalledSavings() {
        GivenRuns given = new GivenRuns()
                .withSecondPolicy("other", -0.125)
                .withSaving(-0.25)
                .add("default", "a", 0.60)
                .add("default", "local", 0.50);
        assertThat(findings(given))
                .contains("Early exits of a cost 12.5 % more MACs at the accuracy of its final exit"
                        + " (local: 12.5 % more), interpolated");
    }

    @Test
    void smallDifferencesAreNotSignificant() {
        assertThat(findings(
                        new GivenRuns().add("default", "a", 0.60, 0.62, 0.61).add("default", "b", 0.62, 0.58, 0.62)))
                // differences -2, 4, -1 points: t = 0.1796, and p = 1 - t / sqrt(2 + t^2) with 2 degrees of freedom
                .contains("0.3 points ahead of b; this difference is not significant (p = 0.874)");
    }

    @Test
    void oneSeedIsNotTested() {
        assertThat(findings(new GivenRuns().add("default", "a", 0.60).add("default", "b", 0.50)))
                .contains("a (the reference) is the most accurate with 60.0 % (mean of exits, one seed)")
                .contains("10.0 points ahead of b. With one seed no test is possible, so this may be chance.")
                .doesNotContain("significant");
    }

    @Test
    void equalMethodsShareTheFirstPlace() {
        assertThat(findings(new GivenRuns()
                        .add("default", "a", 0.60, 0.50)
                        .add("default", "b", 0.50, 0.60)
                        .add("default", "c", 0.50, 0.50)
                        .withReference("b")))
                .startsWith(
                        "a and b (the reference) are equally accurate with 55.0 % (mean of exits, 2 seeds), 5.0 points"
                                + " ahead of c");
    }

    @Test
    void othersAreTestedAgainstTheLeader() {
        // c: differences 5, 4 and 3 points from a, but -15, 4 and 23 from b
        assertThat(findings(new GivenRuns()
                        .add("default", "a", 0.60, 0.50, 0.40)
                        .add("default", "b", 0.40, 0.50, 0.60)
                        .add("default", "c", 0.55, 0.46, 0.37)
                        .withReference("b")))
                .contains("4.0 points ahead of c; this difference is not significant (p = 0.750)");
    }

    @Test
    void constantDifferencesAreNotTested() {
        assertThat(findings(new GivenRuns().add("default", "a", 0.6, 0.7).add("default", "b", 0.5, 0.6)))
                .contains("this difference is the same for every seed, so that it cannot be tested");
    }

    @Test
    void othersMayAllBeAsAccurate() {
        assertThat(findings(new GivenRuns()
                        .add("default", "a", 0.60, 0.62, 0.61)
                        .add("default", "b", 0.62, 0.58, 0.62)
                        .add("default", "c", 0.61, 0.58, 0.61)))
                .contains("No method is significantly less accurate than a.");
    }

    @Test
    void updatesThatWereLeftOutAreCounted() {
        GivenRuns given =
                new GivenRuns().add("default", "a", 0.60, 0.62).withLeftOut(2).add("default", "b", 0.50, 0.55, 0.56);
        assertThat(findings(given)).endsWith(" Updates that were left out: 6 of 12 of b.");
        RunArchive run = given.results().tables().get(0).rows().get(1).first();
        assertThat(ResultTable.of(run.summary(), Optional.of(run)))
                .anyMatch(line -> line.startsWith("sent ") && line.endsWith("; 2 of 4 updates left out"));
    }

    @Test
    void correctionCountsTestsThatAreMade() {
        assertThat(findings(new GivenRuns()
                        .add("default", "a", 0.60, 0.62, 0.61)
                        .add("default", "next", 0.59, 0.60, 0.60)
                        .add("default", "varying", 0.40, 0.40, 0.40)
                        .add("default", "constant", 0.30, 0.32, 0.31)))
                .contains("corrected for 2 comparisons");
    }

    @Test
    void trainingAloneMayBeTheMostAccurate() {
        assertThat(findings(new GivenRuns().add("default", "cafe", 0.5, 0.6).add("default", "local", 0.7, 0.9)))
                .startsWith("local is the most accurate")
                .contains("ahead of cafe (the reference)")
                .contains("No federated method is more accurate.");
    }

    @Test
    void methodsAreComparedOnTheirCommonSeeds() {
        String text = findings(new GivenRuns()
                .add("default", "a", 0.60, 0.62, 0.61)
                .add("default", "b", 0.50, 0.55, Double.NaN)
                .withOpen(1));
        assertThat(text)
                .startsWith("On the 2 seeds for which all these methods are finished: a (the reference) is the most"
                        + " accurate"
                        + " with 61.0 % (mean of exits, 2 seeds), 8.5 points ahead of b")
                .endsWith("1 of the planned runs is not finished, or failed, and is not included.");
    }

    @Test
    void nothingInCommonIsNotCompared() {
        assertThat(findings(
                        new GivenRuns().add("default", "a", 0.60, Double.NaN).add("default", "b", Double.NaN, 0.55)))
                .startsWith("No seed is finished for all these methods, so nothing is compared yet.");
    }

    @Test
    void aReferenceMayBeMissing() {
        assertThat(findings(new GivenRuns()
                        .add("default", "a", 0.60, 0.61)
                        .add("default", "b", 0.55, 0.54)
                        .add("default", "c", Double.NaN, Double.NaN)
                        .withReference("c")
                        .withOpen(2)))
                .contains("The reference, c, is not finished.")
                .endsWith("2 of the planned runs are not finished, or failed, and are not included.");
    }

    @Test
    void aSingleMethodIsNotCalledTheBest() {
        assertThat(findings(new GivenRuns().add("default", "a", 0.6, 0.7).add("default", "b", Double.NaN)))
                .startsWith("Only a (the reference) is finished: 65.0 % (mean of exits, 2 seeds).")
                .doesNotContain("most accurate");
    }

    @Test
    void theOnlyMethodLacksNothing() {
        assertThat(findings(new GivenRuns().add("default", "a", 0.6, 0.7)))
                .startsWith("a: 65.0 % (mean of exits, 2 seeds).");
    }

    @Test
    void equalAndLessAccurateClientsAreCounted() {
        // one client: above in the first seed, equal in the second, below in the third and fourth
        assertThat(findings(new GivenRuns()
                        .add("default", "cafe", 0.90, 0.60, 0.50, 0.50)
                        .add("default", "local", 0.50, 0.60, 0.55, 0.55)))
                .contains("25 % of the clients are more accurate with cafe than without federation, 25 % equally,"
                        + " 50 % less.");
    }

    @Test
    void aRunIsDescribedInOneSentence() {
        GivenRuns given = new GivenRuns()
                .withClients(
                        new ClientCounts(0, null, List.of(5, 1), List.of(0, 0), List.of(3, 1), null, null),
                        new ClientCounts(1, null, List.of(2, 4), List.of(0, 0), List.of(1, 1), null, null))
                .add("", "cafe", 0.60)
                .add("", "local", 0.55);
        List<RunArchive> runs = given.results().tables().get(0).rows().stream()
                .map(SettingTable.Row::first)
                .toList();
        Results single = GivenRuns.alone(runs.get(0), Optional.of(runs.get(1)));
        String expected =
                "The final exit is 60.0 % accurate, the mean of exits 60.0 %, each client's most frequent class"
                        + " 62.5 %, the final exit without federation 55.0 %. The final exit is not more accurate than"
                        + " predicting each client's most frequent class (62.5 %).";
        assertThat(Findings.of(single)).isEqualTo(expected);
        assertThat(MarkdownReport.of(single))
                .contains(MarkdownText.of(expected), "\nAccuracies are of ")
                .doesNotContain("Each run");
        assertThat(HtmlReport.of(single)).contains("\"findings\":\"The final exit is 60.0 %");
    }

    @Test
    void accuracySlackIsStated() {
        GivenRuns given =
                new GivenRuns().withSlack(0.01).add("default", "a", 0.6).add("default", "b", 0.5);
        assertThat(findings(given)).contains("at the accuracy of its final exit less 1.0 points, interpolated");
        given.withSlack(0.02).add("default", "c", 0.4);
        assertThat(MarkdownReport.of(given.results())).contains("own final exit less 1.0 to 2.0 points, interpolated");
        RunArchive run = given.results().runs().get("default").get("a").get(1L);
        assertThat(ReliabilityTable.chosenRule(ReliabilityTableTest.with(run, List.of(), ReliabilityTableTest.NONE)
                        .summary()))
                .hasValue("No setting of confidence saves MACs at the accuracy of the final exit less 1.0 points on"
                        + " validation examples.");
    }

    @Test
    void longNamesAreGivenLetters() {
        String name = "cafedistill, strategy.lambda = 0.5";
        String text = findings(new GivenRuns()
                .add("default", name, 0.60, 0.62)
                .add("default", name + ", strategy.mu = 2", 0.50, 0.53)
                .add("default", "local", 0.40, 0.44));
        // the other setting is named only once, so that it needs no letter
        assertThat(text)
                .startsWith(name + " (A) (the reference) is the most accurate with 61.0 %")
                .contains(
                        " ahead of " + name + ", strategy.mu = 2;", "A is 19.0 points above local", "Early exits of A")
                .endsWith(" A sends 4.0 MB (local: 4.0 MB).");
        assertThat(text.split(name, -1)).hasSize(3);
    }

    @Test
    void settingsAreCounted() {
        String text = findings(new GivenRuns()
                .add("one", "a", 0.6, 0.6)
                .add("one", "b", 0.5, 0.5)
                .add("two", "a", 0.6, 0.6)
                .add("two", "b", 0.5, 0.5)
                .add("three", "a", 0.4, 0.4)
                .add("three", "b", 0.5, 0.5));
        assertThat(text)
                .isEqualTo("Most accurate by the mean of exits: a on 2 of 3 settings (one, two); b on 1 of 3"
                        + " settings (three).");
    }
}
