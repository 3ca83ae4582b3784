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
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.ParameterMath;
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
import org.junit.jupiter.params.provider.ValueSource;

/** A run fails with the name of the plugin if a plugin violates its contract. */
class BrokenPluginsTest {
    private final RunBuilder run = new RunBuilder();

    private void assertBroken(String... parts) {
        assertThatThrownBy(() -> run.execute(RunOptions.inMemory(Path.of(""), () -> 0L)))
                .hasMessageContainingAll(parts)
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("PLUGIN-20");
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 7})
    void samplersMustReturnKnownClients(int stranger) {
        run.sampler =
                (round, clients, size, random) -> List.of(new ClientId(0), new ClientId(1), new ClientId(stranger));
        assertBroken(
                "ClientSampler 'double'", "[0, 1, " + stranger + "]", "3 different ones of 0 to 5, in ascending order");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    false | false | 1,2,3,4 | all of 1 to 3
                    false | false | 1,3     | all of 1 to 3
                    true  | false | 1,2     | some, including the final one, of 1 to 3
                    true  | true  | 1,4     | at least one of 1 to 3
                    true  | true  |         | at least one of 1 to 3
                    """)
    void policiesMustAssignPermittedExits(boolean mayLeaveSome, boolean mayLeaveFinal, String exits, String promise) {
        ExitSet chosen = ExitSet.none();
        for (String exit : exits == null ? new String[0] : exits.split(",")) {
            chosen = chosen.plus(new Exit(Integer.parseInt(exit)));
        }
        run.coordination = policy(chosen, mayLeaveSome, mayLeaveFinal);
        run.strategy = new SharedBlocks(layout -> layout.backbone()) {
            @Override
            public Set<StrategyCapability> capabilities() {
                return Set.of(StrategyCapability.INACTIVE_EXITS, StrategyCapability.INACTIVE_FINAL_EXIT);
            }
        };
        assertBroken("CoordinationPolicy 'double'", "in round 1 it assigned exits", "expected " + promise);
    }

    private static CoordinationPolicy policy(ExitSet exits, boolean mayLeaveSome, boolean mayLeaveFinal) {
        return new CoordinationPolicy() {
            @Override
            public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
                return RunBuilder.allClients(request, exits);
            }

            @Override
            public Set<CoordinationRequirement> requirements() {
                Set<CoordinationRequirement> requirements = EnumSet.noneOf(CoordinationRequirement.class);
                if (mayLeaveSome) {
                    requirements.add(CoordinationRequirement.INACTIVE_EXITS);
                }
                if (mayLeaveFinal) {
                    requirements.add(CoordinationRequirement.INACTIVE_FINAL_EXIT);
                }
                return requirements;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"[0, 1]", "[0, 1, 2, 5]"})
    void policiesMustAssignExitsToTheCohort(String clients) {
        run.coordination = new CoordinationPolicy() {
            @Override
            public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
                Map<ClientId, ExitSet> chosen = new TreeMap<>();
                for (String client : clients.replaceAll("[^0-9,]", "").split(",")) {
                    chosen.put(new ClientId(Integer.parseInt(client)), ExitSet.upTo(3));
                }
                return chosen;
            }

            @Override
            public Set<CoordinationRequirement> requirements() {
                return Set.of();
            }
        };
        assertBroken(
                "CoordinationPolicy 'double'",
                "in round 1 it assigned exits to clients " + clients + "; expected the cohort, [0, 1, 2]");
    }

    @Test
    void policiesMustAssignExitsThatAreNotNull() {
        run.coordination = policy(null, false, false);
        assertBroken("CoordinationPolicy 'double'", "in round 1 it assigned exits null to client 0");
    }

    @Test
    void aggregatorsMustReturnTheGivenBlocks() {
        run.strategy = FaultyRunTest.byRule();
        run.aggregator = (previous, uploads, weights) ->
                previous.select(previous.layout().select(block -> block.name().equals("exit1/W")));
        assertBroken("Aggregator 'double'", "it returned the blocks [exit1/W]; expected the blocks [");
        run.aggregator = (previous, uploads, weights) -> null;
        assertBroken("Aggregator 'double'", "aggregate returned null");
    }

    @Test
    void valuesOfAggregatorsThatAreNotFiniteAreNotToldOfTheStrategy() {
        run.strategy = FaultyRunTest.byRule();
        run.aggregator = (previous, uploads, weights) -> ParameterMath.scale(Double.NaN, previous);
        assertBroken("Aggregator 'double'", "it returned values that are not finite (stage 1, block '");
    }

    @Test
    void samplersMustNotReturnNullAsAClient() {
        run.sampler = (round, clients, size, random) -> Arrays.asList(new ClientId(0), null, new ClientId(2));
        assertBroken("ClientSampler 'double'", "in round 1 it returned clients [0, null, 2]");
    }

    /** A rule that leaves at no exit. */
    private static ExitRule rule(String label) {
        return new Threshold(label, 2);
    }

    private void usePolicy(List<ExitRule> rules) {
        run.exitPolicies = List.of(FixedPlugin.of(ExitPolicy.class, "double", (ExitPolicy) calibration -> rules));
        run.trackers = List.of(new RunTracker() {
            @Override
            public void runStarted(RunStart start) {
                throw new AssertionError("the run starts");
            }
        });
    }

    @Test
    void rulesMustHaveDifferentLabels() {
        usePolicy(null);
        assertBroken("ExitPolicy 'double'", "rules returned null");
        usePolicy(List.of());
        assertBroken("ExitPolicy 'double'", "its rules are []; expected at least one, with different labels");
        usePolicy(List.of(rule("a"), rule("b"), rule("a")));
        assertBroken("ExitPolicy 'double'", "its rules are [a, b, a]");
        usePolicy(Arrays.asList(rule("a"), rule(null)));
        assertBroken("ExitPolicy 'double'", "its rules are [a, null]");
        usePolicy(Arrays.asList(rule("a"), null));
        assertBroken("ExitPolicy 'double'", "its rules are [a, null]");
    }

    @Test
    void rulesAreTriedBeforeTheRunStarts() {
        usePolicy(List.of(new ExitRule() {
            @Override
            public String label() {
                return "final";
            }

            @Override
            public boolean shouldExit(ExitInput view) {
                return view.prediction(new Exit(3)) == view.prediction(view.exit());
            }
        }));
        assertBroken("ExitPolicy 'double'", "exit 3 is not reached yet; this input is at exit 1");
    }

    @Test
    void answersOfRulesMustBeProbabilities() {
        for (double[] answer : new double[][] {null, {.5, .5}, {1.5, -.5, 0}, {.4, .4, .4}, {Double.NaN, 0, 1}}) {
            usePolicy(List.of(new ExitRule() {
                @Override
                public String label() {
                    return "fixed";
                }

                @Override
                public boolean shouldExit(ExitInput input) {
                    return true;
                }

                @Override
                public double[] answer(ExitInput input) {
                    return answer;
                }
            }));
            assertBroken(
                    "ExitPolicy 'double'",
                    "the rule 'fixed' answers an input at exit 1 with ",
                    " values, the smallest ",
                    "; expected 3 probabilities of sum 1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\u0085b", "\u001b[2J"})
    void labelsOfRulesMustBeOneLine(String label) {
        ExitRule given = Threshold.policy(0.5).rules(CalibrationSet.none(3)).get(0);
        ExitRule rule = new ExitRule() {
            @Override
            public String label() {
                return label;
            }

            @Override
            public boolean shouldExit(ExitInput view) {
                return given.shouldExit(view);
            }
        };
        run.exitPolicies =
                List.of(FixedPlugin.of(ExitPolicy.class, "double", (ExitPolicy) calibration -> List.of(rule)));
        assertBroken("ExitPolicy 'double'", "expected one line of text");
    }

    @Test
    void matricesMustBeFinite() {
        run.strategy = new SharedBlocks(layout -> layout.backbone()) {
            @Override
            public AggregationResult<Server> aggregate(Server state, RoundContext round, ClientResults results) {
                ClientMatrix relation = new ClientMatrix(new TreeMap<>(
                        Map.of(new ClientId(1), new TreeMap<>(Map.of(new ClientId(2), Double.NEGATIVE_INFINITY)))));
                return AggregationResult.of(state).with("closeness", relation);
            }
        };
        assertBroken("Strategy 'double'", "matrix 'closeness' at clients 1 and 2 is -Infinity");
    }

    /** A state that checkpoints cannot contain. */
    private record ArrayState(double[] momentum) {}

    @Test
    void statesMustBeStorableFromTheStart() {
        SharedBlocks shared = SharedBlocks.everything();
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
                return shared.train(client, network);
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

    @Test
    void lackOfMemoryIsNotADefectOfAPlugin() {
        run.strategy = new SharedBlocks(layout -> layout.backbone()) {
            @Override
            public AggregationResult<Server> aggregate(Server state, RoundContext round, ClientResults results) {
                throw new OutOfMemoryError("Java heap space");
            }
        };
        assertThatThrownBy(() -> run.execute(RunOptions.inMemory(Path.of(""), () -> 0L)))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("Not enough memory", "Java heap space")
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("RESOURCE-22");
    }

    /** A native library reports it as another exception, and a client must not be left out for it. */
    @Test
    void memoryThatTheSystemRefusesIsNotADefectOfAPlugin() {
        for (RuntimeException refused : List.of(
                new IllegalStateException("Op failed", new OutOfMemoryError("Cannot allocate new FloatPointer(9)")),
                new IllegalStateException("std::bad_alloc"),
                new UncheckedIOException(new IOException("error=12, Cannot allocate memory")))) {
            run.strategy = SharedBlocks.everything().modifyingUpdates(client -> {
                throw refused;
            });
            assertThatThrownBy(() -> run.execute(RunOptions.inMemory(Path.of(""), () -> 0L)))
                    .hasMessageContainingAll("Not enough memory", "executor.workers", "limits of the system")
                    .extracting(thrown -> ((ExeuntException) thrown).code())
                    .hasToString("RESOURCE-22");
        }
    }

    @Test
    void resultsMustBeInTheOrderOfTasks() {
        run.executor = FixedPlugin.of(ClientExecutor.class, "double", new Reversing(true, false));
        assertBroken(
                "ClientExecutor 'double'",
                "in round 1 it returned results of clients [0, 1, 2] for tasks of clients [2, 1, 0]");
    }

    @Test
    void resultsMustNotBeNull() {
        run.strategy = SharedBlocks.everything();
        run.executor = FixedPlugin.of(ClientExecutor.class, "double", new Reversing(false, false) {
            @Override
            public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
                List<ClientResult> results = super.train(tasks);
                results.set(1, null);
                return results;
            }
        });
        assertBroken("ClientExecutor 'double'", "in round 1 it returned results of clients [2, null, 0]");
    }

    @Test
    void evaluationsMustBeInTheOrderOfTasks() {
        run.executor = FixedPlugin.of(ClientExecutor.class, "double", new Reversing(false, true));
        assertBroken(
                "ClientExecutor 'double'",
                "results of clients [5, 4, 3, 2, 1, 0] for tasks of clients [0, 1, 2, 3, 4, 5]");
    }

    @Test
    void executorWithoutReversalWorks() {
        RunResult expected = run.execute(RunOptions.inMemory(Path.of(""), () -> 0L));
        run.executor = FixedPlugin.of(ClientExecutor.class, "double", new Reversing(false, false));
        RunResult result = run.execute(RunOptions.inMemory(Path.of(""), () -> 0L));
        assertThat(result.rounds()).isEqualTo(expected.rounds());
    }

    /** Executes tasks one after the other, and can return the results in reverse order. */
    private static class Reversing implements ClientExecutor {
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
