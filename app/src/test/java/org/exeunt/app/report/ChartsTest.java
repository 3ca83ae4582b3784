package org.exeunt.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientEvaluation.ExitResult;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.app.findings.GivenRuns;
import org.exeunt.app.findings.Ranking;
import org.exeunt.app.findings.Results;
import org.exeunt.app.table.Chart;
import org.exeunt.app.table.Table;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.store.records.EvaluationMeans;
import org.junit.jupiter.api.Test;

class ChartsTest {
    /** Returns a run that was evaluated after each of its rounds, which are equally long. */
    private static RunRecords run(double secondsOfRound, double... accuracies) {
        RunRecords given = new GivenRuns()
                .withSimulatedSeconds(secondsOfRound * accuracies.length)
                .add("default", "a", 0.5)
                .results()
                .runs()
                .get("default")
                .get("a")
                .get(1L);
        return new RunRecords(
                given.summary(),
                IntStream.rangeClosed(1, accuracies.length)
                        .mapToObj(round -> new RoundRecord(
                                new Round(round),
                                new TreeMap<>(),
                                new TreeMap<>(),
                                new TreeMap<>(),
                                1,
                                0,
                                1,
                                Optional.of(new RoundRecord.SimulatedTime(secondsOfRound, new TreeMap<>())),
                                List.of(),
                                Map.of(),
                                Map.of(),
                                Map.of(),
                                new TreeMap<>()))
                        .toList(),
                IntStream.rangeClosed(1, accuracies.length)
                        .mapToObj(round -> EvaluationMeans.of(EvaluationRecord.of(
                                new Round(round),
                                List.of(new ClientEvaluation(
                                        new ClientId(0),
                                        1,
                                        List.of(new ExitResult(accuracies[round - 1], 0)),
                                        0,
                                        List.of(),
                                        Optional.empty(),
                                        List.of())))))
                        .toList(),
                given.finalEvaluation(),
                given.inputs());
    }

    private static Chart chart(Results results, String title) {
        return Charts.of(results.settings().get(0)).stream()
                .filter(chart -> chart.title().startsWith(title))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void curvesEndAtTheLastRoundOfAllSeeds() {
        Results results = new GivenRuns()
                .add("default", "a", new TreeMap<>(Map.of(1L, run(1, 0.25, 0.5), 2L, run(3, 0.5, 0.75, 1))))
                .results();
        assertThat(chart(results, "Accuracy over rounds").series().get(0).points())
                .containsExactly(new double[] {1, 37.5, 25, 50}, new double[] {2, 62.5, 50, 75});
        assertThat(chart(results, "Accuracy over simulated time")
                        .series()
                        .get(0)
                        .points())
                .containsExactly(new double[] {2, 37.5, 25, 50}, new double[] {4, 62.5, 50, 75});
    }

    @Test
    void clientsAreComparedWithLocalOnACommonSeed() {
        GivenRuns given = new GivenRuns().add("default", "a", Double.NaN, 0.75).add("default", "local", 0.25, 0.5);
        assertThat(chart(given.results(), "Clients with and without").series())
                .flatExtracting(Chart.Series::points)
                .contains(new double[] {50, 75});
    }

    @Test
    void matricesHaveTheFirstClients() {
        List<ClientId> clients =
                IntStream.range(0, 201).mapToObj(i -> new ClientId(3 * i)).toList();
        double[][] entries = new double[201][201];
        entries[1][2] = 0.5;
        entries[199][0] = 0.25;
        entries[200][0] = 1;
        entries[0][200] = 1;
        RunRecords run = run(1, 0.5);
        RunRecords related = new RunRecords(
                run.summary(),
                List.of(new RoundRecord(
                        new Round(1),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        1,
                        0,
                        1,
                        Optional.empty(),
                        List.of(),
                        Map.of(),
                        Map.of("weights", ClientMatrix.of(clients, clients, entries)),
                        Map.of(),
                        new TreeMap<>())),
                run.evaluations(),
                run.finalEvaluation(),
                run.inputs());
        Results results = new GivenRuns()
                .withSimulatedSeconds(1)
                .add("default", "a", new TreeMap<>(Map.of(1L, related)))
                .results();
        Chart matrix = chart(results, "weights");
        assertThat(matrix.y().names()).hasSize(200).startsWith("0", "3").endsWith("597");
        assertThat(matrix.caption()).contains("; the first 200 of 201 clients");
        assertThat(matrix.series().get(0).points().stream().filter(cell -> cell[2] != 0))
                .containsExactly(new double[] {2, 1, 0.5}, new double[] {0, 199, 0.25});
    }

    /** As those that a strategy reports only if it has merged something. */
    @Test
    void metricsNeedNotBeOfTheFirstSeed() {
        RunRecords run = run(1, 0.5);
        RunRecords reporting = new RunRecords(
                run.summary(),
                List.of(merging(2, 5, 7), merging(3, 3, 7)),
                run.evaluations(),
                run.finalEvaluation(),
                run.inputs());
        Results results = new GivenRuns()
                .add("default", "a", new TreeMap<>(Map.of(1L, run, 2L, reporting)))
                .results();
        assertThat(chart(results, "merged clusters").series().get(0).points())
                .containsExactly(new double[] {2, 5}, new double[] {3, 3});
        assertThat(Charts.of(results.settings().get(0)))
                .as("a constant")
                .extracting(Chart::title)
                .doesNotContain("attempts");
        Table metrics = Tables.details(results.settings().get(0)).stream()
                .filter(table -> table.title().startsWith("Reported"))
                .findFirst()
                .orElseThrow();
        assertThat(GivenRuns.texts(metrics)).containsExactly(List.of("a", "7 (1 of 2)", "3 (1 of 2)"));
    }

    private static RoundRecord merging(int round, double clusters, double attempts) {
        return reporting(round, Map.of("merged clusters", clusters, "attempts", attempts));
    }

    private static RoundRecord reporting(int round, Map<String, Double> metrics) {
        return new RoundRecord(
                new Round(round),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                1,
                0,
                1,
                Optional.empty(),
                List.of(),
                metrics,
                Map.of(),
                Map.of(),
                new TreeMap<>());
    }

    @Test
    void oneSeedHasNoChartOfDifferences() {
        Results results = new GivenRuns()
                .add("default", "a", 0.5)
                .add("default", "b", 0.75)
                .results();
        assertThat(Charts.of(results.settings().get(0)))
                .extracting(Chart::title)
                .isNotEmpty()
                .noneMatch(title -> title.startsWith("Differences"));
    }

    @Test
    void exitsAreThoseOfTheDeepestNetwork() {
        Results results = new GivenRuns()
                .withCurve(50, 0.25)
                .add("default", "two", 0.5)
                .withExits(5)
                .withCurve(50, 0.25)
                .add("default", "five", 0.5)
                .results();
        assertThat(chart(results, "Where examples leave").series()).hasSize(5);
    }

    @Test
    void macsAreRelativeToEachMethodsNetwork() {
        Results results = new GivenRuns()
                .withFullMacs(null)
                .add("default", "unknown", 0.5)
                .withFullMacs(100L)
                .withCurve(50, 0.25)
                .add("default", "small", 0.5)
                .withFullMacs(200L)
                .add("default", "large", 0.5)
                .results();
        assertThat(chart(results, "Accuracy against computation").series())
                .filteredOn(series -> series.mark() == Chart.Mark.LINE)
                .extracting(Chart.Series::name, series -> series.points().get(0)[0])
                .startsWith(tuple("small", 50.0), tuple("large", 25.0));
    }

    /** The curve of the weak method is below that of the other one, except for its cheapest point. */
    @Test
    void noMethodIsCheaperAndMoreAccurateThanTheFront() {
        Results results = new GivenRuns()
                .withFullMacs(100L)
                .withCurve(30, 0.5, 60, 0.75)
                .add("default", "strong", 0.625)
                .withCurve(20, 0.25, 60, 0.5)
                .add("default", "weak", 0.25)
                .results();
        assertThat(chart(results, "Accuracy against computation").series())
                .filteredOn(series -> series.name().equals("Pareto front"))
                .flatExtracting(Chart.Series::points)
                .containsExactly(new double[] {20, 25}, new double[] {30, 50}, new double[] {60, 75});
    }

    @Test
    void metricsOfExitsShareAChart() {
        RunRecords run = run(1, 0.5);
        RunRecords reporting = new RunRecords(
                run.summary(),
                List.of(beta(1, 0.25, 0.5), beta(2, 0.5, 0.75)),
                run.evaluations(),
                run.finalEvaluation(),
                run.inputs());
        assertThat(chart(Results.of(reporting), "beta").series())
                .extracting(Chart.Series::name, series -> series.points().get(1)[1])
                .containsExactly(tuple("exit 1", 0.5), tuple("exit 2", 0.75));
    }

    private static RoundRecord beta(int round, double first, double second) {
        return reporting(round, Map.of("beta-exit-1", first, "beta-exit-2", second));
    }

    @Test
    void ranksReachFromOneToTheNumberOfMethods() {
        GivenRuns given = new GivenRuns();
        for (String setting : List.of("one", "two", "three")) {
            given.add(setting, "a", 0.75).add(setting, "b", 0.5).add(setting, "c", 0.25);
        }
        Chart ranks = Charts.ranks(Ranking.of(given.results()).orElseThrow());
        assertThat(List.of(ranks.x().low(), ranks.x().high())).containsExactly(1.0, 3.0);
        assertThat(ranks.series().get(0).points()).allSatisfy(range -> assertThat(range)
                .isSorted()
                .satisfies(bar -> assertThat(bar[0]).isGreaterThanOrEqualTo(1))
                .satisfies(bar -> assertThat(bar[2]).isLessThanOrEqualTo(3)));
    }
}
