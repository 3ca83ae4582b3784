package org.exeunt.it.strategies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.testkit.asserting.AssertingStrategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every strategy fulfils its contract at every call of a run; checking the contract does not change results. */
class StrategyContractInRunsTest {
    static List<String> strategies() {
        return ToyRun.strategies();
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void everyCallFulfilsTheContract(String strategy) {
        RunResult asserted = ToyRun.inMemory(strategy, AssertingStrategy::around, "training.rounds=4");
        RunResult plain = ToyRun.inMemory(strategy, "training.rounds=4");
        assertThat(asserted.rounds()).hasSize(4).isEqualTo(plain.rounds());
        // the hash depends on the class of the plugin
        assertThat(asserted.summary())
                .usingRecursiveComparison()
                .ignoringFields("hash")
                .isEqualTo(plain.summary());
    }
}
