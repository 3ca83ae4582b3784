package org.exeunt.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RoundRecord.ClientFailure;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.testkit.faulty.FaultyStrategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every installed strategy continues without clients that throw or send non-finite values, and reports them. */
class FaultyRunsTest {
    static List<String> strategies() {
        return ToyRun.strategies();
    }

    private static RunResult run(String strategy, int workers) {
        return ToyRun.inMemory(
                strategy,
                choice -> FaultyStrategy.around(choice, 0.15, 5),
                "training.on-too-few-updates=skip",
                "training.minimum-updates=2",
                "executor.workers=" + workers);
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void runContinuesWithoutFaultyClients(String strategy) {
        RunResult result = run(strategy, 1);
        List<ClientFailure> failures = result.rounds().stream()
                .map(RoundRecord::failures)
                .flatMap(List::stream)
                .toList();
        assertThat(failures).isNotEmpty().allSatisfy(failure -> assertThat(failure.cause())
                .matches("(?s).*(IllegalStateException: simulated failure|is not finite).*"));
        for (RoundRecord round : result.rounds()) {
            assertThat(round.uplink())
                    .as("uploads in round %s", round.round())
                    .hasSize(round.exits().size() - round.failures().size());
        }
        assertThat(result.summary().work().leftOut()).isEqualTo(failures.size());
        assertThat(result.finalEvaluation().clients())
                .allSatisfy(client -> assertThat(client.exits()).allMatch(exit -> Double.isFinite(exit.loss())));
        assertThat(run(strategy, 3).rounds()).as("on three workers").isEqualTo(result.rounds());
    }
}
