package org.exeunt.app.findings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which values are best, tests against the reference, and ranks; p values are computed by hand. */
class SettingTest {
    private static Setting setting(GivenRuns given) {
        return given.results().settings().get(0);
    }

    private static List<Boolean> best(GivenRuns given) {
        Setting setting = setting(given);
        return setting.rows().stream()
                .map(row -> setting.isBest(setting.measures().get(0), row))
                .toList();
    }

    @Test
    void valuesNotDistinctFromTheHighestAreBest() {
        assertThat(best(new GivenRuns()
                        .add("default", "highest", 0.60, 0.62, 0.61, 0.63, 0.64)
                        .add("default", "close", 0.62, 0.59, 0.62, 0.60, 0.61)
                        .add("default", "low", 0.30, 0.31, 0.33, 0.32, 0.31)))
                .containsExactly(true, true, false);
    }

    @Test
    void ofFewSeedsTheHighestMeanAloneIsBest() {
        assertThat(best(new GivenRuns()
                        .add("default", "highest", 0.60, 0.62, 0.61, 0.63)
                        .add("default", "close", 0.62, 0.59, 0.62, 0.60)
                        .add("default", "low", 0.30, 0.31, 0.33, 0.32)))
                .containsExactly(true, false, false);
    }

    @Test
    void nothingIsBestIfAllAreEqual() {
        assertThat(best(new GivenRuns().add("default", "a", 0.9, 0.8).add("default", "b", 0.9, 0.8)))
                .containsOnly(false);
        assertThat(best(new GivenRuns()
                        .add("default", "a", 0.79999999999999993)
                        .add("default", "b", 0.80000000000000016)))
                .containsOnly(false);
    }

    @Test
    void nothingIsBestIfSomeSeedsLackTheValue() {
        assertThat(best(new GivenRuns()
                        .add("default", "whole", 0.5, 0.5, 0.5)
                        .add("default", "better", 0.9, Double.NaN, 0.9)))
                .containsOnly(false);
    }

    @Test
    void aTestThatCannotBeSignificantIsOmitted() {
        // of six pairs 2 / 64 is possible, but not twice that
        GivenRuns given = new GivenRuns()
                .add("default", "reference", 0.50, 0.51, 0.53, 0.52, 0.54, 0.55)
                .add("default", "a", 0.41, 0.40, 0.42, 0.39, 0.38, 0.37);
        assertThat(setting(given).tests().get("a").signedRankP()).hasValue(2 / 64.0);
        given.add("default", "b", 0.31, 0.30, 0.32, 0.29, 0.28, 0.27);
        assertThat(setting(given).tests().get("a").signedRankP()).isEmpty();
        assertThat(setting(given).tests().get("a").leastSignedRankP()).isEqualTo(4 / 64.0);
    }

    @Test
    void holmCountsPerformedSignedRankTestsOnly() {
        Setting setting = setting(new GivenRuns()
                .add("default", "reference", 0.50, 0.51, 0.53, 0.52, 0.54, 0.55)
                .add("default", "whole", 0.41, 0.40, 0.42, 0.39, 0.38, 0.37)
                .add("default", "partly", 0.41, 0.40, Double.NaN, Double.NaN, Double.NaN, Double.NaN));
        assertThat(setting.tests().get("whole").signedRankP()).hasValue(2 / 64.0);
        assertThat(setting.tests().get("partly").signedRankP()).isEmpty();
        assertThat(setting.tests().get("partly").paired().count()).isEqualTo(2);
    }

    @Test
    void ranksAreOverSettingsAndNotSeeds() {
        GivenRuns given = new GivenRuns();
        // a is ahead by the mean of each setting, b with two seeds of three
        for (int setting = 1; setting <= 2; setting++) {
            given.add("s" + setting, "a", 0.9, 0.5, 0.5).add("s" + setting, "b", 0.1, 0.6, 0.6);
        }
        Ranking ranking = Ranking.of(given.results()).orElseThrow();
        assertThat(ranking.friedman().blocks()).isEqualTo(2);
        assertThat(ranking.friedman().averageRanks()).containsExactly(1, 2);
        // 1.96 * sqrt(2 * 3 / (6 * 2))
        assertThat(ranking.criticalDifference().orElseThrow()).isCloseTo(1.3859, within(1e-4));
        assertThat(ranking.sentence())
                .contains("Over 2 settings", "1.39 apart", "needs more than 10 settings")
                .doesNotContain("χ²");
        for (int setting = 3; setting <= 11; setting++) {
            given.add("s" + setting, "a", 0.9, 0.5, 0.5).add("s" + setting, "b", 0.1, 0.6, 0.6);
        }
        ranking = Ranking.of(given.results()).orElseThrow();
        assertThat(ranking.sentence()).contains("Over 11 settings", "χ² = 11.00", "differ significantly");
    }

    @Test
    void oneSettingHasNoAverageRanks() {
        GivenRuns given = new GivenRuns().add("default", "a", 0.5, 0.6, 0.7).add("default", "b", 0.4, 0.5, 0.5);
        assertThat(Ranking.of(given.results())).isEmpty();
        // a setting counts once all methods have a seed in common
        given.add("other", "a", 0.5, Double.NaN).add("other", "b", Double.NaN, 0.5);
        assertThat(Ranking.of(given.results())).isEmpty();
    }
}
