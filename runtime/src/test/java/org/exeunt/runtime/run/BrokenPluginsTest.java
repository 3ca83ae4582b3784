package org.exeunt.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.EvaluationResult;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.testsupport.FixedPlugin;
import org.exeunt.testsupport.SharedBlocks;
import org.exeunt.testsupport.Threshold;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run fails with the name of the plugin if a plugin violates its contract. */
class BrokenPluginsTest {
    private final RunBuilder run = new RunBuilder();

    private void assertBroken(String... parts) {
        run.assertFails("PLUGIN-20", parts);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 6", "0, 1, 7", "2, 1, 1", "0,, 2"})
    void samplersMustReturnKnownClients(Integer first, Integer second, Integer third) {
        List<ClientId> cohort = Stream.of(first, second, third)
                .map(client -> client == null ? null : new ClientId(client))
                .toList();
        run.sampler = request -> cohort;
        assertBroken(
                "ClientSampler 'double'",
                "in round 1 it returned clients " + cohort,
                "3 different ones of 0 to 5, in ascending order");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                                                        | 1,2,3,4
                                                        | 1,3
                    INACTIVE_EXITS                      | 1,2
                    INACTIVE_EXITS,INACTIVE_FINAL_EXIT  | 1,4
                    INACTIVE_EXITS,INACTIVE_FINAL_EXIT  |
                    """)
    void policiesMustAssignPermittedExits(String requirements, String exits) {
        ExitSet chosen = ExitSet.none();
        for (String exit : exits == null ? new String[0] : exits.split(",")) {
            chosen = chosen.plus(new Exit(Integer.parseInt(exit)));
        }
        Set<CoordinationRequirement> required = EnumSet.noneOf(CoordinationRequirement.class);
        for (String requirement : requirements == null ? new String[0] : requirements.split(",")) {
            required.add(CoordinationRequirement.valueOf(requirement));
        }
        run.coordination = policy(List.of(0, 1, 2), chosen, required);
        run.strategy = SharedBlocks.backbone()
                .supporting(StrategyCapability.INACTIVE_EXITS, StrategyCapability.INACTIVE_FINAL_EXIT);
        assertBroken("CoordinationPolicy 'double'", "in round 1 it assigned the exits {0=", "exits of 1 to 3");
    }

    private record Constant(List<Float> logits) implements PersonalRule {
        @Override
        public double[] logits(Reached reached) {
            return new double[logits.size()];
        }
    }

    private record Factor(float value) implements PersonalRule {
        @Override
        public double[] logits(Reached reached) {
            return Arrays.stream(reached.logits()).map(logit -> logit * value).toArray();
        }
    }

    private static Strategy<?> ruledBy(PersonalRule rule, Class<? extends PersonalRule> type) {
        return new ForwardingStrategy<>(SharedBlocks.backbone()) {
            @Override
            public Optional<PersonalRule> rule(ClientContext client, Network network) {
                return Optional.of(rule);
            }

            @Override
            public Optional<Class<? extends PersonalRule>> ruleType() {
                return Optional.of(type);
            }
        };
    }

    @Test
    void personalRulesMustBeOfTheStatedTypeAndReturnLogits() {
        run.strategy = ruledBy(PersonalRule.NONE, Constant.class);
        assertBroken("Strategy 'double'", "ruleType() is not the class of its personal rule");
        run.strategy = ruledBy(new Constant(List.of(1f)), Constant.class);
        assertBroken("Strategy 'double'", "its personal rule returned [0.0] at exit 1; expected 3 logits");
        run.strategy = ruledBy(new Factor(Float.NaN), Factor.class);
        assertBroken(
                "Strategy 'double'",
                "its personal rule returned [NaN, NaN, NaN] at exit 1; expected 3 logits, finite for finite logits");
    }

    private static CoordinationPolicy policy(
            List<Integer> clients, ExitSet exits, Set<CoordinationRequirement> requirements) {
        Map<ClientId, ExitSet> chosen = new TreeMap<>();
        clients.forEach(client -> chosen.put(new ClientId(client), exits));
        return new CoordinationPolicy() {
            @Override
            public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
                return chosen;
            }

            @Override
            public Set<CoordinationRequirement> requirements() {
                return requirements;
            }
        };
    }

    @Test
    void policiesMustAssignExitsToTheCohort() {
        for (List<Integer> clients : List.of(List.of(0, 1), List.of(0, 1, 2, 5))) {
            run.coordination = policy(clients, ExitSet.upTo(3), Set.of());
            assertBroken("in round 1 it assigned the exits {0=[1, 2, 3], ", "for each of the clients [0, 1, 2], exits");
        }
        run.coordination = policy(List.of(0, 1, 2), null, Set.of());
        assertBroken("CoordinationPolicy 'double'", "in round 1 it assigned the exits {0=null");
    }

    @Test
    void aggregatorsMustReturnTheGivenBlocks() {
        run.strategy = FaultyRunTest.byRule();
        run.aggregator = (previous, uploads, weights) ->
                previous.select(previous.layout().select(block -> block.name().equals("exit1/W")));
        assertBroken("Aggregator 'double'", "it returned the blocks [exit1/W]; expected the blocks [");
        run.aggregator = (previous, uploads, weights) -> null;
        assertBroken("Aggregator 'double'", "aggregate returned null");
        run.aggregator = (previous, uploads, weights) -> {
            throw new IllegalStateException("no idea");
        };
        assertBroken("Aggregator 'double'", "failed while running aggregate", "no idea");
    }

    /** A rule that leaves at no exit. */
    private static ExitRule rule(String label) {
        return new Threshold(label, 2);
    }

    private static ExitRule rule(Predicate<ExitInput> exits, double[] answer) {
        return new ExitRule() {
            @Override
            public String label() {
                return "fixed";
            }

            @Override
            public boolean shouldExit(ExitInput input) {
                return exits.test(input);
            }

            @Override
            public double[] answer(ExitInput input) {
                return answer;
            }
        };
    }

    private void assertPolicyIsBroken(List<ExitRule> rules, String... parts) {
        run.exitPolicies = List.of(FixedPlugin.of(ExitPolicy.class, "double", (ExitPolicy) calibration -> rules));
        run.trackers = List.of(new RunTracker() {
            @Override
            public void runStarted(RunStart start) {
                throw new AssertionError("the run starts");
            }
        });
        run.assertFails("PLUGIN-20", parts).hasMessageContaining("ExitPolicy 'double'");
    }

    @Test
    void rulesMustHaveDifferentLabels() {
        assertPolicyIsBroken(null, "rules returned null");
        assertPolicyIsBroken(List.of(), "its rules are []; expected at least one, with different labels");
        assertPolicyIsBroken(List.of(rule("a"), rule("b"), rule("a")), "its rules are [a, b, a]");
        assertPolicyIsBroken(Arrays.asList(rule("a"), rule(null)), "its rules are [a, null]");
        assertPolicyIsBroken(Arrays.asList(rule("a"), null), "its rules are [a, null]");
        for (String label : List.of("a\nb", "a\rb", "a\u0085b", "\u001b[2J")) {
            assertPolicyIsBroken(List.of(rule(label)), "each one line of text");
        }
    }

    @Test
    void rulesAreTriedBeforeTheRunStarts() {
        assertPolicyIsBroken(
                List.of(rule(input -> input.prediction(new Exit(3)) == 0, null)),
                "exit 3 is not reached yet; this input is at exit 1");
        for (double[] answer : new double[][] {null, {.5, .5}, {1.5, -.5, 0}, {.4, .4, .4}, {Double.NaN, 0, 1}}) {
            assertPolicyIsBroken(
                    List.of(rule(input -> true, answer)),
                    "the rule 'fixed' answers an input at exit 1 with ",
                    "; expected 3 probabilities of sum 1");
        }
    }

    @Test
    void metricsAndMatricesMustBeFinite() {
        run.strategy = SharedBlocks.backbone()
                .aggregating((state, results) -> AggregationResult.of(state, Map.of("broken", Double.NaN)));
        assertBroken("Strategy 'double'", "metric 'broken' is NaN");
        ClientMatrix closeness = new ClientMatrix(new TreeMap<>(
                Map.of(new ClientId(1), new TreeMap<>(Map.of(new ClientId(2), Double.NEGATIVE_INFINITY)))));
        run.strategy = SharedBlocks.backbone()
                .aggregating((state, results) -> AggregationResult.of(state).with("closeness", closeness));
        assertBroken("Strategy 'double'", "matrix 'closeness' at clients 1 and 2 is -Infinity");
    }

    /** A state that checkpoints cannot contain. */
    private record ArrayState(double[] momentum) {}

    @Test
    void statesMustBeStorableFromTheStart() {
        run.strategy = new Strategy<ArrayState>() {
            @Override
            public ArrayState initialize(FederationSpec federation) {
                return new ArrayState(new double[3]);
            }

            @Override
            public Payload download(ArrayState state, FederationSpec federation, ClientId client, ExitSet exits) {
                return Payload.empty();
            }

            @Override
            public ClientUpdate train(ClientContext client, Network network) {
                return SharedBlocks.everything().train(client, network);
            }

            @Override
            public AggregationResult<ArrayState> aggregate(
                    ArrayState state, RoundContext round, ClientResults results) {
                return AggregationResult.of(state);
            }
        };
        assertBroken("Strategy 'double'", "violates its contract: ArrayState.momentum: a state contains a double[]");
        assertThatThrownBy(() -> Run.check(
                        run.config(), PluginRegistry.load(getClass().getClassLoader()), Path.of(""), warning -> {}))
                .as("found before the first round")
                .hasMessageContaining("ArrayState.momentum: a state contains a double[]")
                .hasMessageNotContaining("round 0");
    }

    /** A native library reports it as another exception, and a client must not be left out for it. */
    @Test
    void lackOfMemoryIsNotADefectOfAPlugin() {
        run.strategy = SharedBlocks.backbone().aggregating((state, results) -> {
            throw new OutOfMemoryError("Java heap space");
        });
        run.assertFails("RESOURCE-22", "Not enough memory", "Java heap space");
        for (RuntimeException refused : List.of(
                new IllegalStateException("Op failed", new OutOfMemoryError("Cannot allocate new FloatPointer(9)")),
                new IllegalStateException("std::bad_alloc"),
                new UncheckedIOException(new IOException("error=12, Cannot allocate memory")))) {
            run.strategy = SharedBlocks.everything().modifyingUpdates(client -> {
                throw refused;
            });
            run.assertFails("RESOURCE-22", "Not enough memory", "executor.workers", "limits of the system");
        }
    }

    @Test
    void resultsMustBeInTheOrderOfTasks() {
        RunResult expected = run.execute();
        run.executor = FixedPlugin.of(ClientExecutor.class, "double", new Reversing(false, false));
        assertThat(run.execute().rounds()).isEqualTo(expected.rounds());
        run.executor = FixedPlugin.of(ClientExecutor.class, "double", new Reversing(true, false));
        assertBroken("in round 1 it returned results of clients [0, 1, 2] for tasks of clients [2, 1, 0]");
        run.executor = FixedPlugin.of(ClientExecutor.class, "double", new Reversing(false, true));
        assertBroken(
                "ClientExecutor 'double'",
                "results of clients [5, 4, 3, 2, 1, 0] for tasks of clients [0, 1, 2, 3, 4, 5]");
    }

    /** Executes tasks one after the other, and can return the results in reverse order. */
    private static final class Reversing implements ClientExecutor {
        private final boolean trainings;
        private final boolean evaluations;
        private ClientRunner work;

        Reversing(boolean trainings, boolean evaluations) {
            this.trainings = trainings;
            this.evaluations = evaluations;
        }

        @Override
        public void open(ClientRunner opened) {
            work = opened;
        }

        @Override
        public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
            return each(tasks, work::train, trainings);
        }

        @Override
        public void evaluate(List<Supplier<ClientTask>> tasks, Consumer<EvaluationResult> results) {
            each(tasks, work::evaluate, evaluations).forEach(results);
        }

        private <R> List<R> each(
                List<Supplier<ClientTask>> tasks, BiFunction<ClientTask, Network, R> doing, boolean reversed) {
            List<R> results = new ArrayList<>();
            try (Network network = work.openNetwork()) {
                tasks.forEach(task -> results.add(doing.apply(task.get(), network)));
            }
            if (reversed) {
                Collections.reverse(results);
            }
            return results;
        }

        @Override
        public void close() {
            // no resources
        }
    }
}
