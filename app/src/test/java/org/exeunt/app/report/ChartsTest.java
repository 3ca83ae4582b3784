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
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.api.tracking.Reliability;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.app.findings.GivenRuns;
import org.exeunt.app.findings.Results;
import org.exeunt.app.findings.SeedValues;
import org.exeunt.runtime.store.records.RunArchive;
import org.junit.jupiter.api.Test;

class ChartsTest {
    /** Returns a run that was evaluated after each of its rounds, which are equally long. */
    private static RunArchive run(double secondsOfRound, double... accuracies) {
        RunArchive given = new GivenRuns()
                .withSimulatedSeconds(secondsOfRound * accuracies.length)
                .add("default", "a", 0.5)
                .results()
                .runs()
                .get("default")
                .get("a")
                .get(1L);
        return new RunArchive(
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
                                Map.of()))
                        .toList(),
                IntStream.rangeClosed(1, accuracies.length)
                        .mapToObj(round -> new RunArchive.EvaluationMeans(
                                round, List.of(), accuracies[round - 1], Optional.empty(), List.of(), Reliability.NONE))
                        .toList(),
                given.finalEvaluation(),
                given.inputs());
    }

    @Test
    void curvesEndAtTheLastRoundOfAllSeeds() {
        Results results = new GivenRuns()
                .add("default", "a", new TreeMap<>(Map.of(1L, run(1, 0.25, 0.5), 2L, run(3, 0.5, 0.75, 1))))
                .results();
        Charts charts = Charts.of(results.settings().get(0));
        assertThat(charts.curves().get(0).points())
                .containsExactly(new double[] {1, 37.5, 25, 50}, new double[] {2, 62.5, 50, 75});
        assertThat(charts.timed().get(0).points())
                .containsExactly(new double[] {2, 37.5, 25, 50}, new double[] {4, 62.5, 50, 75});
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
        RunArchive run = run(1, 0.5);
        RunArchive related = new RunArchive(
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
                        Map.of())),
                run.evaluations(),
                run.finalEvaluation(),
                run.inputs());
        Results results = new GivenRuns()
                .withSimulatedSeconds(1)
                .add("default", "a", new TreeMap<>(Map.of(1L, related)))
                .results();
        Charts.Matrix matrix = Charts.of(results.settings().get(0)).relations().get(0);
        assertThat(matrix.clients()).hasSize(200).startsWith(0, 3).endsWith(597);
        assertThat(matrix.shown()).isEqualTo("; the first 200 of 201 clients");
        assertThat(matrix.values()).containsExactly(new double[] {1, 2, 0.5}, new double[] {199, 0, 0.25});
    }

    /** As those that a strategy reports only if it has merged something. */
    @Test
    void metricsNeedNotBeOfTheFirstSeed() {
        RunArchive run = run(1, 0.5);
        RunArchive reporting = new RunArchive(
                run.summary(),
                List.of(new RoundRecord(
                        new Round(2),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        1,
                        0,
                        1,
                        Optional.empty(),
                        List.of(),
                        Map.of("merged clusters", 3.0),
                        Map.of(),
                        Map.of())),
                run.evaluations(),
                run.finalEvaluation(),
                run.inputs());
        Results results = new GivenRuns()
                .add("default", "a", new TreeMap<>(Map.of(1L, run, 2L, reporting)))
                .results();
        Metrics metrics = Metrics.of(results.settings().get(0));
        assertThat(metrics.charts().get(0).lines().get(0).points()).containsExactly(new double[] {2, 3});
        assertThat(Metrics.last(results.settings().get(0).rows().get(0), "merged clusters"))
                .isEqualTo(new SeedValues(2, new TreeMap<>(Map.of(2L, 3.0))));
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
        assertThat(Charts.of(results.settings().get(0)).exits()).isEqualTo(5);
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
        assertThat(Charts.of(results.settings().get(0)).tradeoffs())
                .extracting(
                        Charts.Tradeoff::method,
                        tradeoff -> tradeoff.points().get(0).macs())
                .containsExactly(tuple("small", 50.0), tuple("large", 25.0));
    }
}
