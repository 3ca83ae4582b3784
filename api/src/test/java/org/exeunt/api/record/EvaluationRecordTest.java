package org.exeunt.api.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.junit.jupiter.api.Test;

class EvaluationRecordTest {
    private static final Comparator<Double> CLOSE = (a, b) -> Math.abs(a - b) <= 1e-12 ? 0 : Double.compare(a, b);

    private static ClientEvaluation client(int id, int examples, double first, double last, double share) {
        return new ClientEvaluation(
                new ClientId(id),
                examples,
                List.of(first, last),
                List.of(1.0, 0.5),
                last,
                List.of(new ClientEvaluation.RuleResult(
                        "confidence 0.80", last, List.of(share, 1 - share), 100 * share)));
    }

    private static final EvaluationRecord RECORD = new EvaluationRecord(
            new Round(3), List.of(client(0, 10, .2, .6, .5), client(1, 0, 0, 0, 0), client(2, 1000, .4, 1, .25)));

    @Test
    void averagesOverClientsAlikeHoweverManyExamplesTheyHave() {
        assertThat(RECORD.accuracy()).usingElementComparator(CLOSE).containsExactly(.3, .8);
        assertThat(RECORD.meanAccuracy()).isCloseTo(.55, within(1e-12));
    }

    @Test
    void leavesOutClientsWithoutTestExamples() {
        assertThat(RECORD.mean(client -> 1)).isEqualTo(1);
        assertThat(RECORD.clients()).hasSize(3);
    }

    @Test
    void deviatesByThePopulationFormula() {
        assertThat(RECORD.deviation(client -> client.accuracy().get(1))).isCloseTo(.2, within(1e-12));
        assertThat(RECORD.deviation(client -> 4)).isZero();
    }

    @Test
    void averagesRulesOverClients() {
        ClientEvaluation.RuleResult rule = RECORD.rules().get(0);
        assertThat(rule.label()).isEqualTo("confidence 0.80");
        assertThat(rule.accuracy()).isCloseTo(.8, within(1e-12));
        assertThat(rule.shares()).usingElementComparator(CLOSE).containsExactly(.375, .625);
        assertThat(rule.expectedMacs()).isCloseTo(37.5, within(1e-12));
    }

    @Test
    void isZeroWithoutAnyTestExample() {
        EvaluationRecord empty = new EvaluationRecord(new Round(1), List.of(client(1, 0, 0, 0, 0)));
        assertThat(empty.meanAccuracy()).isZero();
        assertThat(empty.deviation(ClientEvaluation::meanAccuracy)).isZero();
        assertThat(empty.accuracy()).isEmpty();
        assertThat(empty.rules()).isEmpty();
    }
}
