package org.exeunt.it.strategies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** G12: all recorded weights of clients for each other are non-negative and sum to 1 in every row. */
class MixtureWeightsTest {
    private static final String WEIGHTS = "-weights";

    static Stream<String> strategies() {
        return ToyRun.strategies().stream();
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void everyRowOfWeightsIsOnTheSimplex(String strategy) {
        for (RoundRecord round : ToyRun.inMemory(strategy).rounds()) {
            for (Map.Entry<String, ClientMatrix> matrix : round.relations().entrySet()) {
                if (matrix.getKey().endsWith(WEIGHTS)) {
                    assertThat(matrix.getValue().rows().keySet())
                            .as("clients of '%s' in round %s", matrix.getKey(), round.round())
                            .isEqualTo(round.uplink().keySet());
                    matrix.getValue()
                            .rows()
                            .forEach((client, row) -> assertOnSimplex(
                                    row.values(),
                                    "'%s' of client %s in round %s".formatted(matrix.getKey(), client, round.round())));
                }
            }
        }
    }

    private static void assertOnSimplex(Collection<Double> row, String what) {
        assertThat(row).as(what).isNotEmpty().allSatisfy(weight -> assertThat(weight)
                .isNotNegative());
        assertThat(row.stream().mapToDouble(Double::doubleValue).sum()).as(what).isCloseTo(1, within(1e-9));
    }

    @Test
    void teacherWeightsAreRecordedInEveryRound() {
        assertThat(ToyRun.inMemory("cafedistill").rounds())
                .isNotEmpty()
                .allSatisfy(round -> assertThat(round.relations()).containsKey("teacher-weights"));
    }
}
