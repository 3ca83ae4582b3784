package org.exeunt.it.strategies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.exeunt.api.ExitSet;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.it.support.ToyRun;
import org.exeunt.it.support.WrappedPlugin;
import org.exeunt.runtime.run.RunResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every installed strategy with every installed coordination policy: the pair runs, or is refused at the start with an
 * explanation.
 */
class StrategyCoordinationPairsTest {
    static Stream<Arguments> pairs() {
        return ToyRun.strategies().stream()
                .flatMap(strategy -> ToyRun.policies().stream().map(policy -> Arguments.of(strategy, policy)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyPairRunsOrIsRefusedAtStart(String strategy, String policy) {
        try {
            assertRan(strategy, policy, play(strategy, policy));
        } catch (ExeuntException refused) {
            assertThat(refused.code()).hasToString("CONFIG-20");
            assertThat(refused)
                    .hasMessageContainingAll("cannot start", "'" + strategy + "'", "'" + policy + "'", "; choose '");
        }
    }

    private static RunResult play(String strategy, String policy) {
        return ToyRun.inMemory(
                strategy,
                CheckingStrategy::choice,
                "coordination={\"type\": \"%s\"}".formatted(policy),
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
        assertThat(result.rounds()).hasSize(6);
        for (RoundRecord round : result.rounds()) {
            assertThat(round.failures()).as("round %s", round.round()).isEmpty();
            assertThat(round.loss()).as("round %s", round.round()).isFinite();
            assertThat(round.exits()).as("round %s", round.round()).hasSize(4);
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
        "cafedistill, progressive-depth",
        "cafedistill, least-conflict",
        "cafedistill, random",
        "cafedistill, shallow-only",
        "fedavg, progressive-depth",
        "fedavg, least-conflict",
        "fedavg, random",
        "fedavg, shallow-only",
        "fedavg, capacity",
        "fedper, random",
        "fedper, shallow-only",
        "fedper, capacity",
        "local, random",
        "local, shallow-only",
        "local, capacity",
    })
    void compatiblePairRuns(String strategy, String policy) {
        assertRan(strategy, policy, play(strategy, policy));
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

    @Test
    void suggestedRemedyWorks() {
        for (String strategy : ToyRun.strategies()) {
            RunResult result = ToyRun.inMemory(
                    strategy, "coordination={\"type\": \"progressive-depth\", \"depth-selection\": \"random\"}");
            assertThat(result.summary().work().activeExits()).as(strategy).containsExactly(6, 9, 12, 12, 12, 12);
        }
    }

    @Test
    void depthSelectionToTeacherNeedsTeachers() {
        String toTeacher = "coordination={\"type\": \"progressive-depth\", \"depth-selection\": \"to-teacher\"}";
        assertThat(ToyRun.inMemory("cafedistill", toTeacher).rounds()).hasSize(6);
        assertThatThrownBy(() -> ToyRun.inMemory("fedavg", toTeacher))
                .hasMessageContainingAll(
                        "'fedavg'", "'progressive-depth'", "teachers", "choose another depth-selection");
    }

    /** Checks the uploads of clients: heads of inactive exits are unchanged. */
    private static final class CheckingStrategy<S extends Record> extends ForwardingStrategy<S> {
        CheckingStrategy(Strategy<S> strategy) {
            super(strategy);
        }

        static PluginChoice<Strategy<?>> choice(PluginChoice<Strategy<?>> strategy) {
            return WrappedPlugin.around(strategy, CheckingStrategy::around);
        }

        private static <S extends Record> Strategy<?> around(Strategy<S> strategy) {
            return new CheckingStrategy<>(strategy);
        }

        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            ClientUpdate update = super.train(client, network);
            ExitSet inactive = client.federation().network().allExits();
            for (var exit : client.exits()) {
                inactive = inactive.minus(exit);
            }
            BlockSet inactiveHeads = client.layout().heads(inactive);
            update.upload().parameters().ifPresent(sent -> {
                BlockSet common = sent.blocks().intersect(inactiveHeads);
                assertThat(sent.select(common))
                        .as("inactive heads in the upload of client %s in round %s", client.id(), client.round())
                        .isEqualTo(client.parameters().select(common));
            });
            return update;
        }
    }
}
