package org.exeunt.it.strategies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** G12: all recorded weights of clients for each other are non-negative and sum to 1 in every row. */
class MixtureWeightsTest {
    private static final String WEIGHTS = "-weights";

    static Stream<String> strategies() {
        return ToyRun.strategies().stream();
    }

    /** Returns the records as trackers receive them; results have the matrices of the last round alone. */
    private static List<RoundRecord> rounds(String strategy) {
        List<RoundRecord> rounds = new ArrayList<>();
        RunTracker collecting = new RunTracker() {
            @Override
            public void roundFinished(RoundRecord round) {
                rounds.add(round);
            }
        };
        ToyRun.with(RunOptions.inMemory(Path.of(""), () -> 0L).withTrackers(List.of(collecting)), strategy);
        return rounds;
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void everyRowOfWeightsIsOnTheSimplex(String strategy) {
        for (RoundRecord round : rounds(strategy)) {
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
        assertThat(rounds("cafedistill")).hasSize(6).allSatisfy(round -> assertThat(round.relations())
                .containsKey("teacher-weights"));
    }
}
