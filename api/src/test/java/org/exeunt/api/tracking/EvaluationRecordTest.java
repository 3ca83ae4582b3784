package org.exeunt.api.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.junit.jupiter.api.Test;

class EvaluationRecordTest {
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
}
