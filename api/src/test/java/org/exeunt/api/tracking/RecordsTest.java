package org.exeunt.api.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.ClientEvaluation.RuleResult;
import org.exeunt.api.tracking.ExitConfidence.Bin;
import org.junit.jupiter.api.Test;

/** Means of evaluations and sums of rounds. */
class RecordsTest {
    private static final Comparator<Double> CLOSE = (a, b) -> Math.abs(a - b) <= 1e-12 ? 0 : Double.compare(a, b);

    private static ClientEvaluation client(int id, int examples, double first, double last, double share) {
        return ClientEvaluation.of(
                new ClientId(id),
                examples,
                List.of(new ClientEvaluation.ExitResult(first, 1), new ClientEvaluation.ExitResult(last, 0.5)),
                last,
                List.of(new ClientEvaluation.RuleResult(
                        "confidence 0.80", last, List.of(share, 1 - share), OptionalDouble.of(100 * share))));
    }

    private static final EvaluationRecord RECORD = EvaluationRecord.of(
            new Round(3), List.of(client(0, 10, .2, .6, .5), client(1, 0, 0, 0, 0), client(2, 1000, .4, 1, .25)));

    @Test
    void averagesOverClientsWithEqualWeights() {
        assertThat(RECORD.accuracy()).usingElementComparator(CLOSE).containsExactly(.3, .8);
        assertThat(RECORD.meanAccuracy()).isCloseTo(.55, within(1e-12));
    }

    @Test
    void skipsClientsWithoutTestExamples() {
        assertThat(RECORD.mean(client -> 1)).isEqualTo(1);
        assertThat(RECORD.clients()).hasSize(3);
    }

    @Test
    void deviatesByThePopulationFormula() {
        assertThat(RECORD.deviation(client -> client.exits().get(1).accuracy())).isCloseTo(.2, within(1e-12));
        assertThat(RECORD.deviation(client -> 4)).isZero();
    }

    @Test
    void worstTenthIsAtLeastOneClient() {
        assertThat(RECORD.worstTenth(ClientEvaluation::meanAccuracy)).isCloseTo(.4, within(1e-12));
        List<ClientEvaluation> thirty = IntStream.range(0, 30)
                .mapToObj(i -> client(i, 1, (i * 7 % 30) / 100.0, 1, 0))
                .toList();
        assertThat(EvaluationRecord.of(new Round(1), thirty)
                        .worstTenth(client -> client.exits().get(0).accuracy()))
                .as("of 0, 1, 2 and more per cent")
                .isCloseTo(.01, within(1e-12));
        assertThat(EvaluationRecord.of(new Round(1), thirty.subList(0, 19))
                        .worstTenth(c -> c.exits().get(0).accuracy()))
                .as("a tenth of 19 is one")
                .isZero();
        List<ClientEvaluation> oneUntested = new ArrayList<>(thirty.subList(0, 19));
        oneUntested.add(client(30, 0, 0, 0, 0));
        assertThat(EvaluationRecord.of(new Round(1), oneUntested)
                        .worstTenth(c -> c.exits().get(0).accuracy()))
                .as("a tenth of the 19 with test examples")
                .isZero();
    }

    @Test
    void meanOverExamplesWeightsByExamples() {
        assertThat(RECORD.meanOverExamples(client -> client.exits().get(1).accuracy()))
                .isCloseTo((10 * .6 + 1000 * 1) / 1010, within(1e-12));
    }

    @Test
    void newClientsAreNotInMeansOfTheFederation() {
        EvaluationRecord with = new EvaluationRecord(
                new Round(3),
                RECORD.clients(),
                List.of(client(3, 10, 0, 0, 1), client(4, 10, 0, .1, 1)),
                Reliability.NONE);
        assertThat(with.meanAccuracy()).isEqualTo(RECORD.meanAccuracy());
        assertThat(with.rules()).isEqualTo(RECORD.rules());
        assertThat(with.ofNewClients().meanAccuracy()).isCloseTo(.025, within(1e-12));
        assertThat(with.ofNewClients().round()).isEqualTo(new Round(3));
    }

    @Test
    void averagesRulesOverClients() {
        ClientEvaluation.RuleResult rule = RECORD.rules().get(0);
        assertThat(rule.label()).isEqualTo("confidence 0.80");
        assertThat(rule.accuracy()).isCloseTo(.8, within(1e-12));
        assertThat(rule.shares()).usingElementComparator(CLOSE).containsExactly(.375, .625);
        assertThat(rule.expectedMacs().getAsDouble()).isCloseTo(37.5, within(1e-12));
    }

    @Test
    void isZeroWithoutTestExamples() {
        EvaluationRecord empty = EvaluationRecord.of(new Round(1), List.of(client(1, 0, 0, 0, 0)));
        assertThat(empty.meanAccuracy()).isZero();
        assertThat(empty.deviation(ClientEvaluation::meanAccuracy)).isZero();
        assertThat(empty.accuracy()).isEmpty();
        assertThat(empty.rules()).isEmpty();
        assertThat(empty.worstTenth(ClientEvaluation::meanAccuracy)).isZero();
        assertThat(empty.meanOverExamples(ClientEvaluation::meanAccuracy)).isZero();
    }

    private static ExitConfidence exit(OptionalDouble failurePrediction, double overthinking, Bin ninth, Bin last) {
        List<Bin> bins = new ArrayList<>(Collections.nCopies(ExitConfidence.BINS - 2, Bin.EMPTY));
        bins.add(ninth);
        bins.add(last);
        return new ExitConfidence(failurePrediction, overthinking, bins);
    }

    private static Reliability client(ExitConfidence exit, double accuracy) {
        RuleResult rule = new RuleResult("rule", accuracy, List.of(accuracy, 1 - accuracy), OptionalDouble.of(10));
        return new Reliability(List.of(exit), Optional.of(new Reliability.Validation(accuracy, List.of(rule))));
    }

    @Test
    void binsAreTenthsOfConfidence() {
        assertThat(List.of(
                        ExitConfidence.bin(0),
                        ExitConfidence.bin(0.0999),
                        ExitConfidence.bin(0.5),
                        ExitConfidence.bin(0.95),
                        ExitConfidence.bin(1)))
                .containsExactly(0, 0, 5, 9, 9);
    }

    /** (|4 - 3.4| + |1 - 1.9|) / 6. */
    @Test
    void calibrationErrorIsTheMeanDistanceOfConfidenceAndAccuracy() {
        ExitConfidence exit = exit(OptionalDouble.empty(), 0, new Bin(4, 3.4, 4), new Bin(2, 1.9, 1));
        assertThat(exit.calibrationError()).isCloseTo(0.25, within(1e-12));
        assertThat(exit(OptionalDouble.empty(), 0, Bin.EMPTY, Bin.EMPTY).calibrationError())
                .isZero();
    }

    @Test
    void clientsCountEquallyAndBinsAreAdded() {
        Reliability over = Reliability.over(List.of(
                client(exit(OptionalDouble.of(0.6), 0.1, new Bin(1, 0.85, 1), new Bin(2, 1.9, 2)), 0.5),
                Reliability.NONE,
                client(exit(OptionalDouble.of(0.8), 0.3, new Bin(3, 2.55, 0), Bin.EMPTY), 0.75),
                client(exit(OptionalDouble.empty(), 0.2, Bin.EMPTY, Bin.EMPTY), 1)));
        ExitConfidence exit = over.exits().get(0);
        assertThat(over.exits()).hasSize(1);
        assertThat(exit.failurePrediction().getAsDouble())
                .as("clients that have it")
                .isCloseTo(0.7, within(1e-12));
        assertThat(exit.overthinking()).isCloseTo(0.2, within(1e-12));
        assertThat(exit.bins().get(8)).isEqualTo(new Bin(4, 0.85 + 2.55, 1));
        assertThat(exit.bins().get(9)).isEqualTo(new Bin(2, 1.9, 2));
        assertThat(over.validation().orElseThrow().finalAccuracy()).isCloseTo(0.75, within(1e-12));
        assertThat(over.validation().orElseThrow().rules().get(0).shares().get(0))
                .isCloseTo(0.75, within(1e-12));
    }

    @Test
    void noClientHasNone() {
        assertThat(Reliability.over(List.of())).isEqualTo(Reliability.NONE);
        assertThat(Reliability.over(List.of(Reliability.NONE))).isEqualTo(Reliability.NONE);
    }

    @Test
    void rejectsImpossibleBins() {
        assertThatThrownBy(() -> new Bin(1, -1, 0)).hasMessageContaining("none below 0");
        assertThatThrownBy(() -> new Bin(Double.NaN, 1, 0)).hasMessageContaining("none below 0");
        assertThatThrownBy(() -> new ExitConfidence(OptionalDouble.empty(), 0, List.of(Bin.EMPTY)))
                .hasMessageContaining("1 bins; expected 10");
    }

    @Test
    void addsUpBytesAndExits() {
        SortedMap<ClientId, Bytes> downlink =
                new TreeMap<>(Map.of(new ClientId(0), new Bytes(40), new ClientId(2), new Bytes(60)));
        SortedMap<ClientId, Bytes> uplink = new TreeMap<>(Map.of(new ClientId(2), new Bytes(7)));
        SortedMap<ClientId, ExitSet> exits =
                new TreeMap<>(Map.of(new ClientId(0), ExitSet.of(3), new ClientId(2), ExitSet.of(1, 3)));
        RoundRecord record = new RoundRecord(
                new Round(1),
                exits,
                downlink,
                uplink,
                4,
                1,
                .5,
                Optional.empty(),
                List.of(new RoundRecord.ClientFailure(new ClientId(0), "lost")),
                Map.of(),
                Map.of(),
                Map.of(),
                new TreeMap<>());
        downlink.clear();

        assertThat(record.totalDownlink()).isEqualTo(new Bytes(100));
        assertThat(record.totalUplink()).isEqualTo(new Bytes(7));
        assertThat(record.activeExits())
                .as("without those of the client that failed")
                .isEqualTo(2);
    }
}
