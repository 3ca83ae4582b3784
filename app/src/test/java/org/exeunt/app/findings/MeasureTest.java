package org.exeunt.app.findings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.store.records.EvaluationMeans;
import org.junit.jupiter.api.Test;

class MeasureTest {
    private static RunRecords runOf(GivenRuns given) {
        return given.add("default", "method", 0.5)
                .results()
                .runs()
                .get("default")
                .get("method")
                .get(1L);
    }

    private static ClientEvaluation evaluation(int client, double accuracy) {
        List<ClientEvaluation.ExitResult> exits = List.of(new ClientEvaluation.ExitResult(accuracy, 1));
        return ClientEvaluation.of(new ClientId(client), 10, exits, accuracy, List.of());
    }

    /** Clients without test examples have the accuracy NaN here. */
    private static RunRecords run(double... accuracies) {
        RunRecords run = runOf(new GivenRuns());
        List<ClientEvaluation> clients = IntStream.range(0, accuracies.length)
                .mapToObj(client -> Double.isNaN(accuracies[client])
                        ? ClientEvaluation.of(new ClientId(client), 0, List.of(), 0, List.of())
                        : evaluation(client, accuracies[client]))
                .toList();
        return new RunRecords(
                run.summary(),
                run.rounds(),
                run.evaluations(),
                EvaluationRecord.of(new Round(1), clients),
                run.inputs());
    }

    @Test
    void worstGainIsThatOfTheTenthOfClientsThatGainLeast() {
        double[] alone = new double[21];
        double[] gained = new double[21];
        Arrays.fill(alone, 0.5);
        Arrays.fill(gained, 0.75);
        gained[3] = 0.25;
        gained[7] = 0.375;
        gained[8] = 0.5;
        alone[20] = Double.NaN;
        // of 20 common clients two are counted, which lose 0.25 and 0.125
        assertThat(Measure.worstGain(run(gained), run(alone)).orElseThrow()).isCloseTo(-0.1875, within(1e-12));
        assertThat(Measure.aboveLocal(run(gained), run(alone)).orElseThrow()).isCloseTo(17 / 20.0, within(1e-12));
    }

    @Test
    void clientsThatDifferByRoundingAreEqual() {
        assertThat(Measure.aboveLocal(run(0.80000000000000016, 0.75), run(0.79999999999999993, 0.5)))
                .hasValue(0.5);
    }

    @Test
    void fewClientsCountAtLeastOne() {
        assertThat(Measure.worstGain(run(0.5, 0.75), run(0.25, 0.25))).isEqualTo(Optional.of(0.25));
        assertThat(Measure.worstGain(run(Double.NaN), run(0.25))).isEmpty();
    }

    @Test
    void votesAndNewClientsHaveMeasuresOfTheirOwn() {
        RunRecords run = runOf(new GivenRuns().withVotingAndNewClients(0.625, 0.375));
        assertThat(Measure.of(List.of(run), Map.of()))
                .filteredOn(measure -> List.of("accuracy-mean", "accuracy-voting", "accuracy-new-clients")
                        .contains(measure.key()))
                .extracting(measure -> measure.valueOf(run))
                .containsExactly(0.5, 0.625, 0.375);
    }

    @Test
    void theMeanOfTheLastFiveEvaluationsNeedsFive() {
        RunRecords run = run(0.5);
        assertThat(lastFive(run, List.of(run))).isEmpty();
        RunRecords four = withEvaluations(run, 0.1, 0.2, 0.3, 0.4);
        assertThat(lastFive(four, List.of(four))).isEmpty();
        RunRecords six = withEvaluations(run, 0.9, 0.1, 0.2, 0.3, 0.4, 0.6);
        assertThat(lastFive(six, List.of(four, six)).orElseThrow().doubleValue())
                .isCloseTo(0.32, within(1e-12));
        assertThat(lastFive(four, List.of(four, six))).isEmpty();
    }

    private static RunRecords withEvaluations(RunRecords run, double... accuracies) {
        List<EvaluationMeans> lines = new ArrayList<>();
        for (double accuracy : accuracies) {
            lines.add(EvaluationMeans.of(
                    EvaluationRecord.of(new Round(lines.size() + 1), List.of(evaluation(0, accuracy)))));
        }
        return new RunRecords(run.summary(), run.rounds(), lines, run.finalEvaluation(), run.inputs());
    }

    private static Optional<Number> lastFive(RunRecords run, List<RunRecords> all) {
        return Measure.of(all, Map.of()).stream()
                .filter(measure -> measure.key().equals("accuracy-mean-last-five"))
                .findFirst()
                .map(measure -> measure.valueOf(run));
    }
}
