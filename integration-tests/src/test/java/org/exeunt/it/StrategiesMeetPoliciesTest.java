package org.exeunt.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Choice;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.record.RoundRecord;
import org.exeunt.api.round.ClientContext;
import org.exeunt.api.round.ClientUpdate;
import org.exeunt.api.round.Merged;
import org.exeunt.api.round.Outcomes;
import org.exeunt.api.round.RoundContext;
import org.exeunt.api.round.RunFacts;
import org.exeunt.api.round.Similarities;
import org.exeunt.api.round.Strategy;
import org.exeunt.runtime.run.RunResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every installed strategy with every installed coordination policy: the pair runs, or is refused before anything happens, in words. */
class StrategiesMeetPoliciesTest {
    static Stream<Arguments> pairs() {
        return ToyRun.strategies().stream()
                .flatMap(strategy -> ToyRun.policies().stream().map(policy -> Arguments.of(strategy, policy)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everyPairRunsOrIsRefusedAtTheStart(String strategy, String policy) {
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
                strategy, Watched::choice, "coordination={\"type\": \"%s\"}".formatted(policy), "executor.workers=1");
    }

    private static void assertRan(String strategy, String policy, RunResult result) {
        assertThat(result.summary().setting().strategy()).isEqualTo(strategy);
        assertThat(result.summary().setting().coordination()).isEqualTo(policy);
        assertThat(result.summary().warnings()).isEmpty();
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
    void thesePairsRun(String strategy, String policy) {
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
    void thesePairsAreRefused(String strategy, String policy, String reason, String remedy) {
        assertThatThrownBy(() -> play(strategy, policy))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("'" + strategy + "'", "'" + policy + "'", reason, "'" + remedy + "'");
    }

    @Test
    void theRemedyIsOne() {
        for (String strategy : ToyRun.strategies()) {
            RunResult result =
                    ToyRun.inMemory(strategy, "coordination={\"type\": \"progressive-depth\", \"tier2\": \"random\"}");
            assertThat(result.summary().work().activeExits()).as(strategy).containsExactly(6, 9, 12, 12, 12, 12);
        }
    }

    @Test
    void teachersAreAskedForWhereThereAreSome() {
        String toTeacher = "coordination={\"type\": \"progressive-depth\", \"tier2\": \"to-teacher\"}";
        assertThat(ToyRun.inMemory("cafedistill", toTeacher).rounds()).hasSize(6);
        assertThatThrownBy(() -> ToyRun.inMemory("fedavg", toTeacher))
                .hasMessageContainingAll("'fedavg'", "'progressive-depth'", "teachers", "choose another tier2");
    }

    /** Looks at everything a client sends: heads of exits that did not learn are as they were. */
    private record Watched<S extends Record>(Strategy<S> strategy) implements Strategy<S> {
        static Choice<Strategy<?>> choice(Choice<Strategy<?>> watched) {
            return new Choice<>(new WatchedPlugin<>(watched.plugin()), watched.options());
        }

        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            ClientUpdate update = strategy.train(client, network);
            ExitSet idle = client.run().network().allExits();
            for (var exit : client.exits()) {
                idle = idle.minus(exit);
            }
            BlockSet idleHeads = client.layout().heads(idle);
            update.upload().parameters().ifPresent(sent -> {
                BlockSet both = sent.blocks().intersect(idleHeads);
                assertThat(sent.select(both))
                        .as(
                                "heads that client %s sent although they did not learn in round %s",
                                client.id(), client.round())
                        .isEqualTo(client.parameters().select(both));
            });
            return update;
        }

        @Override
        public S open(RunFacts run) {
            return strategy.open(run);
        }

        @Override
        public Payload publish(S state, RunFacts run, ClientId client, ExitSet exits) {
            return strategy.publish(state, run, client, exits);
        }

        @Override
        public Merged<S> merge(S state, RoundContext round, Outcomes outcomes) {
            return strategy.merge(state, round, outcomes);
        }

        @Override
        public void personalise(ClientContext client, Network network) {
            strategy.personalise(client, network);
        }

        @Override
        public Optional<Similarities> similarities(S state) {
            return strategy.similarities(state);
        }

        @Override
        public boolean acceptsInactiveExits() {
            return strategy.acceptsInactiveExits();
        }

        @Override
        public boolean acceptsInactiveFinalExit() {
            return strategy.acceptsInactiveFinalExit();
        }
    }

    private record WatchedPlugin<O extends Record>(Plugin<? extends Strategy<?>, O> watched)
            implements Plugin<Strategy<?>, O> {
        @Override
        public Class<?> kind() {
            return watched.kind();
        }

        @Override
        public String id() {
            return watched.id();
        }

        @Override
        public String summary() {
            return watched.summary();
        }

        @Override
        public Class<O> options() {
            return watched.options();
        }

        @Override
        public String apiVersion() {
            return watched.apiVersion();
        }

        @Override
        public Strategy<?> create(O options, PluginContext context) {
            return new Watched<>(watched.create(options, context));
        }
    }
}
