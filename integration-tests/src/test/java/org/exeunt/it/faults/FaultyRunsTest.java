package org.exeunt.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RoundRecord.ClientFailure;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                .matches("(?s).*(IllegalStateException: simulated failure|is not finite|too few updates).*"));
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

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"heterofl; [0.5]", "fedrolex; [0.5]", "fjord; [0.5]", "scalefl; [0.5, 0.5, 1]"})
    void attacksDoNotChangeNarrowUploads(String strategy, String widths) {
        String[] attack = {"faults.attack.type=sign-flip", "coordination.type=capacity", "strategy.widths=" + widths};
        assertThatThrownBy(() -> ToyRun.inMemory(strategy, attack))
                .hasMessageContainingAll("faults.attack: 'sign-flip'", "strategy '" + strategy + "'", "label-flip")
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("CONFIG-20");
        attack[2] = "strategy.widths=" + widths.replace("0.5", "1");
        assertThat(ToyRun.inMemory(strategy, attack).rounds()).hasSize(6);
    }
}
