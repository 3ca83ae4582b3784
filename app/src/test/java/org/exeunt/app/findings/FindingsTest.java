package org.exeunt.app.findings;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.runtime.archive.RunRecords;
import org.junit.jupiter.api.Test;

/** The sentences that answer a comparison; p values are computed by hand. */
class FindingsTest {
    private static String findings(GivenRuns given) {
        return Findings.of(given.results());
    }

    @Test
    void leaderIsToldFromTheSecond() {
        // next: differences 1, 2, 1, 2 points, t = 1.5 / (0.577 / 2) = 5.196 with 3 degrees of freedom, p = 0.0138;
        // of two tests it is the larger, so Holm's correction leaves it
        assertThat(findings(new GivenRuns()
                        .add("default", "cafe", 0.60, 0.62, 0.61, 0.64)
                        .add("default", "next", 0.59, 0.60, 0.60, 0.62)
                        .add("default", "local", 0.30, 0.31, 0.33, 0.32)))
                .isEqualTo(
                        "cafe is first with 61.8 % (mean of exits, 4 seeds), 1.5 points ahead of next; the difference"
                                + " is significant (p = 0.014, corrected for 2 comparisons).");
    }

    @Test
    void smallDifferencesAreNotSignificant() {
        assertThat(findings(
                        new GivenRuns().add("default", "a", 0.60, 0.62, 0.61).add("default", "b", 0.62, 0.58, 0.62)))
                // differences -2, 4, -1 points: t = 0.1796, and p = 1 - t / sqrt(2 + t^2) with 2 degrees of freedom
                .contains("0.3 points ahead of b; the difference is not significant (p = 0.874)");
    }

    @Test
    void oneAndTwoSeedsAreNotTested() {
        assertThat(findings(new GivenRuns().add("default", "a", 0.60).add("default", "b", 0.50)))
                .isEqualTo("a is first with 60.0 % (mean of exits, 1 seed), 10.0 points ahead of b. Caution: with one"
                        + " seed differences may be chance.");
        assertThat(findings(new GivenRuns().add("default", "a", 0.60, 0.61).add("default", "b", 0.50, 0.52)))
                .isEqualTo("a is first with 60.5 % (mean of exits, 2 seeds), 9.5 points ahead of b; tests need"
                        + " three seeds.");
    }

    @Test
    void equalMethodsAreFirstTogether() {
        assertThat(findings(new GivenRuns()
                        .add("default", "a", 0.6, 0.7, 0.8)
                        .add("default", "b", 0.6, 0.7, 0.8)
                        .add("default", "c", 0.5, 0.5, 0.6)))
                .isEqualTo("a and b are first with 70.0 % (mean of exits, 3 seeds), equal on every seed.");
        assertThat(findings(new GivenRuns().add("default", "a", 0.6, 0.7, 0.8).add("default", "b", 0.8, 0.7, 0.6)))
                .isEqualTo("a and b are first with 70.0 % (mean of exits, 3 seeds), equal in the mean.");
        assertThat(findings(new GivenRuns().add("default", "a", 0.6, 0.7).add("default", "b", 0.6, 0.6999)))
                .contains("less than 0.1 points ahead of b");
        assertThat(findings(new GivenRuns()
                        .add("one", "a", 0.6)
                        .add("one", "b", 0.6)
                        .add("two", "a", 0.5)
                        .add("two", "b", 0.6)))
                .startsWith("By the mean of exits, b is first on 2 of 2 settings (one, two); a is first on 1 of 2"
                        + " settings (one).");
    }

    @Test
    void unequalEpochsAndTuningAreStatedAfterTheFirst() {
        GivenRuns given = new GivenRuns()
                .withCandidates("ditto", 6)
                .withCandidates("fedper", 2)
                .withEpochs(360)
                .add("default", "ditto", 0.60)
                .withEpochs(180)
                .add("default", "fedper", 0.50)
                .add("default", "local", 0.40);
        String tuned = "Methods differ in candidates of tuning: 6 (ditto), 2 (fedper), 0 (local).";
        String both = "Methods differ in epochs: 360 (ditto), 180 (fedper, local). " + tuned;
        assertThat(findings(given))
                .startsWith("ditto is first with 60.0 % (mean of exits, 1 seed), 10.0 points ahead of fedper. " + both);
        given.withEpochs(90)
                .add("other", "ditto", 0.60)
                .add("other", "fedper", 0.50)
                .add("other", "local", 0.40);
        assertThat(findings(given)).contains("(default, other). default: " + both);
        assertThat(Findings.of(given.results(), given.results().settings().get(1)))
                .contains("ahead of fedper. " + tuned);
    }

    @Test
    void othersAreTestedAgainstTheLeader() {
        // c: differences 5, 4 and 3 points from a
        assertThat(findings(new GivenRuns()
                        .add("default", "a", 0.60, 0.50, 0.40)
                        .add("default", "c", 0.55, 0.46, 0.37)
                        .add("default", "b", 0.40, 0.45, 0.50)
                        .withReference("b")))
                .contains(
                        "a is first",
                        "4.0 points ahead of c; the difference is significant (p = 0.040, corrected for 2");
    }

    @Test
    void constantDifferencesAreNotTestedAndNotCounted() {
        assertThat(findings(new GivenRuns().add("default", "a", 0.6, 0.7, 0.8).add("default", "b", 0.5, 0.6, 0.7)))
                .contains("the difference is the same for every seed and cannot be tested");
        assertThat(findings(new GivenRuns()
                        .add("default", "a", 0.60, 0.62, 0.61)
                        .add("default", "next", 0.59, 0.60, 0.60)
                        .add("default", "varying", 0.40, 0.40, 0.40)
                        .add("default", "constant", 0.30, 0.32, 0.31)))
                .contains("corrected for 2 comparisons");
    }

    /** Between the points (10, 0.5) and (15, 0.6), an accuracy of 0.55 costs 12.5 MACs. */
    @Test
    void savingsAreAgainstEachStaticNetwork() {
        GivenRuns given = new GivenRuns()
                .withCurve(10, 0.5, 15, 0.6)
                .add("default", "cafe", 0.7)
                .add("default", "equal", 0.55)
                .add("default", "as equal", 0.55)
                .add("default", "strong", 0.71);
        assertThat(findings(given))
                .contains("At equal accuracy, cafe saves MACs of static networks by leaving early: 80.0 % (its own),"
                        + " 87.5 % (equal, as equal); nothing: strong.");
        given = new GivenRuns()
                .withCurve(10, 0.5, 15, 0.6)
                .add("default", "cafe", 0.7, 0.7)
                .add("default", "other", 0.55, 0.8);
        assertThat(findings(given)).contains("80.0 % (its own); not on every seed: other.");
    }

    @Test
    void causesOfDistrustAreListed() {
        assertThat(findings(new GivenRuns()
                        .add("default", "a", 0.60, 0.62, 0.61)
                        .withLeftOut(2)
                        .add("default", "b", 0.50, 0.55, Double.NaN)
                        .add("default", "c", Double.NaN, Double.NaN)
                        .withReference("c")
                        .withOpen(3)))
                .startsWith("a is first with 61.0 % (mean of exits, 2 seeds), 8.5 points ahead of b")
                .endsWith("Caution: only the seeds that all methods have finished are compared; no run of c (the"
                        + " reference) is finished; 4 of 8 updates of b were left out; 3 of the planned runs are not"
                        + " finished.");
    }

    @Test
    void nothingInCommonIsNotCompared() {
        assertThat(findings(
                        new GivenRuns().add("default", "a", 0.60, Double.NaN).add("default", "b", Double.NaN, 0.55)))
                .isEqualTo("No seed is finished for all methods, so nothing is compared yet.");
    }

    @Test
    void aSingleMethodIsNotCalledFirst() {
        assertThat(findings(new GivenRuns().add("default", "a", 0.6, 0.7).add("default", "b", Double.NaN)))
                .isEqualTo("a: 65.0 % (mean of exits, 2 seeds). Caution: no run of b is finished.");
        assertThat(findings(new GivenRuns()
                        .add("one", "a", 0.6)
                        .add("one", "b", 0.5)
                        .add("two", "a", 0.6)
                        .add("two", "b", Double.NaN)))
                .isEqualTo("By the mean of exits, a is first on 1 of 2 settings (one).");
    }

    @Test
    void aRunIsDescribed() {
        RunRecords run = new GivenRuns()
                .add("", "cafe", 0.60)
                .results()
                .settings()
                .get(0)
                .rows()
                .get(0)
                .first();
        assertThat(Findings.of(Results.of(run)))
                .isEqualTo("Accuracy: 60.0 % at the final exit, 60.0 % in the worst tenth of clients.");
    }

    @Test
    void settingsAreCounted() {
        assertThat(findings(new GivenRuns()
                        .add("one", "a", 0.6, 0.6)
                        .add("one", "b", 0.5, 0.5)
                        .add("two", "a", 0.6, 0.6)
                        .add("two", "b", 0.5, 0.5)
                        .add("three", "a", 0.4, 0.4)
                        .add("three", "b", 0.5, 0.5)
                        .withOpen(1)))
                .isEqualTo("By the mean of exits, a is first on 2 of 3 settings (one, two); b is first on 1 of 3"
                        + " settings (three). Caution: 1 of the planned runs is not finished.");
    }
}
