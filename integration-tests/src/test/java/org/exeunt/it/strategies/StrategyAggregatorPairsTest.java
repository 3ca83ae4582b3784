package org.exeunt.it.strategies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every installed strategy with every installed aggregator and some failing clients: the pair runs, or is refused at
 * the start with an explanation.
 */
class StrategyAggregatorPairsTest {
    static Stream<Arguments> pairs() {
        return ToyRun.strategies().stream()
                .flatMap(strategy -> aggregators().stream().map(aggregator -> Arguments.of(strategy, aggregator)));
    }

    private static List<String> aggregators() {
        return ToyRun.ids(Aggregator.class);
    }

    private static RunResult play(String strategy, String aggregator) {
        return ToyRun.inMemory(
                strategy,
                "training.aggregator.type=" + aggregator,
                "faults.dropout=0.1",
                "faults.failure=0.1",
                "faults.non-finite=0.1",
                "training.on-too-few-updates=skip",
                "executor.workers=1");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyPairRunsOrIsRefusedAtStart(String strategy, String aggregator) {
        try {
            RunResult result = play(strategy, aggregator);
            assertThat(result.rounds()).hasSize(6);
            assertThat(result.rounds().stream()
                            .map(RoundRecord::failures)
                            .mapToInt(List::size)
                            .sum())
                    .as("failed clients")
                    .isPositive();
            assertThat(result.finalEvaluation().meanAccuracy()).isBetween(0.0, 1.0);
        } catch (ExeuntException refused) {
            assertThat(refused.code()).hasToString("CONFIG-20");
            assertThat(refused)
                    .hasMessageContainingAll(
                            "cannot start", "training.aggregator", "'" + strategy + "'", "'" + aggregator + "'");
        }
    }

    @Test
    void strategiesWithOwnAggregationAreRefused() {
        List<String> refusing = ToyRun.strategies().stream()
                .filter(strategy -> {
                    try {
                        play(strategy, "coordinate-median");
                        return false;
                    } catch (ExeuntException refused) {
                        return true;
                    }
                })
                .toList();
        assertThat(refusing)
                .containsExactlyInAnyOrder(
                        "fedamp", "fedrolex", "fjord", "heterofl", "local", "partial-sharing", "pfedgraph", "scalefl");
    }
}
