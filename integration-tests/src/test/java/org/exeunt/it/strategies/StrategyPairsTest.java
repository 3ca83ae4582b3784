package org.exeunt.it.strategies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every installed strategy with every installed coordination policy, and with every aggregator and some failing
 * clients: the pair runs, or is refused at the start with an explanation.
 */
class StrategyPairsTest {
    /** Pairs that may be refused: of other methods, or of a policy that compares clients or limits their depth. */
    private static final Pattern REFUSED = Pattern.compile("(?!(cafedistill|fedavg|fedper|local), ).*"
            + "|cafedistill, (capacity|budget|shallow-first)"
            + "|(fedper|local), (progressive-depth|least-conflict|exits-as-clients)");

    static Stream<Arguments> pairs() {
        return ToyRun.strategies().stream()
                .flatMap(strategy -> ToyRun.policies().stream().map(policy -> Arguments.of(strategy, policy)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyPolicyRunsOrIsRefusedAtStart(String strategy, String policy) {
        try {
            assertRan(strategy, policy, play(strategy, policy));
        } catch (ExeuntException refused) {
            assertThat(REFUSED.matcher(strategy + ", " + policy).matches())
                    .as(refused.getMessage())
                    .isTrue();
            assertThat(refused.code()).hasToString("CONFIG-20");
            assertThat(refused)
                    .hasMessageContainingAll("cannot start", "'" + strategy + "'", "'" + policy + "'", "; choose '");
        }
    }

    private static RunResult play(String strategy, String policy) {
        return ToyRun.inMemory(
                strategy,
                "coordination={\"type\": \"%s\"}".formatted(policy),
                "training.rounds=3",
                "devices=uniform", // for 'budget'
                "executor.workers=1");
    }

    private static void assertRan(String strategy, String policy, RunResult result) {
        assertThat(result.summary().setting().strategy()).isEqualTo(strategy);
        assertThat(result.summary().setting().coordination()).isEqualTo(policy);
        assertThat(result.summary().warnings())
                .filteredOn(warning -> !warning.contains("'fedbn' equals 'fedavg'")) // no batch norm in the toy network
                .filteredOn(warning -> !warning.contains("initial running statistics")) // of 'budget' and 'capacity'
                .isEmpty();
        assertThat(result.rounds()).hasSize(3);
        for (RoundRecord round : result.rounds()) {
            assertThat(round.failures()).as("round %s", round.round()).isEmpty();
            boolean isLast = round.round().number() == 3;
            if (!isLast || !ToyRun.endsWithoutTraining(strategy)) {
                assertThat(round.loss()).as("round %s", round.round()).isFinite();
            }
            assertThat(round.exits())
                    .as("round %s", round.round())
                    .hasSize(isLast && ToyRun.endsWithAllClients(strategy) ? 8 : 4);
            assertThat(round.downlink())
                    .as("round %s", round.round())
                    .containsOnlyKeys(round.exits().keySet());
            assertThat(round.uplink())
                    .as("round %s", round.round())
                    .containsOnlyKeys(round.exits().keySet());
        }
        assertThat(result.finalEvaluation().clients()).hasSize(8);
        assertThat(result.finalEvaluation().meanAccuracy()).isBetween(0.0, 1.0);
    }

    @ParameterizedTest
    @CsvSource({
        "cafedistill, capacity, leaves the final exit of some clients inactive, all-exits",
        "fedper, progressive-depth, nor sends final heads to compare, random",
        "fedper, least-conflict, nor sends final heads to compare, progressive-depth",
        "local, progressive-depth, nor sends final heads to compare, random",
        "partial-sharing, progressive-depth, nor sends final heads to compare, random",
    })
    void incompatiblePairIsRefused(String strategy, String policy, String reason, String remedy) {
        assertThatThrownBy(() -> play(strategy, policy))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("'" + strategy + "'", "'" + policy + "'", reason, "'" + remedy + "'");
    }

    /** Narrow clients exchange vectors in place of heads; the first client holds all channels. */
    @Test
    void narrowClientsAreNotCompared() {
        assertThatThrownBy(() -> ToyRun.inMemory(
                        "heterofl",
                        ToyRun.SHAPES,
                        "strategy.widths=[1, 0.5]",
                        "devices={\"type\": \"tiers\", \"tiers\": [{\"name\": \"high\"},"
                                + " {\"name\": \"low\", \"memory\": 150000}]}",
                        "coordination=progressive-depth"))
                .hasMessageContaining("nor sends final heads to compare");
    }

    @Test
    void suggestedRemedyWorks() {
        for (String strategy : ToyRun.strategies()) {
            if (ToyRun.endsWithAllClients(strategy)) {
                continue; // with other numbers of clients, or all exits
            }
            RunResult result = ToyRun.inMemory(
                    strategy, "coordination={\"type\": \"progressive-depth\", \"depth-selection\": \"random\"}");
            assertThat(result.summary().work().activeExits()).as(strategy).containsExactly(6, 9, 12, 12, 12, 12);
        }
    }

    static Stream<Arguments> aggregatorPairs() {
        return ToyRun.strategies().stream()
                .flatMap(strategy -> aggregators().stream().map(aggregator -> Arguments.of(strategy, aggregator)));
    }

    private static List<String> aggregators() {
        return ToyRun.ids(Aggregator.class);
    }

    private static RunResult aggregate(String strategy, String aggregator) {
        return ToyRun.inMemory(
                strategy,
                "training.aggregator.type=" + aggregator,
                "training.rounds=3",
                "faults.dropout=0.1",
                "faults.failure=0.1",
                "faults.non-finite=0.1",
                "training.on-too-few-updates=skip",
                "executor.workers=1");
    }

    @ParameterizedTest
    @MethodSource("aggregatorPairs")
    void everyAggregatorRunsOrIsRefusedAtStart(String strategy, String aggregator) {
        try {
            RunResult result = aggregate(strategy, aggregator);
            assertThat(result.rounds()).hasSize(3);
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
                        aggregate(strategy, "coordinate-median");
                        return false;
                    } catch (ExeuntException refused) {
                        return true;
                    }
                })
                .toList();
        assertThat(refusing)
                .containsExactlyInAnyOrder("fedamp", "fedrolex", "fjord", "heterofl", "local", "pfedgraph", "scalefl");
    }
}
